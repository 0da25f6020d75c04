/** A fully connected layer. */
import { EdgeflockError } from "../core/errors.ts";
import { add, formatShape, matmul, reshape, type Tensor } from "../graph/index.ts";
import { glorotUniform, zeros } from "./initialisers.ts";
import { type Initialiser, layer, type Module } from "./module.ts";

export interface DenseOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Default: Glorot's uniform initialisation. Biases start at zero. */
  readonly init?: Initialiser;
  /** Default true. */
  readonly bias?: boolean;
}

/** `x·W + b` over the last axis: `[..., inputs]` to `[..., outputs]`. */
export function dense(options: DenseOptions): Module {
  const { inputs, outputs, init = glorotUniform(inputs, outputs), bias: hasBias = true } = options;
  const weights = { shape: [inputs, outputs], init };
  const bias = { shape: [outputs], init: zeros };
  if (!hasBias) return layer({ weights }, (own, x: Tensor) => linear(x, own.weights));
  return layer({ weights, bias }, (own, x: Tensor) => linear(x, own.weights, own.bias));
}

/** `x·weights + bias` over the last axis. */
export function linear(x: Tensor, weights: Tensor, bias?: Tensor): Tensor {
  const [inputs = 0, outputs = 0] = weights.shape;
  if (x.shape.length < 2 || x.shape.at(-1) !== inputs) {
    throw new EdgeflockError("graph", `dense of ${formatShape(x.shape)}: it takes [..., ${inputs}].`);
  }
  // As one matrix, so that the gradient of the weights is one product too.
  const product = matmul(reshape(x, [-1, inputs]), weights);
  return reshape(bias === undefined ? product : add(product, bias), [...x.shape.slice(0, -1), outputs]);
}
