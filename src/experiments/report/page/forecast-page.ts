/** The page of `edgeflock forecast`: scores of forecasters by themselves. */
import type { DrawnFigure } from "../draw-figures.ts";
import { forecastFigures } from "../figures/index.ts";
import type { ForecastReport } from "../forecast-data.ts";
import { forecastTables } from "./forecast-section.ts";
import { html } from "./html.ts";
import { FigureNumbers, pageShell, readableTime } from "./page-shell.ts";

export interface ForecastPageFacts {
  readonly title: string;
  readonly scenario: string;
  /** Time of writing (ISO 8601); null leaves it out. */
  readonly generatedAt: string | null;
  /** What was run, a line each. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** Command lines that repeat it. */
  readonly commands: readonly string[];
}

export function forecastPage(
  report: ForecastReport,
  { title, scenario, generatedAt, facts, commands }: ForecastPageFacts,
  drawn: readonly DrawnFigure[],
  fontFaces: string,
): string {
  const figures = new FigureNumbers(drawn);
  const parts = forecastFigures
    .filter((name) => figures.has(name))
    .map((id) => ({ id, title: figures.title(id) }));
  return pageShell({
    title,
    meta: [
      `scenario ${scenario}`,
      `${report.window} window`,
      ...(generatedAt === null ? [] : [readableTime(generatedAt)]),
    ],
    lead: null,
    sections: [
      {
        id: "scores",
        title: "Scores",
        content: html`${forecastFigures.map((name) => figures.show(name))}${forecastTables(report, 1)}`,
        parts,
      },
      {
        id: "setup",
        title: "What was run",
        content: html`<dl>${Object.entries(facts).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`,
        parts: [],
      },
      {
        id: "reproduce",
        title: "How to reproduce",
        content: html`<pre><code>${commands.join("\n")}</code></pre>`,
        parts: [],
      },
    ],
    fontFaces,
  });
}
