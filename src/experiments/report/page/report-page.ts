/** The whole page: one HTML file that loads nothing. */
import type { DrawnFigure } from "../draw-figures.ts";
import { forecastFigures } from "../figures/index.ts";
import type { ReportContext } from "../report-context.ts";
import { diagnosisSection } from "./diagnosis-section.ts";
import { forecastTables } from "./forecast-section.ts";
import { html } from "./html.ts";
import { FigureNumbers, pageShell, readableTime } from "./page-shell.ts";
import { comparisonSection, findingsBox, resultTableSection } from "./result-section.ts";
import { reproduceSection, settingsSection, setupSection } from "./setup-section.ts";

const figureGroups: readonly {
  readonly id: string;
  readonly title: string;
  readonly names: readonly string[];
}[] = [
  {
    id: "latency",
    title: "Latency and energy",
    names: ["mean-latency", "mean-energy", "latency-distribution", "latency-parts"],
  },
  { id: "learning", title: "Learning", names: ["learning-curves"] },
  {
    id: "behaviour",
    title: "What the policies do",
    names: ["decision-targets", "decision-shares", "utilisation"],
  },
];

/** @param fontFaces `@font-face` rules with the fonts inside */
export function reportPage(context: ReportContext, drawn: readonly DrawnFigure[], fontFaces: string): string {
  const { data } = context;
  const figures = new FigureNumbers(drawn);
  const show = (name: string) => figures.show(name);
  const has = (name: string) => figures.has(name);
  const comparisons = comparisonSection(context);
  const diagnosis = diagnosisSection(context);
  const forecasts = forecastTables(data.forecasts, 3);
  const sections = [
    {
      id: "result",
      title: "Result",
      content: html`${resultTableSection(context)}${show("objective")}${comparisons}`,
      parts: [...(has("objective") ? ["objective"] : []), ...(comparisons === null ? [] : ["comparisons"])],
    },
    ...figureGroups
      .filter(({ names }) => names.some(has))
      .map((group) => ({
        id: group.id,
        title: group.title,
        content: html`${group.names.map(show)}`,
        parts: group.names.filter(has),
      })),
    ...(diagnosis === null
      ? []
      : [{ id: "diagnosis", title: "Diagnosis of the trainings", content: diagnosis, parts: [] }]),
    ...(forecasts !== null || forecastFigures.some(has)
      ? [
          {
            id: "forecaster",
            title: "Forecaster",
            content: html`${forecastFigures.map(show)}${forecasts}`,
            parts: forecastFigures.filter(has),
          },
        ]
      : []),
    { id: "setup", title: "What was run", content: setupSection(context), parts: ["policies"] },
    { id: "settings", title: "Settings, timings, versions", content: settingsSection(context), parts: [] },
    { id: "reproduce", title: "How to reproduce", content: reproduceSection(context), parts: [] },
  ];
  const partTitle = (id: string) =>
    id === "comparisons" ? "Paired comparisons" : id === "policies" ? "Policies" : figures.title(id);
  const meta = [
    `Edgeflock ${data.versions["edgeflock"] ?? ""}`.trim(),
    `scenario ${data.scenario.name}`,
    `${data.evaluatedWindow} window`,
    ...(data.generatedAt === null ? [] : [readableTime(data.generatedAt)]),
    ...data.gitRevisions.map((revision) => `revision ${revision.replace(/^([0-9a-f]{12})[0-9a-f]+/, "$1")}`),
  ];
  return pageShell({
    title: data.title,
    meta,
    lead: findingsBox(context),
    sections: sections.map(({ parts, ...section }) => ({
      ...section,
      parts: parts.map((id) => ({ id, title: partTitle(id) })),
    })),
    fontFaces,
  });
}
