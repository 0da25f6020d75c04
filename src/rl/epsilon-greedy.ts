/** Exploration for discrete actions. */
import type { Rng } from "../core/rng.ts";

/** Index of the greatest element; the first of equal ones. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** A uniformly random action with probability `epsilon`, else the one of the greatest value. */
export function epsilonGreedy(rng: Rng, epsilon: number, values: ArrayLike<number>): number {
  return rng.uniform() < epsilon ? rng.integer(values.length) : argmax(values);
}
