/**
 * How much of what comes next could be forecast by somebody who knows a certain thing about it, and nothing else: the R² of
 * the best function of that knowledge, its mean in every group of rows for which the knowledge is the same. The means are those of
 * the judged rows themselves, so that nobody can do better with the knowledge alone; what many small groups fit by chance is taken
 * off: 1 − (sum of squares within groups / (n − groups)) / (total sum of squares / (n − 1)), the adjusted R² of a one-way
 * analysis of variance (Fisher, 1925).
 */
import type { WindowTasks } from "../../workload/workload.ts";
import { followingRows, outcomeAt } from "../server-history.ts";
import { type TargetScales, toLog } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";

/** What an oracle knows of the next task. */
const knowledge: Readonly<Record<string, (row: NextTask) => string>> = {
  "whether it is of the same job": ({ sameJob }) => String(sameJob),
  "whether its job is this, known or new": ({ relation }) => relation,
  "that, and this task's value": ({ relation, present }) => `${relation} ${present}`,
  "that, and its job's last value": ({ relation, jobsLast }) => `${relation} ${jobsLast}`,
  "its user and class": ({ tasks, next }) => `${tasks.user[next]} ${tasks.schedulingClass[next]}`,
  "its user and class, and whether it is of the same job": ({ tasks, next, sameJob }) =>
    `${tasks.user[next]} ${tasks.schedulingClass[next]} ${sameJob}`,
  "its job": ({ tasks, next }) => String(tasks.job[next]),
};

interface NextTask {
  readonly tasks: WindowTasks;
  readonly next: number;
  readonly sameJob: boolean;
  /** To this task's job. */
  readonly relation: "same" | "known" | "new";
  /** The target's value at the present task: its work, its input, or the gap before it, in steps. */
  readonly present: string;
  /** The same at the last task so far of the next one's job; "none" when it is that job's first. */
  readonly jobsLast: string;
}

export interface Ceiling {
  /** What is known of the next task, in words. */
  readonly knows: string;
  /** One of the targets of the next task. */
  readonly target: string;
  /** NaN where every group has a single row, or all rows are alike. */
  readonly r2Raw: number;
  readonly r2Log: number;
}

const targets = forecastTargets.flatMap(({ of }, target) => (of === "task" ? [target] : []));

/**
 * Of the tasks of one draw that another one follows at their server.
 * @param before windows that came earlier, in order of time: of jobs that go on, their last task is known
 */
export function ceilings(
  tasks: WindowTasks,
  scales: TargetScales,
  before: readonly WindowTasks[],
): Ceiling[] {
  const kinds = Object.entries(knowledge);
  return targets.flatMap((target) => {
    const groups = kinds.map(() => ({ raw: new Groups(), log: new Groups() }));
    forEachNext(tasks, before, target, scales, (row, value) => {
      for (const [k, [, keyOf]] of kinds.entries()) {
        const key = keyOf(row);
        groups[k]!.raw.add(key, value);
        groups[k]!.log.add(key, toLog(scales, target, value));
      }
    });
    return kinds.map(([knows], k) => ({
      knows,
      target: forecastTargets[target]!.name,
      r2Raw: groups[k]!.raw.explained,
      r2Log: groups[k]!.log.explained,
    }));
  });
}

/** Steps of a present gap's logarithm. */
const gapStep = 0.25;

function forEachNext(
  tasks: WindowTasks,
  before: readonly WindowTasks[],
  target: number,
  scales: TargetScales,
  visit: (row: NextTask, value: number) => void,
): void {
  const { quantity } = forecastTargets[target]!;
  const column = quantity === "gap" ? 0 : quantity === "work" ? 1 : 2;
  const text = (value: number) =>
    quantity === "gap" ? String(Math.round(toLog(scales, target, value) / gapStep)) : String(value);
  const lastOfJob = new Map<number, string>();
  for (const earlier of before) {
    for (let row = 0; row < earlier.count; row++) {
      lastOfJob.set(earlier.job[row]!, column === 0 ? "none" : text(outcomeAt(earlier, -1, row, column)));
    }
  }
  const following = followingRows(tasks).task;
  const presents: string[] = new Array(tasks.count).fill("none");
  for (let row = 0; row < tasks.count; row++) {
    if (column !== 0) {
      presents[row] = text(outcomeAt(tasks, -1, row, column));
      lastOfJob.set(tasks.job[row]!, presents[row]!);
    } else if (!lastOfJob.has(tasks.job[row]!)) lastOfJob.set(tasks.job[row]!, "none");
    const next = following[row]!;
    if (next < 0) continue;
    const value = outcomeAt(tasks, row, next, column);
    const known = lastOfJob.get(tasks.job[next]!);
    const sameJob = tasks.job[next] === tasks.job[row];
    const relation = sameJob ? "same" : known === undefined ? "new" : "known";
    visit({ tasks, next, sameJob, relation, present: presents[row]!, jobsLast: known ?? "none" }, value);
    if (column === 0) {
      presents[next] = text(value);
      lastOfJob.set(tasks.job[next]!, presents[next]!);
    }
  }
}

/** Sums of squares within groups and in all. */
class Groups {
  readonly #of = new Map<string, { count: number; mean: number; squares: number }>();
  readonly #all = { count: 0, mean: 0, squares: 0 };

  add(key: string, value: number): void {
    let group = this.#of.get(key);
    if (group === undefined) {
      group = { count: 0, mean: 0, squares: 0 };
      this.#of.set(key, group);
    }
    for (const moments of [group, this.#all]) {
      moments.count++;
      const delta = value - moments.mean;
      moments.mean += delta / moments.count;
      moments.squares += delta * (value - moments.mean);
    }
  }

  get explained(): number {
    const { count, squares } = this.#all;
    let within = 0;
    for (const group of this.#of.values()) within += group.squares;
    const free = count - this.#of.size;
    return free > 0 && squares > 0 ? 1 - within / free / (squares / (count - 1)) : Number.NaN;
  }
}
