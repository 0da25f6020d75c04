/** A mean that a few outlying runs cannot move, and that uses more of the runs than a median does. */
import { mean } from "./moments.ts";

/**
 * Mean of the middle half: a quarter of the values, rounded down, is left out at either end (Agarwal et al. 2021, "Deep
 * reinforcement learning at the edge of the statistical precipice", section 4.3; `scipy.stats.trim_mean(x, 0.25)`). Below
 * four values it is the mean. NaN of nothing.
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const cut = Math.floor(values.length / 4);
  return mean(
    Float64Array.from(values)
      .sort()
      .subarray(cut, values.length - cut),
  );
}
