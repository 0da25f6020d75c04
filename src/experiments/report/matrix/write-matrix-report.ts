/** Writes the report of a matrix into a folder. */
import { embeddedFontFaces } from "../../../drawing/fonts.ts";
import { checkReportData } from "../check-report-data.ts";
import { toCsv } from "../csv.ts";
import { drawFigures, type FileContent } from "../draw-figures.ts";
import type { Figure } from "../figure.ts";
import type { MetricKey } from "../summary.ts";
import type { Table } from "../table-rows.ts";
import { writeReportFiles } from "../write-report.ts";
import { axisMetric } from "./figures/axis-metric.ts";
import { pareto } from "./figures/pareto.ts";
import { performanceProfiles } from "./figures/performance-profiles.ts";
import { buildMatrixContext, type MatrixContext } from "./matrix-context.ts";
import type { MatrixData } from "./matrix-data.ts";
import { matrixToLatex } from "./matrix-latex.ts";
import { matrixPage } from "./matrix-page.ts";
import { matrixComparisons, matrixResults, overallTable } from "./matrix-tables.ts";

/** Along each axis. */
const metrics: readonly MetricKey[] = [
  "objective",
  "meanLatencySeconds",
  "meanEnergyJoules",
  "cascadingOverloadPercent",
];

/**
 * Writes `report.html` (one file that loads nothing), `figures/<name>.svg`, `.png` and `.csv`, `table.csv`, `table.tex`,
 * `comparisons.csv` (when something was learned) and `overall.csv` (when `local` was judged at every point). The same data gives the same bytes.
 *
 * @returns the paths written, `report.html` first
 * @throws EdgeflockError of kind "run" for unusable data (before anything is written), "output" when the folder cannot be written
 */
export async function writeMatrixReport(data: MatrixData, outDir: string): Promise<string[]> {
  for (const point of data.points) checkReportData(point.data);
  const context = buildMatrixContext(data);
  const { drawn, files: pictures } = await drawFigures(figuresOf(context));
  return writeReportFiles(outDir, [
    ["report.html", matrixPage(context, drawn, await embeddedFontFaces())],
    ...pictures,
    ...csvOf("table.csv", matrixResults(context)),
    ...csvOf("comparisons.csv", matrixComparisons(context)),
    ...csvOf("overall.csv", overallTable(context)),
    ["table.tex", matrixToLatex(context)],
  ]);
}

function figuresOf(context: MatrixContext): Figure[] {
  const figures = [
    performanceProfiles(context),
    ...context.data.axes.flatMap((_, axis) => [
      ...metrics.map((metric) => axisMetric(context, axis, metric)),
      pareto(context, axis),
    ]),
  ];
  return figures.filter((figure) => figure !== null);
}

/** None for a table without rows. */
function csvOf(name: string, { columns, rows }: Table): FileContent[] {
  return rows.length === 0 ? [] : [[name, toCsv(columns, rows)]];
}
