/** The interquartile mean. */
import { mean } from "./moments.ts";

/**
 * Mean of the middle half: floor(n/4) values are cut off at either end (scipy's `trim_mean(x, 0.25)`). More robust than
 * the mean, more efficient than the median: Agarwal et al. 2021, "Deep RL at the Edge of the Statistical Precipice" (rliable).
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 4);
  return mean(sorted.subarray(cut, sorted.length - cut));
}
