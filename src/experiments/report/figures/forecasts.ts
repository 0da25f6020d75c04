/** One forecaster's predictions against what came, a panel for each target. */
import type { Figure } from "../figure.ts";
import type { ForecastReport } from "../forecast-data.ts";
import { scoreOf } from "../forecast-matrix.ts";
import { formatNumber } from "../format.ts";
import { logTicks } from "../log-ticks.ts";
import { inks } from "../palette.ts";

const columns = 3;

/** `null` without forecasts to draw. */
export function forecasts(report: ForecastReport | null): Figure | null {
  if (report === null) return null;
  const panels = report.targets
    .map((target, k) => ({ target, pairs: report.sample.pairs[k] ?? [] }))
    .filter(({ pairs }) => pairs.length > 0)
    .map(({ target, pairs }) => ({
      target,
      rows: pairs.map((pair) => ({ target: target.name, unit: target.unit, ...pair })),
    }));
  if (panels.length === 0) return null;
  const { forecaster } = report.sample;
  return {
    name: "forecasts",
    title: "Forecasts against truth",
    caption:
      `Each dot is one forecast (the typical value) of ${forecaster} on the ${report.window} window, a sample; both axes logarithmic. On the line the forecast is exact. ` +
      "The tables below give the scores of all forecasters.",
    alt: `Scatter plots of forecast against truth. ${panels
      .map(({ target }) => {
        const own = scoreOf(report, forecaster, target.name, "task");
        const text = (value: number | null | undefined) =>
          value == null ? "not defined" : formatNumber(value);
        return `${target.title}: R² ${text(own?.r2Raw.mean)} raw, ${text(own?.r2Log.mean)} on logarithms`;
      })
      .join("; ")}.`,
    columns: ["target", "unit", "truth", "forecast"],
    rows: panels.flatMap((panel) => panel.rows),
    spec: {
      spacing: { row: 76, column: 60 },
      bounds: "flush",
      columns,
      concat: panels.map(({ target, rows }) => {
        const values = rows.flatMap((row) => [row.truth, row.forecast]);
        const domain: [number, number] = [
          values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
          values.reduce((most, value) => Math.max(most, value), 0),
        ];
        const scale = { type: "log", domain, nice: false } as const;
        const format = domain[1] >= 1e4 ? "~s" : domain[0] < 1e-3 ? "~e" : "~g";
        const axis = { format, values: spaced(logTicks(domain)) } as const;
        return {
          width: 150,
          height: 150,
          title: `${target.title} [${target.unit}]`,
          layer: [
            {
              data: { values: domain.map((at) => ({ truth: at, forecast: at })) },
              mark: { type: "line", color: inks.quiet.light, strokeWidth: 1, strokeDash: [4, 3] },
              encoding: {
                x: { field: "truth", type: "quantitative" },
                y: { field: "forecast", type: "quantitative" },
              },
            },
            {
              data: { values: rows },
              mark: { type: "circle", size: 10, opacity: 0.3, color: "#0072b2" },
              encoding: {
                x: { field: "truth", type: "quantitative", scale, axis, title: "Truth" },
                y: { field: "forecast", type: "quantitative", scale, axis, title: "Forecast" },
              },
            },
          ],
        };
      }),
    },
  };
}

/** Five ticks at most, at even steps. */
function spaced(ticks: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(ticks.length / 5));
  return ticks.filter((_, k) => k % step === 0);
}
