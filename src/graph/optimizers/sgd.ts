/** Gradient descent. */
import { EdgeflockError } from "../../core/errors.ts";
import { add, mul, sub } from "../elementwise.ts";
import { checkOptions, type Optimizer, type OptimizerOptions, regularised, stepOf } from "./optimizer.ts";

export interface SgdOptions extends OptimizerOptions {
  /** The share of the last direction that the next one keeps. Default 0. */
  readonly momentum?: number;
  /** Look ahead along the momentum (Sutskever et al., 2013). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Gradient descent, by PyTorch's formulas: with momentum `μ` the state `sgd.momentum` is `B ← μB + g`, the step
 * `η·B`, or `η·(g + μB)` with `nesterov`. Weight decay is L2 regularisation: `g` includes `weightDecay` times the parameters.
 */
export function sgd(options: SgdOptions): Optimizer {
  const { momentum = 0, nesterov = false } = options;
  checkOptions("sgd", options, { momentum });
  if (nesterov && momentum === 0) {
    throw new EdgeflockError("graph", "sgd: nesterov needs a momentum.", "Choose it greater than 0.");
  }
  return {
    update(name, parameters, rawGradient) {
      const step = stepOf(options, name, parameters, rawGradient);
      const gradient = regularised(options, parameters, step.gradient);
      if (momentum === 0) {
        return { parameters: sub(parameters, mul(gradient, step.rate)), states: step.states };
      }
      const state = parameters.graph.state(`${name}/sgd.momentum`, parameters.shape);
      const next = add(mul(state, momentum), gradient);
      const direction = nesterov ? add(gradient, mul(next, momentum)) : next;
      return {
        parameters: sub(parameters, mul(direction, step.rate)),
        states: [...step.states, { state, next }],
      };
    },
  };
}
