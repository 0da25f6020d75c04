/** Gradient descent with steps scaled by the gradient's running size. */
import { add, div, maximum, mul, sqrt, square, sub } from "../elementwise.ts";
import type { Tensor } from "../op.ts";
import {
  checkOptions,
  type Optimizer,
  type OptimizerOptions,
  regularised,
  type StateUpdate,
  stepOf,
} from "./optimizer.ts";

export interface RmsPropOptions extends OptimizerOptions {
  /** Decay of the squared gradient's running mean. Default 0.99. */
  readonly alpha?: number;
  /** Added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** The share of the last direction that the next one keeps. Default 0. */
  readonly momentum?: number;
  /** Scale by the gradient's running deviation instead (Graves, 2013; used by DQN, Mnih et al., 2015). Default false. */
  readonly centred?: boolean;
}

/**
 * RMSProp (Tieleman and Hinton, 2012), by PyTorch's formulas: `v ← αv + (1-α)g²`, the step `η·g/(√v + ε)`; centred, `v`
 * less the square of the running mean of `g`. The states `rmsProp.v` and `rmsProp.mean` hold discounted sums, which are
 * the means over `1-α`. With momentum `μ` the step is `η·B`, `B ← μB + g/(√v + ε)`; the state `rmsProp.momentum` is `√(1-α)·B`.
 * Weight decay is L2 regularisation: `g` includes `weightDecay` times the parameters.
 */
export function rmsProp(options: RmsPropOptions): Optimizer {
  const { alpha = 0.99, epsilon = 1e-8, momentum = 0, centred = false } = options;
  checkOptions("rmsProp", options, { alpha, momentum }, { epsilon });
  // √(1-α) times the root of the sum is the root of the mean: the factor goes into the rate and ε.
  const scale = 1 / Math.sqrt(1 - alpha);
  return {
    update(name, parameters, rawGradient) {
      const step = stepOf(options, name, parameters, rawGradient);
      const gradient = regularised(options, parameters, step.gradient);
      const states: StateUpdate[] = [...step.states];
      const accumulate = (state: string, decay: number, value: Tensor) => {
        const sum = parameters.graph.state(`${name}/rmsProp.${state}`, parameters.shape);
        const next = add(mul(sum, decay), value);
        states.push({ state: sum, next });
        return next;
      };
      const squares = accumulate("v", alpha, square(gradient));
      const spread = centred
        ? maximum(sub(squares, mul(square(accumulate("mean", alpha, gradient)), 1 - alpha)), 0)
        : squares;
      const scaled = div(gradient, add(sqrt(spread), scale * epsilon));
      const direction = momentum === 0 ? scaled : accumulate("momentum", momentum, scaled);
      return { parameters: sub(parameters, mul(direction, mul(step.rate, scale))), states };
    },
  };
}
