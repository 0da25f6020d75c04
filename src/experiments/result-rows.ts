/** The table of an experiment: one row a policy, best first. */
import type { Interval } from "../stats/index.ts";
import type { ReportData } from "./report/index.ts";
import { summarisePolicy } from "./report/summary.ts";

/** A mean with its 95 % interval; null bounds where there is none: a learned policy with one seed. */
export interface IntervalAround {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface ResultRow {
  /** In a matrix: the label on each axis. */
  readonly point?: Readonly<Record<string, string>>;
  readonly policy: string;
  readonly seeds: number;
  /** Means over seeds and salts with 95 % intervals over both, as in the report. */
  readonly objective: IntervalAround;
  readonly meanLatencySeconds: IntervalAround;
  readonly meanEnergyJoules: IntervalAround;
}

/** The mean of a metric with its interval over seeds and salts. */
export function around({
  mean,
  overSeedsAndDraws,
}: {
  readonly mean: number;
  readonly overSeedsAndDraws: Interval | null;
}): IntervalAround {
  return { mean, low: overSeedsAndDraws?.low ?? null, high: overSeedsAndDraws?.high ?? null };
}

export function resultRows({ policies }: ReportData): ResultRow[] {
  const salts = [...new Set(policies[0]?.rows.map((row) => row.salt))];
  const rows = policies.map((policy): ResultRow => {
    const { metrics, seeds } = summarisePolicy(policy, salts);
    return {
      policy: policy.name,
      seeds: seeds.length,
      objective: around(metrics.objective),
      meanLatencySeconds: around(metrics.meanLatencySeconds),
      meanEnergyJoules: around(metrics.meanEnergyJoules),
    };
  });
  return rows.sort((p, q) => p.objective.mean - q.objective.mean);
}
