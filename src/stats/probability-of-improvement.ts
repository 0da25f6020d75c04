/** How often one algorithm's run beats another's. */

/**
 * P(X < Y) + P(X = Y)/2 over all pairs of runs: the Mann-Whitney statistic divided by n·m, as Agarwal et al. 2021
 * (rliable) define the probability of improvement for one task. Lower is better here, as for the objective.
 */
export function probabilityOfImprovement(candidate: readonly number[], baseline: readonly number[]): number {
  let wins = 0;
  for (const x of candidate) {
    for (const y of baseline) wins += x < y ? 1 : x === y ? 0.5 : 0;
  }
  return wins / (candidate.length * baseline.length);
}
