/** Writes the scores of forecasters into a folder: page, figures, tables. */
import { join } from "node:path";
import { embeddedFontFaces } from "../../drawing/fonts.ts";
import { writeParquet } from "../../tables/index.ts";
import { requireFinite } from "./check-report-data.ts";
import { toCsv } from "./csv.ts";
import { drawFigures } from "./draw-figures.ts";
import { buildForecastFigures } from "./figures/index.ts";
import type { ForecastReport } from "./forecast-data.ts";
import { forecastRows } from "./forecast-rows.ts";
import { type ForecastPageFacts, forecastPage } from "./page/forecast-page.ts";
import { tableOf } from "./table-of.ts";
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
  await writeParquet(parquet, tableOf(columns, rows));
  return [...paths, parquet];
}
