/** Refuses tasks that the simulator cannot run, before the first event. */
import { EdgeflockError } from "../core/errors.ts";
import type { TaskTable } from "./task-table.ts";

/** Columns whose values must be finite and at least 0. */
const amounts = [
  "arrivalSeconds",
  "inputBits",
  "cycles",
  "outputRatio",
  "uploadSeconds",
  "uploadJoules",
] as const satisfies (keyof TaskTable)[];

/**
 * Throws `EdgeflockError("value")` naming the first task and column that is out of its domain.
 *
 * @param before how many tasks came before this table
 * @param earliest when the last of them arrived [s]
 */
export function checkTasks(
  tasks: TaskTable,
  serverCount: number,
  before = 0,
  earliest = Number.NEGATIVE_INFINITY,
): void {
  const refuse = (row: number, problem: string): never => {
    throw new EdgeflockError(
      "value",
      `task ${before + row}: ${problem}`,
      "Tasks need a home server, ascending arrivals, positive work, and finite values of 0 or more.",
    );
  };
  // Column by column: row by row, it would cost a tenth of a whole simulation.
  let wrong: (typeof amounts)[number] = amounts[0];
  let wrongRow = tasks.count;
  for (const name of amounts) {
    const row = firstWrong(tasks[name], wrongRow);
    if (row < wrongRow) {
      wrong = name;
      wrongRow = row;
    }
  }
  for (let row = 0; row < tasks.count; row++) {
    const home = tasks.home[row]!;
    if (home < 0 || home >= serverCount) refuse(row, `home is ${home}, but there are ${serverCount} servers`);
    if (row === wrongRow) refuse(row, `${wrong} is ${tasks[wrong][row]}`);
    if (tasks.cycles[row] === 0) refuse(row, "cycles is 0");
    if (!(tasks.deadlineSeconds[row]! >= 0)) refuse(row, `deadlineSeconds is ${tasks.deadlineSeconds[row]}`);
    const last = row > 0 ? tasks.arrivalSeconds[row - 1]! : earliest;
    if (tasks.arrivalSeconds[row]! < last) {
      refuse(row, `arrivalSeconds is ${tasks.arrivalSeconds[row]}, before the task ahead of it`);
    }
  }
}

/** The first of `count` rows whose value is negative, infinite or NaN; `count` when there is none. */
function firstWrong(values: Float64Array, count: number): number {
  let row = 0;
  while (row < count && values[row]! >= 0 && values[row]! < Number.POSITIVE_INFINITY) row++;
  return row;
}
