/** Correction for several tests at once. */

/**
 * Holm's step-down adjusted p-values, in the order given (Holm 1979): the k-th smallest of n is multiplied by n − k + 1 and
 * never falls below a smaller one's; at most 1. Keeps the family-wise error rate, uniformly stronger than Bonferroni.
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const adjusted = new Array<number>(pValues.length);
  let running = 0;
  for (const [k, i] of order.entries()) {
    running = Math.max(running, Math.min(1, (pValues.length - k) * pValues[i]!));
    adjusted[i] = running;
  }
  return adjusted;
}
