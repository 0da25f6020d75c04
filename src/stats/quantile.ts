/** The model's quantile: an observed value, never an interpolation. */

/**
 * `sorted[floor(p·n)]`, the convention of the reference figures (p95 = sorted[floor(0.95·n)]); the last value
 * at p = 1, NaN of nothing.
 *
 * @param sorted values in ascending order
 * @param p probability in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}
