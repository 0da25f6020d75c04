/** Adam, with weight decay as L2 regularisation or, as AdamW, apart from the gradient. */
import { add, div, mul, sqrt, square, sub } from "../elementwise.ts";
import { slice } from "../linear.ts";
import type { Tensor } from "../op.ts";
import {
  checkOptions,
  decayOf,
  type Optimizer,
  type OptimizerOptions,
  regularised,
  type StateUpdate,
  stepOf,
} from "./optimizer.ts";

export interface AdamOptions extends OptimizerOptions {
  /** Decay of the gradient's running mean. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the squared gradient's running mean. Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba, 2015), with bias correction. The states `adam.m` and `adam.v` hold the discounted sums
 * `M = Σ β₁ᵏ·g` and `V = Σ β₂ᵏ·g²` rather than means, and `adam.correction` (two elements) the sums `S₁`, `S₂` that
 * a gradient of 1 would have given: the bias-corrected means are `M/S₁` and `V/S₂`, and no power of β is ever taken.
 * Weight decay is L2 regularisation: `g` includes `weightDecay` times the parameters.
 */
export function adam(options: AdamOptions): Optimizer {
  check("adam", options);
  return {
    update(name, parameters, rawGradient) {
      const step = stepOf(options, name, parameters, rawGradient);
      const gradient = regularised(options, parameters, step.gradient);
      const { change, states } = changeOf(options, name, gradient, step.rate);
      return { parameters: sub(parameters, change), states: [...step.states, ...states] };
    },
  };
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019): beside Adam's step for the gradient alone, parameters
 * shrink by the learning rate times `weightDecay` (default 0.01). The states are Adam's.
 */
export function adamW(options: AdamOptions): Optimizer {
  const { learningRate, weightDecay = 0.01 } = options;
  check("adamW", options);
  return {
    update(name, parameters, rawGradient) {
      const step = stepOf(options, name, parameters, rawGradient);
      const { change, states } = changeOf(options, name, step.gradient, step.rate);
      // A fixed learning rate is drawn into the constants of the decay, which saves a pass.
      const isFixed = typeof learningRate === "number";
      const decay = decayOf(
        { ...options, weightDecay: isFixed ? weightDecay * learningRate : weightDecay },
        parameters,
      );
      const shrunk = decay === null ? parameters : sub(parameters, isFixed ? decay : mul(decay, step.rate));
      return { parameters: sub(shrunk, change), states: [...step.states, ...states] };
    },
  };
}

function check(optimizer: string, options: AdamOptions): void {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  checkOptions(optimizer, options, { beta1, beta2 }, { epsilon });
}

/** What Adam subtracts from the parameters. */
function changeOf(
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  name: string,
  gradient: Tensor,
  learningRate: Tensor,
): { readonly change: Tensor; readonly states: readonly StateUpdate[] } {
  const { graph, shape } = gradient;
  const m = graph.state(`${name}/adam.m`, shape);
  const v = graph.state(`${name}/adam.v`, shape);
  const correction = graph.state(`${name}/adam.correction`, [2]);
  const nextM = add(mul(m, beta1), gradient);
  const nextV = add(mul(v, beta2), square(gradient));
  const nextCorrection = add(mul(correction, graph.constant([beta1, beta2])), 1);
  const s1 = slice(nextCorrection, 0, 0, 1);
  const rootS2 = sqrt(slice(nextCorrection, 0, 1, 2));
  // rate · (M/S₁) / (√(V/S₂) + ε), with the scalars drawn together.
  const rate = div(mul(rootS2, learningRate), s1);
  const direction = div(nextM, add(sqrt(nextV), mul(rootS2, epsilon)));
  return {
    change: mul(direction, rate),
    states: [
      { state: m, next: nextM },
      { state: v, next: nextV },
      { state: correction, next: nextCorrection },
    ],
  };
}
