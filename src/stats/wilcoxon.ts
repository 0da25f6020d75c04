/** The Wilcoxon signed-rank test. */

/** Above this many non-zero differences the normal approximation is used. */
const exactLimit = 200;

/**
 * Two-sided p-value that paired differences are symmetric about zero (Wilcoxon 1945). Zero differences are left out, ties
 * share their mean rank. Exact up to 200 differences: the null distribution of the rank sum is counted by
 * dynamic programming over the ranks in hand, so ties are exact too; beyond that a normal approximation with the
 * observed ranks' variance. 1 when no difference is left.
 */
export function wilcoxonSignedRank(differences: readonly number[]): number {
  const sorted = differences.filter((d) => d !== 0).sort((p, q) => Math.abs(p) - Math.abs(q));
  const n = sorted.length;
  if (n === 0) return 1;
  // Ranks times two, so that the mean rank of a tie stays an integer.
  const doubledRanks = new Array<number>(n);
  for (let start = 0; start < n; ) {
    let end = start;
    while (end < n && Math.abs(sorted[end]!) === Math.abs(sorted[start]!)) end++;
    doubledRanks.fill(start + end + 1, start, end);
    start = end;
  }
  const total = n * (n + 1);
  const positive = doubledRanks.reduce((sum, rank, i) => (sorted[i]! > 0 ? sum + rank : sum), 0);
  const smaller = Math.min(positive, total - positive);
  if (n > exactLimit) {
    const variance = doubledRanks.reduce((sum, rank) => sum + (rank * rank) / 4, 0);
    return Math.min(1, erfc(Math.abs(smaller - total / 2) / Math.sqrt(2 * variance)));
  }
  const probability = new Float64Array(total + 1);
  probability[0] = 1;
  for (const rank of doubledRanks) {
    for (let sum = total; sum >= 0; sum--) {
      probability[sum] = probability[sum]! / 2 + (sum >= rank ? probability[sum - rank]! / 2 : 0);
    }
  }
  let tail = 0;
  for (let sum = 0; sum <= smaller; sum++) tail += probability[sum]!;
  return Math.min(1, 2 * tail);
}

/** Complementary error function for x ≥ 0, relative error below 1.2e-7 (Numerical Recipes, section 6.2). */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const coefficients = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
    1.00002368, -1.26551223,
  ];
  return t * Math.exp(-x * x + coefficients.reduce((sum, c) => sum * t + c, 0));
}
