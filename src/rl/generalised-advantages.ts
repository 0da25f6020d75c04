/** Advantages of a sequence of decisions from the values along it, and how much those values knew. */
import { EdgeflockError } from "../core/errors.ts";

type Numbers = ArrayLike<number>;

export interface DecisionSequence {
  /** Reward of each decision. */
  readonly rewards: Numbers;
  /** `V(s)` at each decision. */
  readonly values: Numbers;
  /** `γ` or `γ^Δt` from each decision to the next one; 0 where none follows, as after the last. */
  readonly discounts: Numbers;
}

/**
 * Generalised advantage estimation (Schulman et al., 2016, equation 16): `A_k = δ_k + d_k·λ·A_{k+1}` with
 * `δ_k = r_k + d_k·V_{k+1} − V_k`. `A_k + V_k` is the λ-return.
 *
 * @param lambda 0: one step, all bias; 1: the rewards themselves, all variance
 * @throws EdgeflockError("run") where the arrays differ in length, or the last discount is not 0: nothing follows it
 */
export function generalisedAdvantages(
  { rewards, values, discounts }: DecisionSequence,
  lambda: number,
): Float64Array {
  const count = rewards.length;
  if (values.length !== count || discounts.length !== count) {
    throw new EdgeflockError(
      "run",
      `generalisedAdvantages: ${count} rewards, ${values.length} values, ${discounts.length} discounts.`,
      "Give it one of each for every decision.",
    );
  }
  if (count > 0 && discounts[count - 1] !== 0) {
    throw new EdgeflockError(
      "run",
      `generalisedAdvantages: the last discount is ${discounts[count - 1]}, but no decision follows.`,
      "End the sequence with a discount of 0.",
    );
  }
  const advantages = new Float64Array(count);
  let nextValue = 0;
  let nextAdvantage = 0;
  for (let k = count - 1; k >= 0; k--) {
    const discount = discounts[k]!;
    const error = rewards[k]! + discount * nextValue - values[k]!;
    nextAdvantage = error + discount * lambda * nextAdvantage;
    nextValue = values[k]!;
    advantages[k] = nextAdvantage;
  }
  return advantages;
}

/** `1 − Var(returns − values) / Var(returns)`: 1 for values that know all, 0 for none better than a constant; 0 without variance. */
export function explainedVariance(values: Numbers, returns: Numbers): number {
  const errors = Float64Array.from(returns, (value, k) => value - values[k]!);
  const all = varianceOf(returns);
  return all > 0 ? 1 - varianceOf(errors) / all : 0;
}

function varianceOf(values: Numbers): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (values[k]! - mean) ** 2;
  return squares / values.length;
}
