/** How near generated tasks are to a trace: each statistic of both, with a distance, by the same measure. */
import type { CompleteGoogleOptions } from "../google-options.ts";
import type { BurstMeter } from "./burst-meter.ts";
import { driftAt } from "./fit-drift.ts";
import { meterGenerated } from "./meter-generated.ts";
import { kolmogorovDistance, ValueCounts } from "./value-counts.ts";

export interface ComparedStatistic {
  readonly name: string;
  /** Null where it cannot be told. */
  readonly trace: number | null;
  /** Mean over the draws of the generator. */
  readonly likeness: number | null;
  /** Standard deviation over the draws; null of one draw. */
  readonly deviation: number | null;
  /** Relative for amounts, absolute for shares and correlations; null where one of the two is. */
  readonly distance: number | null;
  readonly relative: boolean;
  /** The distance is more than the tolerance, and more than another draw would change. */
  readonly far: boolean;
}

export interface ComparedDistribution {
  readonly name: string;
  readonly trace: ValueCounts;
  /** Of all draws together. */
  readonly likeness: ValueCounts;
  /** Greatest difference of the shares that are not above a value. */
  readonly distance: number;
  readonly far: boolean;
}

export interface Likeness {
  readonly draws: number;
  readonly statistics: readonly ComparedStatistic[];
  readonly distributions: readonly ComparedDistribution[];
}

/** Farther is far: of relative distances, of absolute ones, and of distributions. */
export const tolerance = { relative: 0.2, absolute: 0.1, distribution: 0.1 } as const;

/** Draws of the generator that are compared, as long as they are not too many tasks in all. */
const mostDraws = 16;
const mostTasks = 4_000_000;

interface Statistic {
  readonly name: string;
  readonly of: (meter: BurstMeter) => number | null;
  readonly relative: boolean;
}

export function compareLikeness(trace: BurstMeter, options: CompleteGoogleOptions): Likeness {
  const { burstGapSeconds } = trace.options;
  const draws = Math.max(1, Math.min(mostDraws, Math.floor(mostTasks / trace.tasks)));
  const made = Array.from({ length: draws }, (_, draw) => meterGenerated(options, burstGapSeconds, draw));
  const pooled = (pick: (meter: BurstMeter) => ValueCounts) => {
    const all = new ValueCounts();
    for (const meter of made) all.addAll(pick(meter));
    return all;
  };
  const distribution = (name: string, pick: (meter: BurstMeter) => ValueCounts): ComparedDistribution => {
    const likeness = pooled(pick);
    const distance = kolmogorovDistance(pick(trace), likeness);
    return { name, trace: pick(trace), likeness, distance, far: distance > tolerance.distribution };
  };
  return {
    draws,
    statistics: statisticsOf(options.driftPeriodSeconds).map((statistic) => compared(statistic, trace, made)),
    distributions: [
      distribution("gaps between bursts [s]", ({ gaps }) => gaps),
      distribution("burst sizes [tasks]", ({ sizes }) => sizes),
      distribution("work [units]", ({ work }) => work),
      distribution("input [units]", ({ input }) => input),
    ],
  };
}

function compared(
  { name, of, relative }: Statistic,
  traceMeter: BurstMeter,
  made: readonly BurstMeter[],
): ComparedStatistic {
  const trace = of(traceMeter);
  const values = made.map(of).filter((value) => value !== null);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const likeness = values.length === 0 ? null : mean;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length < 2 ? null : Math.sqrt(squares / (values.length - 1));
  if (trace === null || likeness === null) {
    return { name, trace, likeness, deviation, distance: null, relative, far: false };
  }
  const apart = Math.abs(likeness - trace);
  const scale = Math.abs(trace);
  const distance = !relative ? apart : scale > 0 ? apart / scale : apart > 0 ? Number.POSITIVE_INFINITY : 0;
  const far = distance > (relative ? tolerance.relative : tolerance.absolute) && apart > 2 * (deviation ?? 0);
  return { name, trace, likeness, deviation, distance, relative, far };
}

/** @param periodSeconds of the drift that is looked for */
function statisticsOf(periodSeconds: number): Statistic[] {
  const amount = (name: string, of: Statistic["of"]): Statistic => ({ name, of, relative: true });
  const share = (name: string, of: Statistic["of"]): Statistic => ({ name, of, relative: false });
  const period = Number(periodSeconds.toPrecision(4));
  return [
    amount("tasks a second", ({ tasks, options }) => tasks / (options.toSeconds - options.fromSeconds)),
    amount("mean gap between bursts [s]", ({ gaps }) => gaps.mean),
    amount(
      "coefficient of variation of the gaps",
      ({ gapMoments }) => Math.sqrt(gapMoments.varianceX) / gapMoments.meanX,
    ),
    share("correlation of log gap with the next", ({ gapLogs }) => gapLogs.correlation),
    amount("mean burst size", ({ sizes }) => sizes.mean),
    ...[0.5, 0.9, 0.99].map((q) => amount(`burst size, p${100 * q}`, ({ sizes }) => sizes.quantile(q))),
    share("share of bursts above one task", ({ sizes }) => sizes.shareAbove(1)),
    amount("mean gap inside bursts [s]", ({ innerGaps }) => (innerGaps.count === 0 ? null : innerGaps.meanX)),
    amount("mean work [units]", ({ work }) => work.mean),
    amount("mean input [units]", ({ input }) => input.mean),
    share("correlation of work and input", ({ workAndInput }) => workAndInput.correlation),
    share("log work of a user, burst to burst", ({ nextWork }) => nextWork.correlation),
    share("log input of a user, burst to burst", ({ nextInput }) => nextInput.correlation),
    amount("users", (meter) => meter.burstsOfUsers().length),
    share("share of bursts of the first user", (meter) => (meter.burstsOfUsers()[0] ?? 0) / meter.bursts),
    share(`swing of the burst rate, ${period} s`, (meter) => driftAt(meter, periodSeconds).rateAmplitude),
    share(
      `swing of bursts above one task, ${period} s`,
      (meter) => driftAt(meter, periodSeconds).sizeAmplitude,
    ),
  ];
}
