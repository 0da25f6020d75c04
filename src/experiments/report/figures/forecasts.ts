/** The trained forecaster's predictions against what came, one panel for each target. */
import type { Figure } from "../figure.ts";
import { formatNumber } from "../format.ts";
import { logTicks } from "../log-ticks.ts";
import { inks } from "../palette.ts";
import type { ReportContext } from "../report-context.ts";

/** Points of one panel at most, taken at even steps. */
const pointsPerPanel = 500;

/** `null` without a trained forecaster. */
export function forecasts(context: ReportContext): Figure | null {
  const report = context.data.forecasts;
  const targets = report?.targets.filter((target) => target.pairs.length > 0) ?? [];
  if (report === null || targets.length === 0) return null;
  const panels = targets.map((target) => {
    const positive = target.pairs.filter((pair) => pair.truth > 0 && pair.forecast > 0);
    const step = Math.max(1, Math.ceil(positive.length / pointsPerPanel));
    return {
      target,
      rows: positive
        .filter((_, i) => i % step === 0)
        .map(({ truth, forecast }) => ({ target: target.name, unit: target.unit, truth, forecast })),
    };
  });
  const score = (target: string) =>
    report.scores.find((s) => s.target === target && s.forecaster === report.forecaster && s.per === "task");
  return {
    name: "forecasts",
    title: "Forecasts against truth",
    caption:
      `Each dot is one prediction of ${report.forecaster} on the ${report.window} window (a sample), both axes logarithmic. On the line the forecast is exact. ` +
      "The table below gives the scores beside simple forecasters.",
    alt: `Scatter plots of forecast against truth. ${targets
      .map(({ name }) => {
        const own = score(name);
        const text = (value: number | null | undefined) =>
          value == null ? "not defined" : formatNumber(value);
        return `${name}: R² ${text(own?.r2Raw)} raw, ${text(own?.r2Log)} on logarithms`;
      })
      .join("; ")}.`,
    columns: ["target", "unit", "truth", "forecast"],
    rows: panels.flatMap((panel) => panel.rows),
    spec: {
      spacing: 68,
      bounds: "flush",
      hconcat: panels.map(({ target, rows }) => {
        const values = rows.flatMap((row) => [row.truth, row.forecast]);
        const domain: [number, number] = [Math.min(...values), Math.max(...values)];
        const scale = { type: "log", domain, nice: false } as const;
        const axis = { format: domain[1]! >= 1e4 ? "~s" : "~g", values: logTicks(domain) } as const;
        return {
          width: 190,
          height: 190,
          title: target.name,
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
              mark: { type: "circle", size: 14, opacity: 0.35, color: "#0072b2" },
              encoding: {
                x: { field: "truth", type: "quantitative", scale, axis, title: `Truth [${target.unit}]` },
                y: {
                  field: "forecast",
                  type: "quantitative",
                  scale,
                  axis,
                  title: `Forecast [${target.unit}]`,
                },
              },
            },
          ],
        };
      }),
    },
  };
}
