/** Optimisers: given parameters and their gradient, the nodes that compute the next parameters. */
import { EdgeflockError } from "../core/errors.ts";
import { add, div, minimum, mul, type Operand, sqrt, square, sub } from "./elementwise.ts";
import { slice } from "./linear.ts";
import type { Tensor } from "./op.ts";
import { sum } from "./reductions.ts";
import { formatShape, sizeOf } from "./shape.ts";

export interface OptimizerUpdate {
  readonly parameters: Tensor;
  /** The optimiser's own states and their next values. All start at zero. */
  readonly states: readonly { readonly state: Tensor; readonly next: Tensor }[];
}

export interface Optimizer {
  /** `name` is the name of the parameters' state; the optimiser's own states are named after it. */
  update(name: string, parameters: Tensor, gradient: Tensor): OptimizerUpdate;
}

export interface SgdOptions {
  /** A number, or a tensor of one element (an input, so that it can follow a schedule). */
  readonly learningRate: Operand;
  /** Gradients with a greater Euclidean norm are scaled down to it. */
  readonly maxGradientNorm?: number;
}

export interface AdamOptions extends SgdOptions {
  /** Decay of the gradient's running mean. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the squared gradient's running mean. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

/** Gradient descent. */
export function sgd({ learningRate, maxGradientNorm }: SgdOptions): Optimizer {
  return {
    update(_, parameters, gradient) {
      const step = mul(clipNorm(gradient, maxGradientNorm), scalar(parameters, learningRate));
      return { parameters: sub(parameters, step), states: [] };
    },
  };
}

/**
 * Adam (Kingma and Ba, 2015), with bias correction. The states `adam.m` and `adam.v` hold the discounted sums
 * `M = Σ β₁ᵏ·g` and `V = Σ β₂ᵏ·g²` rather than means, and `adam.correction` (two elements) the sums `S₁`, `S₂` that
 * a gradient of 1 would have given: the bias-corrected means are `M/S₁` and `V/S₂`, and no power of β is ever taken.
 */
export function adam(options: AdamOptions): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, maxGradientNorm } = options;
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) {
      throw new EdgeflockError(
        "graph",
        `adam: ${name} is ${beta}.`,
        "Choose it from 0 (included) to 1 (excluded).",
      );
    }
  }
  return {
    update(name, parameters, rawGradient) {
      const { graph, shape } = parameters;
      const gradient = clipNorm(rawGradient, maxGradientNorm);
      const m = graph.state(`${name}/adam.m`, shape);
      const v = graph.state(`${name}/adam.v`, shape);
      const correction = graph.state(`${name}/adam.correction`, [2]);
      const nextM = add(mul(m, beta1), gradient);
      const nextV = add(mul(v, beta2), square(gradient));
      const nextCorrection = add(mul(correction, graph.constant([beta1, beta2])), 1);
      const s1 = slice(nextCorrection, 0, 0, 1);
      const rootS2 = sqrt(slice(nextCorrection, 0, 1, 2));
      // rate · (M/S₁) / (√(V/S₂) + ε), with the scalars drawn together.
      const rate = div(mul(rootS2, scalar(parameters, learningRate)), s1);
      const direction = div(nextM, add(sqrt(nextV), mul(rootS2, epsilon)));
      return {
        parameters: sub(parameters, mul(direction, rate)),
        states: [
          { state: m, next: nextM },
          { state: v, next: nextV },
          { state: correction, next: nextCorrection },
        ],
      };
    },
  };
}

function scalar(parameters: Tensor, value: Operand): Operand {
  if (typeof value !== "number" && sizeOf(value.shape) !== 1) {
    throw new EdgeflockError(
      "graph",
      `A learning rate of shape ${formatShape(value.shape)} has to be one element.`,
    );
  }
  return typeof value === "number" ? parameters.graph.constant(value) : value;
}

function clipNorm(gradient: Tensor, maxNorm: number | undefined): Tensor {
  if (maxNorm === undefined) return gradient;
  const norm = sqrt(add(sum(square(gradient)), 1e-12));
  return mul(gradient, minimum(div(gradient.graph.constant(maxNorm), norm), 1));
}
