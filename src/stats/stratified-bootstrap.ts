/**
 * Bootstrap over seeds, stratum by stratum (Agarwal et al. 2021, section 4.1): of each algorithm's trainings in one setting
 * as many are drawn again as there are. A training is the replication unit: where it is judged on several things, its scores on
 * all of them are drawn together.
 */
import type { Rng } from "../core/rng.ts";
import { type BootstrapOptions, percentileInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";

/** How the trainings of one stratum did on one thing. */
export interface ScoreColumn {
  /** Which trainings they are: columns of one name hold the scores of the same ones, in the same order. */
  readonly stratum: string;
  /** One for each seed. */
  readonly scores: readonly number[];
}

/** Whether some column has more than one seed; where none has, nothing can be resampled. */
export function hasSeveralSeeds(columns: readonly ScoreColumn[]): boolean {
  return columns.some(({ scores }) => scores.length > 1);
}

/** The same with as many seeds of each stratum as it has, drawn with replacement. */
export function resampledColumns(columns: readonly ScoreColumn[], rng: Rng): readonly (readonly number[])[] {
  const drawn = new Map<string, readonly number[]>();
  return columns.map(({ stratum, scores }) => {
    let seeds = drawn.get(stratum);
    if (seeds === undefined) {
      seeds = scores.map(() => rng.integer(scores.length));
      drawn.set(stratum, seeds);
    }
    if (seeds.length !== scores.length) throw new Error(`${stratum} has columns of different seeds`);
    return seeds.map((seed) => scores[seed]!);
  });
}

/**
 * Percentile interval of a statistic of all scores. `null` when no stratum has two seeds.
 *
 * @param statistic of the scores of all columns
 */
export function stratifiedBootstrapInterval(
  columns: readonly ScoreColumn[],
  statistic: (scores: readonly number[]) => number,
  rng: Rng,
  { level = 0.95, resamples = 5000 }: BootstrapOptions = {},
): Interval | null {
  if (!hasSeveralSeeds(columns)) return null;
  const replicates = Float64Array.from({ length: resamples }, () =>
    statistic(resampledColumns(columns, rng).flat()),
  );
  return percentileInterval(replicates, level);
}
