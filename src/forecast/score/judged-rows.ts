/** The rows that forecasts are judged on: the same for every forecaster. */
import type { WindowTasks } from "../../workload/workload.ts";
import { outcomesOf } from "../outcomes.ts";
import { serverHistories } from "../server-history.ts";
import { forecastTargets } from "../targets.ts";
import { largestJob } from "./largest-job.ts";

/**
 * `"task"`: every task whose outcome is known. `"burst"`: of these, the ones that end a burst: another task follows at
 * their server, and it is of another job. `"rest"`: of the first, those whose outcome is not of the largest job, nor holds
 * any of its tasks: one job of thousands of tasks can be most of a mean over all rows.
 */
export const judgedPer = ["task", "burst", "rest"] as const;
export type JudgedPer = (typeof judgedPer)[number];

/** Of one target: rows of the windows, all windows' one after the other in order of arrival, and what came. */
export interface JudgedRows {
  readonly window: Uint16Array;
  readonly row: Int32Array;
  readonly truth: Float64Array;
  /** 1 where the truth is of the largest job, or holds some of its tasks. */
  readonly ofLargest: Uint8Array;
}

/** For each of `judgedPer` and each target. */
export type AllJudgedRows = Readonly<Record<JudgedPer, readonly JudgedRows[]>>;

export function judgedRows(windows: readonly WindowTasks[]): AllJudgedRows {
  const width = forecastTargets.length;
  const known = windows.map((tasks) => ({
    outcomes: outcomesOf(tasks),
    ends: burstEnds(tasks),
    largest: outcomesOf(marked(tasks)),
  }));
  const select = (per: JudgedPer, target: number): JudgedRows => {
    const window: number[] = [];
    const row: number[] = [];
    const truth: number[] = [];
    const ofLargest: number[] = [];
    const mark = markOf(target);
    for (const [w, { outcomes, ends, largest }] of known.entries()) {
      for (let at = 0; at < ends.length; at++) {
        const value = outcomes[at * width + target]!;
        if (Number.isNaN(value) || (per === "burst" && ends[at] === 0)) continue;
        const isOfLargest = largest[at * width + mark]! > 0;
        if (per === "rest" && isOfLargest) continue;
        window.push(w);
        row.push(at);
        truth.push(value);
        ofLargest.push(Number(isOfLargest));
      }
    }
    return {
      window: Uint16Array.from(window),
      row: Int32Array.from(row),
      truth: Float64Array.from(truth),
      ofLargest: Uint8Array.from(ofLargest),
    };
  };
  const all = (per: JudgedPer) => forecastTargets.map((_, target) => select(per, target));
  return { task: all("task"), burst: all("burst"), rest: all("rest") };
}

/** The window as if each task of its largest job had a work of 1 and all others none: outcomes then say where it counts. */
function marked(tasks: WindowTasks): WindowTasks {
  const largest = largestJob(tasks)?.job;
  return { ...tasks, cycles: Float64Array.from(tasks.job, (job) => Number(job === largest)) };
}

/** The target of work that is about the same tasks. */
function markOf(target: number): number {
  const { of, horizonSeconds } = forecastTargets[target]!;
  return forecastTargets.findIndex(
    (one) => one.of === of && one.quantity === "work" && one.horizonSeconds === horizonSeconds,
  );
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
