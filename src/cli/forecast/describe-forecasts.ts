/** Scores of forecasters as text for a terminal of 100 columns. */
import {
  type ForecastLevel,
  type ForecastReport,
  forecastLevels,
  forecastMatrix,
  largestJobText,
  levelsOf,
  metricFacts,
  r2Text,
  type ShownMetric,
  scoreOf,
  skillText,
} from "../../experiments/index.ts";
import { textTable } from "../text-table.ts";

const shown: readonly ShownMetric[] = ["r2Log", "r2Raw", "pinball", "coverage", "largestJobShare"];
const levels = Object.keys(forecastLevels) as ForecastLevel[];

export function describeForecasts(scenario: string, report: ForecastReport): string {
  const { forecasters, draws, window } = report;
  const head = `${scenario}, window ${window}${draws > 1 ? `, ${draws} draws of homes together` : ""}\n`;
  const sections = levels.map((per) => {
    const tables = shown
      .filter((metric) => levelsOf(metric).includes(per))
      .map((metric) => matrixText(report, metric, per));
    const rows = scoreOf(report, forecasters[0]?.name ?? "", "task.work", per)?.count ?? 0;
    const { title } = forecastLevels[per];
    const which = per === "rest" ? `\nThe largest job: ${largestJobText(report)}.` : "";
    return `${title[0]?.toUpperCase()}${title.slice(1)} (${rows.toLocaleString("en-US")} of next tasks)${which}\n\n${tables.join("\n")}`;
  });
  const notes = forecasters
    .filter(({ name, settings }) => name === "seasonal" && settings !== "")
    .map(({ name, settings }) => `${name}: ${settings}\n`);
  return `${[head, ...sections, skillTable(report), ceilingTable(report), ...notes].filter((text) => text !== "").join("\n")}`;
}

function matrixText(report: ForecastReport, metric: ShownMetric, per: ForecastLevel): string {
  const { title, hasUnit } = metricFacts[metric];
  return textTable(
    [title, ...report.forecasters.map(({ name }) => name)],
    forecastMatrix(report, metric, per).map(({ target, unit, cells }) => [
      hasUnit ? `  ${target} [${unit}]` : `  ${target}`,
      ...cells.map(({ text, best }) => (best ? `*${text}` : text)),
    ]),
  );
}

/** Empty without a learned forecaster. */
function skillTable(report: ForecastReport): string {
  const learned = report.forecasters.filter((forecaster) => forecaster.learned);
  if (learned.length === 0) return "";
  return textTable(
    ["Pinball loss saved of the best naive one's", "per", ...learned.map(({ name }) => name)],
    report.targets.flatMap(({ name }) =>
      levels.map((per) => [
        `  ${name}`,
        per,
        ...learned.map((forecaster) => skillText(scoreOf(report, forecaster.name, name, per))),
      ]),
    ),
    ["left", "left"],
  );
}

/** What somebody would reach who knows something of the next task. */
function ceilingTable({ ceilings, targets }: ForecastReport): string {
  const judged = targets.filter(({ name }) => ceilings.some(({ target }) => target === name));
  const knowledge = [...new Set(ceilings.map(({ knows }) => knows))];
  return textTable(
    ["R² of who knows of the next task (log/values)", ...judged.map(({ name }) => name)],
    knowledge.map((knows) => [
      `  ${knows}`,
      ...judged.map(({ name }) => {
        const found = ceilings.find((one) => one.knows === knows && one.target === name);
        return `${r2Text(found?.r2Log ?? null)}/${r2Text(found?.r2Raw ?? null)}`;
      }),
    ]),
  );
}
