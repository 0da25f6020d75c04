/** Targets of value-based methods, and the loss of double DQN, as pure functions of tensors. */
import { add, mul, oneHotArgmax, stopGradient, sum, type Tensor } from "../graph/index.ts";
import { huberLoss } from "./losses.ts";
import { checkAlike, checkRows } from "./rank.ts";

/** `Q(s, a)` of the actions taken. `q` and `actions` (one-hot): `[batch, actions]`; result `[batch]`. */
export function chosenValue(q: Tensor, actions: Tensor): Tensor {
  checkAlike("chosenValue", 2, { q, actions });
  return sum(mul(q, actions), [1]);
}

/**
 * One-step target `r + γ·V(s')` (Sutton and Barto, 2018, section 6.1). All `[batch]`.
 * @param discount `γ`, or `γ^Δt`; 0 where the episode ended
 * @returns no gradient passes to any operand
 */
export function tdTarget(reward: Tensor, discount: Tensor, nextValue: Tensor): Tensor {
  checkAlike("tdTarget", 1, { reward, discount, nextValue });
  return stopGradient(add(reward, mul(discount, nextValue)));
}

/**
 * Double DQN target (van Hasselt et al., 2016): the online network chooses the next action, the target network
 * values it. `reward`, `discount`: `[batch]`; `nextQOnline`, `nextQTarget`: `[batch, actions]`; result `[batch]`.
 */
export function doubleDqnTarget(
  reward: Tensor,
  discount: Tensor,
  nextQOnline: Tensor,
  nextQTarget: Tensor,
): Tensor {
  checkAlike("doubleDqnTarget", 2, { nextQOnline, nextQTarget });
  checkRows("doubleDqnTarget", reward, nextQTarget);
  return tdTarget(reward, discount, chosenValue(nextQTarget, oneHotArgmax(nextQOnline)));
}

export interface DoubleDqnBatch {
  /** `Q(s, ·)`: `[batch, actions]`. */
  readonly q: Tensor;
  /** The actions taken, one-hot: `[batch, actions]`. */
  readonly actions: Tensor;
  /** `[batch]`. */
  readonly reward: Tensor;
  /** `[batch]`; 0 where the episode ended. */
  readonly discount: Tensor;
  /** `Q(s', ·)` of the online and of the target network: `[batch, actions]`. */
  readonly nextQOnline: Tensor;
  readonly nextQTarget: Tensor;
  /** Where Huber's loss turns linear. Default 1. */
  readonly delta?: number;
}

/** Mean Huber loss of `Q(s, a)` against the double DQN target (van Hasselt et al., 2016; Mnih et al., 2015). */
export function doubleDqnLoss({
  q,
  actions,
  reward,
  discount,
  nextQOnline,
  nextQTarget,
  delta,
}: DoubleDqnBatch): Tensor {
  const target = doubleDqnTarget(reward, discount, nextQOnline, nextQTarget);
  return huberLoss(chosenValue(q, actions), target, delta);
}
