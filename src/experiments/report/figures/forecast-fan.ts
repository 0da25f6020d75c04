/** One quantity over time at one server: what came, the median that was forecast, and the band from p10 to p90. */
import type { Figure } from "../figure.ts";
import type { ForecastReport } from "../forecast-data.ts";
import { formatNumber } from "../format.ts";
import { inks } from "../palette.ts";
import { plotWidth } from "../theme.ts";

/** `null` without forecasts to draw. */
export function forecastFan(report: ForecastReport | null): Figure | null {
  if (report === null || report.sample.fan.points.length < 2) return null;
  const { forecaster, fan } = report.sample;
  const target = report.targets.find(({ name }) => name === fan.target);
  if (target === undefined) return null;
  const rows = fan.points.map((point) => ({ ...point }));
  const within = rows.filter(({ truth, p10, p90 }) => truth >= p10 && truth <= p90).length / rows.length;
  const x = {
    field: "timeSeconds",
    type: "quantitative",
    title: "Time [s]",
    scale: { zero: false, nice: false },
  } as const;
  const title = `${target.title[0]?.toUpperCase()}${target.title.slice(1)} [${target.unit}]`;
  // Square roots: work is 0 now and then, which a logarithm has no place for, and a hundred times its median elsewhere.
  const scale = { type: "sqrt", nice: true } as const;
  return {
    name: "forecast-fan",
    title: `${title.replace(/ \[.*/, "")}: forecast and truth over time`,
    caption: `Server ${fan.server}, first draw of the ${report.window} window, ${rows.length} tasks at even distances. Band: ${forecaster}'s p10 to p90; line: its p50; dots: what came. The vertical axis has square roots.`,
    alt: `Band and line over time with dots. ${Math.round(100 * within)} % of the dots lie within the band; the widest band reaches ${formatNumber(Math.max(...rows.map(({ p90 }) => p90)))} ${target.unit}.`,
    columns: ["timeSeconds", "truth", "p10", "p50", "p90"],
    rows,
    spec: {
      data: { values: rows },
      width: plotWidth - 40,
      height: 240,
      layer: [
        {
          mark: { type: "area", color: "#0072b2", opacity: 0.22, interpolate: "step-after" },
          encoding: {
            x,
            y: { field: "p10", type: "quantitative", title, scale },
            y2: { field: "p90" },
          },
        },
        {
          mark: { type: "line", color: "#0072b2", strokeWidth: 1.4, interpolate: "step-after" },
          encoding: { x, y: { field: "p50", type: "quantitative", title, scale } },
        },
        {
          mark: { type: "circle", size: 12, color: inks.text.light, opacity: 0.75 },
          encoding: { x, y: { field: "truth", type: "quantitative", title, scale } },
        },
      ],
    },
  };
}
