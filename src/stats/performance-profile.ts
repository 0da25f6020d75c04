/** How the scores of an algorithm are distributed over everything it was tried on. */
import type { Rng } from "../core/rng.ts";
import { type BootstrapOptions, percentileInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";
import { hasSeveralSeeds, resampledColumns, type ScoreColumn } from "./stratified-bootstrap.ts";

export interface ProfilePoint {
  readonly threshold: number;
  /** Share of the scores at or below the threshold: lower scores are better. */
  readonly fraction: number;
  /** Pointwise 95 % stratified bootstrap band; null when no stratum has two seeds. */
  readonly band: Interval | null;
}

/**
 * The score distribution (run-score form of a performance profile; Agarwal et al. 2021, section 4.2, after Dolan and Moré
 * 2002), turned round because a low score is good here: the higher the curve, the better.
 */
export function performanceProfile(
  columns: readonly ScoreColumn[],
  thresholds: readonly number[],
  rng: Rng,
  { level = 0.95, resamples = 1000 }: BootstrapOptions = {},
): ProfilePoint[] {
  const fractions = fractionsBelow(
    columns.flatMap(({ scores }) => scores),
    thresholds,
  );
  const several = hasSeveralSeeds(columns);
  const replicates = thresholds.map(() => new Float64Array(several ? resamples : 0));
  for (let r = 0; several && r < resamples; r++) {
    const drawn = fractionsBelow(resampledColumns(columns, rng).flat(), thresholds);
    for (const [k, fraction] of drawn.entries()) replicates[k]![r] = fraction;
  }
  return thresholds.map((threshold, k) => ({
    threshold,
    fraction: fractions[k]!,
    band: several ? percentileInterval(replicates[k]!, level) : null,
  }));
}

function fractionsBelow(scores: readonly number[], thresholds: readonly number[]): number[] {
  return thresholds.map((threshold) => scores.filter((score) => score <= threshold).length / scores.length);
}
