/**
 * How tasks arrive: the rate over time and how bursty it is, computed by SQL over a relation with a column `time` [s].
 *
 * - Coefficient of variation of the gaps: their standard deviation s over their mean m; 1 for a Poisson process.
 * - Burstiness parameter (s − m) / (s + m): −1 for a clock, 0 for a Poisson process, towards 1 for bursts (Goh and
 *   Barabási, "Burstiness and memory in complex systems", EPL 81, 2008). Their memory coefficient is the correlation of
 *   each gap with the one before: the autocorrelation at lag 1.
 * - Index of dispersion of counts at a width w: variance over mean of the arrivals in successive intervals of w; 1 for a
 *   Poisson process at every w (Cox and Lewis, The Statistical Analysis of Series of Events, 1966; Gusella,
 *   "Characterizing the variability of arrival processes with indexes of dispersion", IEEE JSAC 9, 1991).
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { queryNumbers, queryRows } from "./query-row.ts";

/** Widths [s] of the intervals whose arrivals are counted. */
export const dispersionSeconds = [1, 10, 100] as const;

export interface ArrivalRate {
  readonly fromSeconds: number;
  readonly binSeconds: number;
  /** Arrivals in each bin of `binSeconds`; the last one holds the last arrival too. */
  readonly counts: readonly number[];
}

export interface Burstiness {
  readonly meanGapSeconds: number;
  /** Fraction of the gaps that are 0: arrivals at the same instant. */
  readonly zeroGapFraction: number;
  readonly coefficientOfVariation: number;
  readonly burstinessParameter: number;
  /** Null with fewer than three gaps, or when all are equal. */
  readonly gapAutocorrelation: number | null;
  /** Null where fewer than two whole intervals fit. */
  readonly dispersion: readonly { readonly seconds: number; readonly index: number | null }[];
}

export interface TimeRange {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** @param bins how many equal stretches of the time range; one when the range is a single instant */
export async function arrivalRate(
  connection: DuckDBConnection,
  relation: string,
  { fromSeconds, toSeconds }: TimeRange,
  bins: number,
): Promise<ArrivalRate> {
  const binSeconds = (toSeconds - fromSeconds) / bins;
  const whole = binSeconds > 0 ? bins : 1;
  const bin = whole === 1 ? "0" : `least(floor((time - ${fromSeconds}) / ${binSeconds}), ${whole - 1})`;
  const rows = await queryRows<{ bin: number; count: number }>(
    connection,
    `select (${bin})::integer as bin, count(*)::double as count from ${relation} group by 1`,
  );
  const counts = new Array<number>(whole).fill(0);
  for (const row of rows) counts[row.bin] = row.count;
  return { fromSeconds, binSeconds, counts };
}

/** Null with fewer than three arrivals, or when all are at one instant: nothing can be said of gaps then. */
export async function burstiness(
  connection: DuckDBConnection,
  relation: string,
  range: TimeRange,
): Promise<Burstiness | null> {
  const gaps = await queryNumbers<"count" | "zero" | "mean" | "deviation" | "autocorrelation">(
    connection,
    `select count(gap)::double as count, count(*) filter (gap = 0)::double as zero, avg(gap) as mean,
       stddev_samp(gap) as deviation, covar_pop(gap, before) / nullif(stddev_pop(gap) filter (before is not null) *
       stddev_pop(before), 0) as autocorrelation
     from (select time - lag(time) over arrivals as gap, lag(time) over arrivals - lag(time, 2) over arrivals as before
       from ${relation} window arrivals as (order by time))`,
  );
  const { mean, deviation, count } = gaps;
  if (count === null || count < 2 || mean === null || deviation === null || !(mean > 0)) return null;
  const dispersion = [];
  for (const seconds of dispersionSeconds)
    dispersion.push({ seconds, index: await dispersionIndex(connection, relation, range, seconds) });
  return {
    meanGapSeconds: mean,
    zeroGapFraction: (gaps.zero ?? 0) / count,
    coefficientOfVariation: deviation / mean,
    burstinessParameter: (deviation - mean) / (deviation + mean),
    gapAutocorrelation: gaps.autocorrelation,
    dispersion,
  };
}

/** Over the whole intervals from the first arrival on, those without any arrival among them. */
async function dispersionIndex(
  connection: DuckDBConnection,
  relation: string,
  { fromSeconds, toSeconds }: TimeRange,
  seconds: number,
): Promise<number | null> {
  const intervals = Math.floor((toSeconds - fromSeconds) / seconds);
  if (intervals < 2) return null;
  const { sum, squares } = await queryNumbers<"sum" | "squares">(
    connection,
    `select coalesce(sum(n), 0)::double as sum, coalesce(sum(n * n), 0)::double as squares from
       (select count(*)::double as n from ${relation} where floor((time - ${fromSeconds}) / ${seconds}) < ${intervals}
        group by floor((time - ${fromSeconds}) / ${seconds}))`,
  );
  if (sum === null || squares === null || sum === 0) return null;
  const mean = sum / intervals;
  return (squares - sum * mean) / (intervals - 1) / mean;
}
