/** Writes the scores of forecasters into a folder: page, figures, tables. */
import { join } from "node:path";
import { embeddedFontFaces } from "../../drawing/fonts.ts";
import { type Column, writeParquet } from "../../tables/index.ts";
import { requireFinite } from "./check-report-data.ts";
import { type Cell, toCsv } from "./csv.ts";
import { drawFigures } from "./draw-figures.ts";
import { buildForecastFigures } from "./figures/index.ts";
import type { ForecastReport } from "./forecast-data.ts";
import { forecastRows } from "./forecast-rows.ts";
import { type ForecastPageFacts, forecastPage } from "./page/forecast-page.ts";
import { writeReportFiles } from "./write-report.ts";

/**
 * Writes `forecasts.html` (one file that loads nothing), `figures/<name>.svg`, `.png` and `.csv`, `scores.csv` and
 * `scores.parquet`. The same data gives the same bytes.
 *
 * @returns the paths written, `forecasts.html` first
 */
export async function writeForecastReport(
  report: ForecastReport,
  facts: ForecastPageFacts,
  outDir: string,
): Promise<string[]> {
  requireFinite(report, "forecasts");
  const { drawn, files } = await drawFigures(buildForecastFigures(report));
  const { columns, rows } = forecastRows(report);
  const page = forecastPage(report, facts, drawn, await embeddedFontFaces());
  const paths = await writeReportFiles(outDir, [
    ["forecasts.html", page],
    ...files,
    ["scores.csv", toCsv(columns, rows)],
  ]);
  const parquet = join(outDir, "scores.parquet");
  const table = columns.map((name) => [name, columnOf(rows.map((row) => row[name] ?? null))] as const);
  await writeParquet(parquet, Object.fromEntries(table));
  return [...paths, parquet];
}

function columnOf(cells: readonly Cell[]): Column {
  const isText = cells.some((cell) => typeof cell === "string");
  return isText
    ? { type: "varchar", values: cells as readonly (string | null)[] }
    : { type: "double", values: cells as readonly (number | null)[] };
}
