/** The table of an experiment: one row a policy, best first. */
import type { Interval } from "../stats/index.ts";
import type { ReportData } from "./report/index.ts";
import { summarisePolicy } from "./report/summary.ts";

export interface IntervalAround {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface ResultRow {
  readonly policy: string;
  readonly seeds: number;
  /** Means over seeds and salts with 95 % intervals over both, as in the report; low = high = mean where there is none. */
  readonly objective: IntervalAround;
  readonly meanLatencySeconds: IntervalAround;
  readonly meanEnergyJoules: IntervalAround;
}

export function resultRows({ policies }: ReportData): ResultRow[] {
  const salts = [...new Set(policies[0]?.rows.map((row) => row.salt))];
  const rows = policies.map((policy): ResultRow => {
    const { metrics, seeds } = summarisePolicy(policy, salts);
    const around = ({ mean, overSeedsAndDraws }: { mean: number; overSeedsAndDraws: Interval | null }) => ({
      mean,
      low: overSeedsAndDraws?.low ?? mean,
      high: overSeedsAndDraws?.high ?? mean,
    });
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
