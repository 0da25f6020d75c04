/** Writes the report of one experiment into a folder. */
import { join } from "node:path";
import { makeFolder, writeFileAtomic } from "../../core/atomic-file.ts";
import { embeddedFontFaces } from "../../drawing/fonts.ts";
import { checkReportData } from "./check-report-data.ts";
import { toCsv } from "./csv.ts";
import { drawFigures, type FileContent } from "./draw-figures.ts";
import { buildFigures } from "./figures/index.ts";
import { toLatex } from "./latex.ts";
import { reportPage } from "./page/report-page.ts";
import { buildContext } from "./report-context.ts";
import type { ReportData } from "./report-data.ts";
import { comparisonTable, resultTable } from "./table-rows.ts";

/**
 * Writes `report.html` (one file that loads nothing), `figures/<name>.svg`, `.png` and `.csv`, `table.csv`, `comparisons.csv` (when
 * something was learned) and `table.tex`. The same data gives the same bytes.
 *
 * @returns the paths written, `report.html` first
 * @throws EdgeflockError of kind "run" for unusable data (before anything is written), "output" when the folder cannot be written
 */
export async function writeReport(data: ReportData, outDir: string): Promise<string[]> {
  checkReportData(data);
  const context = buildContext(data);
  const { drawn, files: pictures } = await drawFigures(buildFigures(context));
  const results = resultTable(context);
  const comparisons = comparisonTable(context);
  return writeReportFiles(outDir, [
    ["report.html", reportPage(context, drawn, await embeddedFontFaces())],
    ...pictures,
    ["table.csv", toCsv(results.columns, results.rows)],
    ...(comparisons.rows.length > 0
      ? [["comparisons.csv", toCsv(comparisons.columns, comparisons.rows)] as const]
      : []),
    ["table.tex", toLatex(context)],
  ]);
}

/** @returns the paths, in the order of the files */
export async function writeReportFiles(outDir: string, files: readonly FileContent[]): Promise<string[]> {
  await makeFolder(join(outDir, "figures"));
  for (const [name, content] of files) await writeFileAtomic(join(outDir, name), content);
  return files.map(([name]) => join(outDir, name));
}
