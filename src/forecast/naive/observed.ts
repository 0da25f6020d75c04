/**
 * What a server has seen of each target by the time of each of its tasks: the series that naive forecasters go by. Next
 * tasks and next bursts make a series of single values; windows after a task make one of windows before it.
 */
import type { WindowTasks } from "../../workload/workload.ts";
import { outcomeAt } from "../server-history.ts";
import { forecastTargets, type Quantity } from "../targets.ts";

const columns: Readonly<Partial<Record<Quantity, number>>> = { gap: 0, work: 1, input: 2 };

/**
 * The value that the arrival of each of a server's tasks adds to the series of a target of the next task or burst; NaN
 * where it adds none: at the server's first task (a gap needs two), and for bursts inside one.
 */
export function observedNext(tasks: WindowTasks, rows: Int32Array, target: number): Float64Array {
  const { of, quantity } = forecastTargets[target]!;
  const column = columns[quantity]!;
  const values = new Float64Array(rows.length).fill(Number.NaN);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const before = at > 0 ? rows[at - 1]! : -1;
    const inside = of === "burst" && before >= 0 && tasks.job[before] === tasks.job[row];
    if (!inside && (before >= 0 || quantity !== "gap")) values[at] = outcomeAt(tasks, before, row, column);
  }
  return values;
}

/** Of arrivals (1 a task) or of work [cycles]: what the arrival of a row adds to a window. */
export function amountOf(tasks: WindowTasks, row: number, quantity: Quantity): number {
  return quantity === "work" ? tasks.cycles[row]! : 1;
}

/**
 * Arrivals or work in the `count` windows of `seconds` before each task, which is itself in none, as it is not in the
 * window after it: `[rows, count]`, the newest window first; NaN for windows that began before the server's first task.
 */
export function observedWindows(
  tasks: WindowTasks,
  rows: Int32Array,
  quantity: Quantity,
  seconds: number,
  count: number,
): Float64Array {
  const upTo = new Float64Array(rows.length + 1);
  for (let at = 0; at < rows.length; at++) upTo[at + 1] = upTo[at]! + amountOf(tasks, rows[at]!, quantity);
  const values = new Float64Array(rows.length * count).fill(Number.NaN);
  if (rows.length === 0) return values;
  const firstSeconds = tasks.arrivalSeconds[rows[0]!]!;
  for (let k = 0; k < count; k++) {
    let start = 0;
    let end = 0;
    for (let at = 0; at < rows.length; at++) {
      const now = tasks.arrivalSeconds[rows[at]!]!;
      const until = now - k * seconds;
      if (until - seconds < firstSeconds) continue;
      // The newest window holds all that was seen before this row, also of tasks at the very same time.
      if (k === 0) end = at;
      else while (tasks.arrivalSeconds[rows[end]!]! <= until) end++;
      while (tasks.arrivalSeconds[rows[start]!]! <= until - seconds) start++;
      values[at * count + k] = upTo[end]! - upTo[start]!;
    }
  }
  return values;
}

/** Sums of arrivals or work that fade with time, by `exp(-age / seconds)`, at each task, itself included; divided by `seconds`: a rate. */
export function fadingRates(
  tasks: WindowTasks,
  rows: Int32Array,
  quantity: Quantity,
  seconds: number,
  rateBefore: number,
): Float64Array {
  const rates = new Float64Array(rows.length);
  let sum = rateBefore * seconds;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (at > 0) {
      const gap = tasks.arrivalSeconds[row]! - tasks.arrivalSeconds[rows[at - 1]!]!;
      sum *= Math.exp(-gap / seconds);
    }
    sum += amountOf(tasks, row, quantity);
    rates[at] = sum / seconds;
  }
  return rates;
}
