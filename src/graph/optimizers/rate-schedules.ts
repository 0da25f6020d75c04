/**
 * Learning rates that change over training, as part of the graph: functions of the number `n` of updates before this
 * one. They count in float32, exactly up to 2²⁴ updates.
 */
import { EdgeflockError } from "../../core/errors.ts";
import { add, cos, div, exp, floor, maximum, minimum, mul } from "../elementwise.ts";
import type { RateSchedule } from "./optimizer.ts";

/** From `start` to `end` in a straight line over `updates` updates, then `end`. */
export function linearRate(start: number, end: number, updates: number): RateSchedule {
  checkUpdates("linearRate", updates);
  return (n) => add(mul(minimum(div(n, updates), 1), end - start), start);
}

/** From `start` to `end` along half a cosine over `updates` updates, then `end` (Loshchilov and Hutter, 2017). */
export function cosineRate(start: number, end: number, updates: number): RateSchedule {
  checkUpdates("cosineRate", updates);
  return (n) =>
    add(mul(cos(minimum(mul(n, Math.PI / updates), Math.PI)), (start - end) / 2), (start + end) / 2);
}

/** `start·factor^(n / updates)`: `factor` times as much every `updates` updates, and smoothly between. */
export function exponentialRate(start: number, factor: number, updates: number): RateSchedule {
  checkUpdates("exponentialRate", updates);
  checkFactor("exponentialRate", factor);
  return (n) => mul(exp(mul(n, Math.log(factor) / updates)), start);
}

/** `start`, multiplied by `factor` after every `updates` updates. */
export function stepRate(start: number, factor: number, updates: number): RateSchedule {
  checkUpdates("stepRate", updates);
  checkFactor("stepRate", factor);
  return (n) => mul(exp(mul(floor(div(n, updates)), Math.log(factor))), start);
}

/**
 * Rises in a straight line over the first `updates` updates, from `1/updates` of the rate that follows to all of it
 * (Goyal et al., 2017). A schedule that follows starts when the rise ends.
 */
export function warmUp(updates: number, then: number | RateSchedule): RateSchedule {
  checkUpdates("warmUp", updates);
  return (n) => {
    const share = minimum(div(add(n, 1), updates), 1);
    return mul(share, typeof then === "number" ? then : then(maximum(add(n, 1 - updates), 0)));
  };
}

function checkUpdates(schedule: string, updates: number): void {
  if (updates > 0 && updates < Infinity) return;
  throw new EdgeflockError("graph", `${schedule}: updates is ${updates}.`, "Choose it greater than 0.");
}

function checkFactor(schedule: string, factor: number): void {
  if (factor > 0 && factor < Infinity) return;
  throw new EdgeflockError("graph", `${schedule}: factor is ${factor}.`, "Choose it greater than 0.");
}
