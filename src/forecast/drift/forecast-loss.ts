/**
 * How wrong a forecast was: the mean pinball loss of its p10, p50 and p90 on the logarithmic scale of its target, half of a
 * coarse continuous ranked probability score (Gneiting and Raftery, "Strictly proper scoring rules, prediction, and
 * estimation", 2007). Unlike squared errors, the losses of two forecasts cannot differ by more than the forecasts do, which
 * are known before the outcome is.
 */
import type { Forecasts } from "../forecasts.ts";
import { type TargetScales, toLog } from "../target-scales.ts";
import { quantileLevels } from "../targets.ts";

const quantiles = Object.entries(quantileLevels) as [keyof typeof quantileLevels, number][];
/** Logarithms beyond are cut: no target comes near, and a broken forecast stays a number. */
const largestLog = 60;

/** p10, p50, p90 on the target's logarithmic scale. */
export type LogQuantiles = number[];

export function logQuantilesOf(
  scales: TargetScales,
  forecasts: Forecasts,
  row: number,
  target: number,
): LogQuantiles {
  return quantiles.map(([name]) => logOf(scales, target, forecasts.at(row, target, name)));
}

/** @param value not negative; what is not even a number counts as far too large */
export function logOf(scales: TargetScales, target: number, value: number): number {
  const logarithm = toLog(scales, target, value);
  return Number.isNaN(logarithm) ? largestLog : Math.max(-largestLog, Math.min(largestLog, logarithm));
}

/** @param outcome on the logarithmic scale */
export function pinballLoss(forecast: LogQuantiles, outcome: number): number {
  let sum = 0;
  for (const [k, [, level]] of quantiles.entries()) {
    const error = outcome - forecast[k]!;
    sum += error >= 0 ? level * error : (level - 1) * error;
  }
  return sum / quantiles.length;
}

/** What the losses of two forecasts differ by at most, whatever comes. */
export function largestDifference(p: LogQuantiles, q: LogQuantiles): number {
  let sum = 0;
  for (const [k, [, level]] of quantiles.entries()) {
    sum += Math.max(level, 1 - level) * Math.abs(p[k]! - q[k]!);
  }
  return sum / quantiles.length;
}
