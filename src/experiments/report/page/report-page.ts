/** The whole page: one HTML file that loads nothing. */
import type { Figure } from "../figure.ts";
import type { ReportContext } from "../report-context.ts";
import { forecastTable } from "./forecast-section.ts";
import { Html, html } from "./html.ts";
import { comparisonSection, findingsBox, resultTableSection } from "./result-section.ts";
import { reproduceSection, settingsSection, setupSection } from "./setup-section.ts";
import { styleSheet } from "./style-sheet.ts";

/** A figure with its rendered image. */
export interface DrawnFigure {
  readonly figure: Figure;
  readonly svg: string;
}

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

/** "2026-01-31 12:00 UTC" from ISO 8601 in UTC; anything else as it stands. */
function readableTime(iso: string): string {
  return iso.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(\.\d+)?)?Z$/, "$1 $2 UTC");
}

/** @param fontFaces `@font-face` rules with the fonts inside */
export function reportPage(context: ReportContext, drawn: readonly DrawnFigure[], fontFaces: string): string {
  const { data } = context;
  let number = 0;
  const show = (name: string) => {
    const found = drawn.find(({ figure }) => figure.name === name);
    if (found === undefined) return null;
    number++;
    return html`<figure id="${name}">${new Html(found.svg)}<figcaption><b>Figure ${number}. ${found.figure.title}.</b> ${found.figure.caption}</figcaption></figure>`;
  };
  const title = (name: string) => drawn.find(({ figure }) => figure.name === name)?.figure.title ?? name;
  const has = (name: string) => drawn.some(({ figure }) => figure.name === name);
  const comparisons = comparisonSection(context);
  const forecasts = forecastTable(context);
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
    ...(forecasts !== null || has("forecasts")
      ? [
          {
            id: "forecaster",
            title: "Forecaster",
            content: html`${show("forecasts")}${forecasts}`,
            parts: [],
          },
        ]
      : []),
    { id: "setup", title: "What was run", content: setupSection(context), parts: ["policies"] },
    { id: "settings", title: "Settings, timings, versions", content: settingsSection(context), parts: [] },
    { id: "reproduce", title: "How to reproduce", content: reproduceSection(context), parts: [] },
  ];
  const partTitle = (id: string) =>
    id === "comparisons" ? "Paired comparisons" : id === "policies" ? "Policies" : title(id);
  const meta = [
    `Edgeflock ${data.versions["edgeflock"] ?? ""}`.trim(),
    `scenario ${data.scenario.name}`,
    `${data.evaluatedWindow} window`,
    ...(data.generatedAt === null ? [] : [readableTime(data.generatedAt)]),
    ...data.gitRevisions.map((revision) => `revision ${revision.replace(/^([0-9a-f]{12})[0-9a-f]+/, "$1")}`),
  ];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">
<title>${data.title}</title>
<style>${new Html(fontFaces + styleSheet())}</style>
</head>
<body>
<a class="skip" href="#top">Skip to the report</a>
<div class="layout">
<nav aria-label="Contents"><strong>Contents</strong><ol>${sections.map(
    ({ id, title: heading, parts }) =>
      html`<li><a href="#${id}">${heading}</a>${
        parts.length > 0
          ? html`<ol>${parts.map((part) => html`<li><a href="#${part}">${partTitle(part)}</a></li>`)}</ol>`
          : null
      }</li>`,
  )}</ol></nav>
<main id="top">
<h1>${data.title}</h1>
<p class="meta">${meta.join(" · ")}</p>
${findingsBox(context)}
${sections.map(({ id, title: heading, content }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>${content}</section>`)}
</main>
</div>
</body>
</html>
`;
  return page.text;
}
