/** Whether the quantiles hold what they say: the share of the truths at or below each, beside its probability. */
import type { Figure } from "../figure.ts";
import type { ForecastReport } from "../forecast-data.ts";
import { formatFixed } from "../format.ts";
import { inks } from "../palette.ts";
import { forecasterScale } from "./forecast-style.ts";

const levels = { p10: 0.1, p50: 0.5, p90: 0.9 } as const;
const names = Object.keys(levels) as (keyof typeof levels)[];

/** `null` when nothing was scored. */
export function forecastCalibration(report: ForecastReport | null): Figure | null {
  if (report === null) return null;
  const titles = new Map(report.targets.map(({ name, title }) => [name, title]));
  const rows = report.scores
    .filter(({ per }) => per === "task")
    .flatMap(({ target, forecaster, below }) =>
      names.flatMap((quantile) => {
        const share = below[quantile];
        if (share === null) return [];
        const title = titles.get(target) ?? target;
        return [{ target: title, forecaster, quantile, probability: levels[quantile], share }];
      }),
    );
  if (rows.length === 0) return null;
  const off = (forecaster: string) => {
    const own = rows.filter((row) => row.forecaster === forecaster);
    return own.reduce((sum, { share, probability }) => sum + Math.abs(share - probability), 0) / own.length;
  };
  const order = [...new Set(rows.map(({ forecaster }) => forecaster))];
  return {
    name: "forecast-calibration",
    title: "Calibration of the quantiles",
    caption: `Share of the truths at or below p10, p50 and p90, at every task of the ${report.window} window. On the line a quantile is honest. Requests of few sizes put many truths on a quantile itself, and so to its right.`,
    alt: `Dot plots. Mean distance from the asked probability: ${order.map((name) => `${name} ${formatFixed(off(name), 2)}`).join(", ")}.`,
    columns: ["target", "forecaster", "quantile", "probability", "share"],
    rows,
    spec: {
      data: { values: rows },
      facet: { column: { field: "quantile", type: "nominal", sort: names, title: null } },
      spacing: 18,
      spec: {
        width: 150,
        height: { step: 22 },
        layer: [
          {
            mark: { type: "rule", color: inks.quiet.light, strokeDash: [4, 3] },
            encoding: { x: { field: "probability", type: "quantitative", aggregate: "mean" } },
          },
          {
            mark: { type: "point", size: 42, strokeWidth: 1.8, filled: false, opacity: 0.9 },
            encoding: {
              x: {
                field: "share",
                type: "quantitative",
                title: "Share of the truths",
                scale: { domain: [0, 1] },
                axis: { values: [0, 0.5, 1] },
              },
              y: {
                field: "target",
                type: "nominal",
                sort: report.targets.map(({ title }) => title),
                title: null,
                axis: { grid: true },
              },
              color: {
                field: "forecaster",
                type: "nominal",
                scale: forecasterScale(report),
                legend: { title: null, orient: "top", columns: 8 },
              },
            },
          },
        ],
      },
    },
  };
}
