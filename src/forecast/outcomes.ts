/** What came: the truth that forecasts of a window are judged by and learned from. */
import type { WindowTasks } from "../workload/workload.ts";
import { followingRows, outcomeAt, serverHistories } from "./server-history.ts";
import { forecastTargets } from "./targets.ts";

/** `[count, targets]`; NaN where it is not known: nothing follows, or the window's last arrival is nearer than the horizon. */
export function outcomesOf(tasks: WindowTasks): Float64Array {
  const width = forecastTargets.length;
  const outcomes = new Float64Array(tasks.count * width).fill(Number.NaN);
  const following = followingRows(tasks);
  for (let row = 0; row < tasks.count; row++) {
    for (const [target, { of, quantity }] of forecastTargets.entries()) {
      if (of === "horizon") continue;
      const later = following[of][row]!;
      const column = quantity === "gap" ? 0 : quantity === "work" ? 1 : 2;
      if (later >= 0) outcomes[row * width + target] = outcomeAt(tasks, row, later, column);
    }
  }
  const endSeconds = tasks.count > 0 ? tasks.arrivalSeconds[tasks.count - 1]! : 0;
  for (const { rows } of serverHistories(tasks)) {
    for (const [target, { of, quantity, horizonSeconds }] of forecastTargets.entries()) {
      if (of !== "horizon" || horizonSeconds === null) continue;
      fillHorizon(tasks, rows, endSeconds, horizonSeconds, quantity === "work", (row, value) => {
        outcomes[row * width + target] = value;
      });
    }
  }
  return outcomes;
}

/** Sums over the tasks of a server that arrive at most `horizon` after each, itself excluded; later rows count, at equal times too. */
function fillHorizon(
  tasks: WindowTasks,
  rows: Int32Array,
  endSeconds: number,
  horizon: number,
  work: boolean,
  visit: (row: number, value: number) => void,
): void {
  const upTo = new Float64Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) upTo[i + 1] = upTo[i]! + (work ? tasks.cycles[rows[i]!]! : 1);
  let end = 0;
  for (let i = 0; i < rows.length; i++) {
    const until = tasks.arrivalSeconds[rows[i]!]! + horizon;
    if (until > endSeconds) return;
    while (end < rows.length && tasks.arrivalSeconds[rows[end]!]! <= until) end++;
    visit(rows[i]!, upTo[end]! - upTo[i + 1]!);
  }
}
