/** The logarithmic scales on which targets are learned, averaged and judged: log(value + offset) of each quantity. */
import type { WindowTasks } from "../workload/workload.ts";
import { forecastTargets } from "./targets.ts";

/**
 * Default offset of gaps [s]: tasks of one job arrive microseconds apart, and below 1 ms no queue notices how far. Without
 * it a logarithm would spend most of its range on telling one microsecond from three.
 */
export const defaultGapOffsetSeconds = 1e-3;

export interface TargetScales {
  /** Added to gaps [s]. */
  readonly gapOffsetSeconds: number;
  /** Added to the work of a window, which is 0 where nothing arrives [cycles]: a typical task's work in training. */
  readonly workOffsetCycles: number;
}

/** Fitted to the training windows; the same for all forecasters that are compared. */
export function fitTargetScales(
  train: readonly WindowTasks[],
  gapOffsetSeconds = defaultGapOffsetSeconds,
): TargetScales {
  let sum = 0;
  let count = 0;
  for (const { cycles, count: tasks } of train) {
    for (let row = 0; row < tasks; row++) sum += Math.log(cycles[row]!);
    count += tasks;
  }
  return { gapOffsetSeconds, workOffsetCycles: count > 0 ? Math.exp(sum / count) : 1 };
}

function offsetOf(scales: TargetScales, target: number): number {
  const { of, quantity } = forecastTargets[target]!;
  if (quantity === "gap") return scales.gapOffsetSeconds;
  if (quantity === "arrivals") return 1;
  return of === "horizon" ? scales.workOffsetCycles : 0;
}

/** @param target index into `forecastTargets` */
export function toLog(scales: TargetScales, target: number, value: number): number {
  return Math.log(value + offsetOf(scales, target));
}

/** Inverse of `toLog`; never negative. */
export function fromLog(scales: TargetScales, target: number, logarithm: number): number {
  return Math.max(0, Math.exp(logarithm) - offsetOf(scales, target));
}
