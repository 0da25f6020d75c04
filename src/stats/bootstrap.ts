/**
 * Percentile bootstrap intervals. Results come as a table with one row for each training seed and one column for each
 * evaluation draw (salt). The seed is the replication unit: the rows of one seed share one trained
 * policy, so they are drawn together and never treated as independent runs.
 */
import type { Rng } from "../core/rng.ts";
import type { Interval } from "./interval.ts";

export interface BootstrapOptions {
  /** Confidence level; 0.95 when absent. */
  readonly level?: number;
  /** Bootstrap samples; 5,000 when absent. */
  readonly resamples?: number;
}

/** The `level` percentile interval of bootstrap replicates (Efron and Tibshirani 1993, section 13.3). Sorts in place. */
export function percentileInterval(replicates: Float64Array, level = 0.95): Interval {
  replicates.sort();
  const cut = Math.floor(((1 - level) / 2) * replicates.length);
  return { low: replicates[cut]!, high: replicates[replicates.length - 1 - cut]! };
}

function draws(rng: Rng, count: number): number[] {
  return Array.from({ length: count }, () => rng.integer(count));
}

/** Interval of a statistic of independent values, one for each seed. `null` below two values. */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  rng: Rng,
  { level = 0.95, resamples = 5000 }: BootstrapOptions = {},
): Interval | null {
  if (values.length < 2) return null;
  const replicates = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    replicates[r] = statistic(draws(rng, values.length).map((i) => values[i]!));
  }
  return percentileInterval(replicates, level);
}

/**
 * Interval of the grand mean of a seeds × draws table when both are a sample: seeds and draws are resampled
 * independently and the mean is taken over the crossed table (Owen 2007, "The pigeonhole bootstrap"; it errs on
 * the wide side). A dimension of length one is kept fixed; `null` when both are.
 *
 * @param table `table[seed][draw]`, rectangular
 */
export function crossedBootstrapInterval(
  table: readonly (readonly number[])[],
  rng: Rng,
  { level = 0.95, resamples = 5000 }: BootstrapOptions = {},
): Interval | null {
  const rows = table.length;
  const columns = table[0]?.length ?? 0;
  if (rows * columns < 2) return null;
  const replicates = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    const columnDraws = draws(rng, columns);
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const row = table[rng.integer(rows)]!;
      for (const column of columnDraws) sum += row[column]!;
    }
    replicates[r] = sum / (rows * columns);
  }
  return percentileInterval(replicates, level);
}
