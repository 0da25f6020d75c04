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
}

/** `x·W + b` over the last axis: `[..., inputs]` to `[..., outputs]`. */
export function dense({ inputs, outputs, init = glorotUniform(inputs, outputs) }: DenseOptions): Module {
  return layer(
    { weights: { shape: [inputs, outputs], init }, bias: { shape: [outputs], init: zeros } },
    ({ weights, bias }, x: Tensor) => {
      if (x.shape.length < 2 || x.shape.at(-1) !== inputs) {
        throw new EdgeflockError("graph", `dense of ${formatShape(x.shape)}: it takes [..., ${inputs}].`);
      }
      // As one matrix, so that the gradient of the weights is one product too.
      const flat = reshape(x, [-1, inputs]);
      return reshape(add(matmul(flat, weights), bias), [...x.shape.slice(0, -1), outputs]);
    },
  );
}
