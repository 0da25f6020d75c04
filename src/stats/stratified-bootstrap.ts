/**
 * Bootstrap over seeds, stratum by stratum (Agarwal et al. 2021, section 4.1): each setting that is trained on is a stratum, of
 * which as many trainings are drawn again as it has. A training is the replication unit: its scores, where it is judged
 * several times, are drawn together.
 */

import type { Rng } from "../core/rng.ts";
import type { BootstrapOptions } from "./bootstrap.ts";
import { percentileInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";

/** `strata[stratum][seed]`: the scores of one training, one for each thing that it is judged on. */
export type Strata = readonly (readonly (readonly number[])[])[];

/** Whether some stratum has more than one seed; where none has, nothing can be resampled. */
export function hasSeveralSeeds(strata: Strata): boolean {
  return strata.some((seeds) => seeds.length > 1);
}

/** As many seeds of each stratum as it has, drawn with replacement. */
export function resampledStrata(strata: Strata, rng: Rng): Strata {
  return strata.map((seeds) => seeds.map(() => seeds[rng.integer(seeds.length)]!));
}

/**
 * Percentile interval of a statistic of all scores. `null` when no stratum has two seeds.
 *
 * @param statistic of the scores of all trainings of all strata
 */
export function stratifiedBootstrapInterval(
  strata: Strata,
  statistic: (scores: readonly number[]) => number,
  rng: Rng,
  { level = 0.95, resamples = 5000 }: BootstrapOptions = {},
): Interval | null {
  if (!hasSeveralSeeds(strata)) return null;
  const replicates = Float64Array.from({ length: resamples }, () =>
    statistic(resampledStrata(strata, rng).flat(2)),
  );
  return percentileInterval(replicates, level);
}
