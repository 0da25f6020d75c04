/** The tables of a matrix as records, all digits: those of its points one below the other, and the overall scores. */
import type { Cell } from "../csv.ts";
import { comparisonTable, resultTable, type Table } from "../table-rows.ts";
import type { MatrixContext, PointSummary } from "./matrix-context.ts";

/** One row a point and policy. */
export function matrixResults(context: MatrixContext): Table {
  return pointByPoint(context, ({ context: own }) => resultTable(own));
}

/** One row a point, learned policy and other policy. Holm's family is the policy at its point. */
export function matrixComparisons(context: MatrixContext): Table {
  return pointByPoint(context, ({ context: own }) => comparisonTable(own));
}

function pointByPoint({ data, points }: MatrixContext, tableOf: (point: PointSummary) => Table): Table {
  // An axis may be called like a column.
  const axes = data.axes.map(({ name }) => `axis.${name}`);
  const tables = points.map((point) => ({ labels: point.point.labels, table: tableOf(point) }));
  const columns = [...axes, ...new Set(tables.flatMap(({ table }) => table.columns))];
  const rows = tables.flatMap(({ labels, table }) =>
    table.rows.map((row) => ({ ...Object.fromEntries(axes.map((name, k) => [name, labels[k]!])), ...row })),
  );
  return { columns, rows };
}

/** One row a policy: scores relative to `local` over all points. */
export function overallTable({ overall }: MatrixContext): Table {
  const columns = [
    "policy",
    "kind",
    "points",
    "runs",
    "iqm",
    "iqmLow",
    "iqmHigh",
    "mean",
    "meanLow",
    "meanHigh",
    "against",
    "probabilityOfImprovement",
    "improvementLow",
    "improvementHigh",
  ];
  const rows = overall.map(
    ({ policy, columns: own, improvement, ...score }): Record<string, Cell> => ({
      policy: policy.name,
      kind: policy.kind,
      points: own.length,
      runs: own.reduce((sum, { scores }) => sum + scores.length, 0),
      iqm: score.iqm,
      iqmLow: score.iqmInterval?.low ?? null,
      iqmHigh: score.iqmInterval?.high ?? null,
      mean: score.mean,
      meanLow: score.meanInterval?.low ?? null,
      meanHigh: score.meanInterval?.high ?? null,
      against: improvement?.against ?? null,
      probabilityOfImprovement: improvement?.probability ?? null,
      improvementLow: improvement?.interval?.low ?? null,
      improvementHigh: improvement?.interval?.high ?? null,
    }),
  );
  return { columns, rows };
}
