/** The logarithmic scale that targets are learned, averaged and judged on. */
import { gapOffsetSeconds } from "./forecaster.ts";

/** `log(value + offset)` of target 0 (gap [s]), 1 (work [cycles]) or 2 (input [bit]). */
export function toLog(target: number, value: number): number {
  return Math.log(target === 0 ? value + gapOffsetSeconds : value);
}

/** Inverse of `toLog`; never negative. */
export function fromLog(target: number, logarithm: number): number {
  return target === 0 ? Math.max(0, Math.exp(logarithm) - gapOffsetSeconds) : Math.exp(logarithm);
}
