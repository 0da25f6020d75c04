/** Writes the report of one experiment into a folder. */
import { join } from "node:path";
import { makeFolder, writeFileAtomic } from "../../core/atomic-file.ts";
import { embeddedFontFaces } from "../../drawing/fonts.ts";
import { svgsToPngs } from "../../drawing/svg-to-png.ts";
import { checkReportData } from "./check-report-data.ts";
import { toCsv } from "./csv.ts";
import { buildFigures } from "./figures/index.ts";
import { toLatex } from "./latex.ts";
import { reportPage } from "./page/report-page.ts";
import { renderFigure } from "./render-figure.ts";
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
  const drawn: { figure: ReturnType<typeof buildFigures>[number]; svg: string }[] = [];
  // One after the other: Vega numbers its definitions by a counter that figures would share.
  for (const figure of buildFigures(context)) drawn.push({ figure, svg: await renderFigure(figure) });
  const pngs = await svgsToPngs(drawn.map(({ svg }) => svg));
  const results = resultTable(context);
  const comparisons = comparisonTable(context);
  const files: [string, string | Uint8Array][] = [
    ["report.html", reportPage(context, drawn, await embeddedFontFaces())],
    ...drawn.flatMap(({ figure, svg }, i): [string, string | Uint8Array][] => [
      [`figures/${figure.name}.svg`, `${svg}\n`],
      [`figures/${figure.name}.png`, pngs[i]!],
      [`figures/${figure.name}.csv`, toCsv(figure.columns, figure.rows)],
    ]),
    ["table.csv", toCsv(results.columns, results.rows)],
    ...(comparisons.rows.length > 0
      ? [["comparisons.csv", toCsv(comparisons.columns, comparisons.rows)] as [string, string]]
      : []),
    ["table.tex", toLatex(context)],
  ];
  await makeFolder(join(outDir, "figures"));
  for (const [name, content] of files) await writeFileAtomic(join(outDir, name), content);
  return files.map(([name]) => join(outDir, name));
}
