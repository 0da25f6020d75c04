/** The rows that forecasts are judged on: the same for every forecaster. */
import type { WindowTasks } from "../../workload/workload.ts";
import { outcomesOf } from "../outcomes.ts";
import { serverHistories } from "../server-history.ts";
import { forecastTargets } from "../targets.ts";

/**
 * `"task"`: every task whose outcome is known. `"burst"`: of these, the ones that end a burst: another task follows at
 * their server, and it is of another job.
 */
export const judgedPer = ["task", "burst"] as const;
export type JudgedPer = (typeof judgedPer)[number];

/** Of one target: rows of the windows, all windows' one after the other in order of arrival, and what came. */
export interface JudgedRows {
  readonly window: Uint16Array;
  readonly row: Int32Array;
  readonly truth: Float64Array;
}

/** For each of `judgedPer` and each target. */
export type AllJudgedRows = Readonly<Record<JudgedPer, readonly JudgedRows[]>>;

export function judgedRows(windows: readonly WindowTasks[]): AllJudgedRows {
  const width = forecastTargets.length;
  const known = windows.map((tasks) => ({ outcomes: outcomesOf(tasks), ends: burstEnds(tasks) }));
  const select = (per: JudgedPer, target: number): JudgedRows => {
    const window: number[] = [];
    const row: number[] = [];
    const truth: number[] = [];
    for (const [w, { outcomes, ends }] of known.entries()) {
      for (let at = 0; at < ends.length; at++) {
        const value = outcomes[at * width + target]!;
        if (Number.isNaN(value) || (per === "burst" && ends[at] === 0)) continue;
        window.push(w);
        row.push(at);
        truth.push(value);
      }
    }
    return {
      window: Uint16Array.from(window),
      row: Int32Array.from(row),
      truth: Float64Array.from(truth),
    };
  };
  const all = (per: JudgedPer) => forecastTargets.map((_, target) => select(per, target));
  return { task: all("task"), burst: all("burst") };
}

/** 1 for tasks that another one follows at their server, of another job. */
function burstEnds(tasks: WindowTasks): Uint8Array {
  const ends = new Uint8Array(tasks.count);
  for (const { rows } of serverHistories(tasks)) {
    for (let at = 0; at + 1 < rows.length; at++) {
      if (tasks.job[rows[at + 1]!] !== tasks.job[rows[at]!]) ends[rows[at]!] = 1;
    }
  }
  return ends;
}
