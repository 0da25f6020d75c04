/** How often one algorithm's run beats another's. */
import type { Rng } from "../core/rng.ts";
import { type BootstrapOptions, percentileInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";
import { mean } from "./moments.ts";
import { hasSeveralSeeds, resampledColumns, type ScoreColumn } from "./stratified-bootstrap.ts";

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

/**
 * The probability of improvement averaged over all that both are judged on (Agarwal et al. 2021, section 4.3), with its
 * stratified bootstrap interval: the seeds of either side are drawn again by themselves.
 *
 * @param baseline judged on the same things as `candidate`, in the same order; its seeds may be others
 * @returns a null interval when neither side has two seeds anywhere
 */
export function averageImprovement(
  candidate: readonly ScoreColumn[],
  baseline: readonly ScoreColumn[],
  rng: Rng,
  { level = 0.95, resamples = 2000 }: BootstrapOptions = {},
): { readonly probability: number; readonly interval: Interval | null } {
  if (candidate.length !== baseline.length) throw new Error("both sides must be judged on the same");
  const average = (one: readonly (readonly number[])[], other: readonly (readonly number[])[]) =>
    mean(one.map((scores, k) => probabilityOfImprovement(scores, other[k]!)));
  const scoresOf = (columns: readonly ScoreColumn[]) => columns.map(({ scores }) => scores);
  const probability = average(scoresOf(candidate), scoresOf(baseline));
  if (!hasSeveralSeeds(candidate) && !hasSeveralSeeds(baseline)) return { probability, interval: null };
  const replicates = Float64Array.from({ length: resamples }, () =>
    average(resampledColumns(candidate, rng), resampledColumns(baseline, rng)),
  );
  return { probability, interval: percentileInterval(replicates, level) };
}
