/** The forecasters' scores, all targets: tables of the learned ones beside the naive ones they have to beat. */
import type { ForecastLevel, ForecastReport } from "../forecast-data.ts";
import {
  forecastLevels,
  forecastMatrix,
  largestJobText,
  levelsOf,
  metricFacts,
  r2Text,
  type ShownMetric,
  scoreOf,
  skillText,
} from "../forecast-matrix.ts";
import { type Html, html } from "./html.ts";

const shown: readonly ShownMetric[] = ["r2Log", "r2Raw", "pinball", "coverage", "largestJobShare"];
const levels = Object.keys(forecastLevels) as ForecastLevel[];

/**
 * @param number of the first table
 * @returns null when nothing was scored
 */
export function forecastTables(report: ForecastReport | null, number: number): Html | null {
  if (report === null || report.scores.length === 0) return null;
  const skill = skillTable(report, number);
  const first = number + (skill === null ? 0 : 1);
  const notes = report.forecasters.filter(({ settings }) => settings !== "");
  return html`${skill}${shown.map((metric, k) => metricTable(report, metric, first + k))}${ceilingTable(report, first + shown.length)}
<p class="note">${definitions(report)}</p>${
    notes.length > 0
      ? html`<dl>${notes.map(({ name, settings }) => html`<dt>${name}</dt><dd>${settings}</dd>`)}</dl>`
      : null
  }`;
}

/** What the learned ones save of the best naive forecaster's pinball loss. */
function skillTable(report: ForecastReport, number: number): Html | null {
  const learned = report.forecasters.filter((forecaster) => forecaster.learned);
  if (learned.length === 0) return null;
  return html`<div class="table" role="region" aria-label="Forecasters against the best naive one" tabindex="0"><table>
<caption><b>Table ${number}. Pinball loss saved</b> of the best naive forecaster's (named), with 95 % intervals; ${report.window} window. More than 0 is better than every naive one.</caption>
<thead><tr><th scope="col">Target</th><th scope="col">Judged</th>${learned.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${report.targets.flatMap(({ name, title }) =>
    levels.map(
      (per) => html`<tr><th scope="row">${title}</th><td>${forecastLevels[per].short}</td>${learned.map(
        (forecaster) =>
          html`<td class="number">${skillText(scoreOf(report, forecaster.name, name, per))}</td>`,
      )}</tr>
`,
    ),
  )}</tbody></table></div>`;
}

function metricTable(report: ForecastReport, metric: ShownMetric, number: number): Html {
  const { title, hasUnit } = metricFacts[metric];
  return html`<div class="table" role="region" aria-label="${title}" tabindex="0"><table>
<caption><b>Table ${number}. ${title}</b> of the forecasts on the ${report.window} window.</caption>
<thead><tr><th scope="col">Target</th>${report.forecasters.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${levelsOf(metric).map(
    (
      per,
    ) => html`<tr class="group"><th scope="rowgroup" colspan="${report.forecasters.length + 1}">Judged ${forecastLevels[per].title}</th></tr>
${forecastMatrix(report, metric, per).map(
  (row) => html`<tr><th scope="row">${row.title}${hasUnit ? ` [${row.unit}]` : ""}</th>${row.cells.map(
    ({ text, best }) => html`<td class="${best ? "number best" : "number"}">${text}</td>`,
  )}</tr>
`,
)}`,
  )}</tbody></table></div>`;
}

/** What would be known if something of the next task were. */
function ceilingTable(report: ForecastReport, number: number): Html | null {
  const targets = report.targets.filter(({ name }) =>
    report.ceilings.some((ceiling) => ceiling.target === name),
  );
  if (targets.length === 0) return null;
  const knowledge = [...new Set(report.ceilings.map(({ knows }) => knows))];
  const text = (knows: string, target: string, key: "r2Raw" | "r2Log") =>
    r2Text(report.ceilings.find((one) => one.knows === knows && one.target === target)?.[key] ?? null);
  return html`<div class="table" role="region" aria-label="What knowledge of the next task would give" tabindex="0"><table>
<caption><b>Table ${number}. How much could be known.</b> R² of the best forecast by somebody who knows this of the next task, and nothing else; ${report.window} window, first draw, at every task.</caption>
<thead><tr><th scope="col" rowspan="2">Known of the next task</th>${targets.map(({ title }) => html`<th scope="colgroup" colspan="2" class="number">${title}</th>`)}</tr>
<tr>${targets.map(() => html`<th scope="col" class="number">values</th><th scope="col" class="number">logarithms</th>`)}</tr></thead>
<tbody>${knowledge.map(
    (knows) => html`<tr><th scope="row">${knows}</th>${targets.map(
      ({ name }) =>
        html`<td class="number">${text(knows, name, "r2Raw")}</td><td class="number">${text(knows, name, "r2Log")}</td>`,
    )}</tr>
`,
  )}</tbody></table></div>`;
}

function definitions(report: ForecastReport): string {
  const { draws, forecasters } = report;
  const seeds = Math.max(0, ...forecasters.map((forecaster) => forecaster.seeds.length));
  return (
    "R² of values judges the mean that is forecast, R² of logarithms the typical value, the pinball loss p10, p50 and p90 together; " +
    "1 is exact, 0 as good as the constant mean of this window. The naive forecasters were fitted to the training window. " +
    `The largest job is the one of the most work: ${largestJobText(report)}. Without it: without the tasks whose truth is of it, or holds some of its tasks. ` +
    (draws > 1 ? `Rows of ${draws} draws of homes count together. ` : "") +
    (seeds > 1 ? `Means over ${seeds} seeds, ± half a 95 % interval.` : "")
  ).trim();
}
