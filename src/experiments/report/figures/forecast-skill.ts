/** How much of the best naive forecaster's pinball loss each learned one saves, target by target. */
import type { Figure } from "../figure.ts";
import type { ForecastReport } from "../forecast-data.ts";
import { forecastLevels, skillText } from "../forecast-matrix.ts";
import { inks } from "../palette.ts";
import { forecasterScale } from "./forecast-style.ts";

/** `null` without a learned forecaster. */
export function forecastSkill(report: ForecastReport | null): Figure | null {
  if (report === null) return null;
  const learned = new Set(report.forecasters.filter((one) => one.learned).map(({ name }) => name));
  const titles = new Map(report.targets.map(({ name, title }) => [name, title]));
  const scores = report.scores.filter(({ forecaster, skill }) => learned.has(forecaster) && skill.pinball);
  if (scores.length === 0) return null;
  const rows = scores.map(({ target, per, forecaster, skill }) => ({
    target: titles.get(target) ?? target,
    judged: forecastLevels[per].short,
    forecaster,
    against: skill.pinball!.against,
    saved: 100 * skill.pinball!.fraction,
    low: skill.pinball!.low === null ? null : 100 * skill.pinball!.low,
    high: skill.pinball!.high === null ? null : 100 * skill.pinball!.high,
  }));
  // Far below zero it only matters that it is; one such value would hide all others.
  const least = -60;
  const ends = rows.flatMap(({ saved, low, high }) => [saved, low ?? saved, high ?? saved]);
  const domain = [Math.max(least, Math.min(-5, ...ends)), Math.max(5, ...ends)];
  const y = {
    field: "target",
    type: "nominal",
    sort: report.targets.map(({ title }) => title),
    title: null,
  } as const;
  const offset = { field: "forecaster", type: "nominal", sort: [...learned] } as const;
  const scale = forecasterScale(report);
  const color = {
    field: "forecaster",
    type: "nominal",
    scale,
    legend: learned.size > 1 ? { title: null, orient: "top", values: [...learned] } : null,
  } as const;
  return {
    name: "forecast-skill",
    title: "Pinball loss saved",
    caption: `Part of the pinball loss of the best naive forecaster that ${[...learned].join(", ")} save${learned.size === 1 ? "s" : ""}, with 95 % intervals over seeds and stretches of the ${report.window} window. To the right of the line the learned forecaster is better than every naive one.`,
    alt: `Dot plot. ${scores.map((score) => `${titles.get(score.target)} ${forecastLevels[score.per].short}: ${score.forecaster} ${skillText(score)}`).join("; ")}.`,
    columns: ["target", "judged", "forecaster", "against", "saved", "low", "high"],
    rows,
    spec: {
      data: { values: rows },
      facet: {
        column: {
          field: "judged",
          type: "nominal",
          sort: Object.values(forecastLevels).map(({ short }) => short),
          title: null,
        },
      },
      spacing: 24,
      spec: {
        width: 150,
        height: { step: 14 + 8 * learned.size, for: "position" },
        layer: [
          {
            data: { values: [{ zero: 0 }] },
            mark: { type: "rule", color: inks.quiet.light, strokeDash: [4, 3] },
            encoding: { x: { field: "zero", type: "quantitative" } },
          },
          {
            mark: { type: "rule", strokeWidth: 1.6, clip: true },
            encoding: {
              x: { field: "low", type: "quantitative", scale: { domain, nice: true } },
              x2: { field: "high" },
              y,
              yOffset: offset,
              color,
            },
          },
          {
            mark: { type: "circle", size: 44, opacity: 1, clip: true },
            encoding: {
              x: {
                field: "saved",
                type: "quantitative",
                title: "Pinball loss saved [%]",
                axis: { tickCount: 4 },
              },
              y,
              yOffset: offset,
              color,
            },
          },
        ],
      },
    },
  };
}
