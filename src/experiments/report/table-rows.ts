/** The result table as records, all digits: one row a policy, best first. */
import type { Cell } from "./csv.ts";
import type { ReportContext } from "./report-context.ts";
import { metricDefinitions } from "./summary.ts";

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** Policies with every metric's mean and intervals, and the objective relative to the best and to `local`. */
export function resultTable(context: ReportContext): Table {
  const rows = context.ranked.map(({ policy, seeds, salts, metrics }) => {
    const relative = (base: typeof context.local) =>
      base === null ? null : 100 * (metrics.objective.mean / base.metrics.objective.mean - 1);
    const row: Record<string, Cell> = {
      policy: policy.name,
      kind: policy.kind,
      information: policy.information,
      seeds: seeds.length,
      draws: salts.length,
      objectiveVsBestPercent: relative(context.best),
      objectiveVsLocalPercent: relative(context.local),
    };
    for (const { key } of metricDefinitions) {
      const metric = metrics[key];
      row[key] = metric.mean;
      row[`${key}SeedsLow`] = metric.overSeeds?.low ?? null;
      row[`${key}SeedsHigh`] = metric.overSeeds?.high ?? null;
      row[`${key}DrawsLow`] = metric.overSeedsAndDraws?.low ?? null;
      row[`${key}DrawsHigh`] = metric.overSeedsAndDraws?.high ?? null;
    }
    row["objectiveIqm"] = metrics.objective.iqm;
    row["objectiveIqmLow"] = metrics.objective.iqmOverSeeds?.low ?? null;
    row["objectiveIqmHigh"] = metrics.objective.iqmOverSeeds?.high ?? null;
    return row;
  });
  return { columns: Object.keys(rows[0] ?? {}), rows };
}

/** Every learned policy's comparisons. */
export function comparisonTable(context: ReportContext): Table {
  const columns = [
    "learned",
    "other",
    "difference",
    "low",
    "high",
    "relativePercent",
    "probabilityOfImprovement",
    "improvementLow",
    "improvementHigh",
    "p",
    "pHolm",
    "pSeeds",
    "pSeedsHolm",
    "certainty",
  ];
  const rows = context.learned.flatMap(({ summary, comparisons }) =>
    comparisons.map((comparison) => ({
      learned: summary.policy.name,
      other: comparison.other.policy.name,
      difference: comparison.difference,
      low: comparison.interval?.low ?? null,
      high: comparison.interval?.high ?? null,
      relativePercent: 100 * comparison.relative,
      probabilityOfImprovement: comparison.probabilityOfImprovement,
      improvementLow: comparison.improvementInterval?.low ?? null,
      improvementHigh: comparison.improvementInterval?.high ?? null,
      p: comparison.p,
      pHolm: comparison.pHolm,
      pSeeds: comparison.pSeeds,
      pSeedsHolm: comparison.pSeedsHolm,
      certainty: comparison.certainty,
    })),
  );
  return { columns, rows };
}
