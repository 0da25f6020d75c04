/** A window's tasks as one sequence for each server, and what follows each task there: the truth forecasts aim at. */
import type { WindowTasks } from "../workload/workload.ts";

export interface ServerHistory {
  readonly server: number;
  /** Rows of the server's tasks, in order of arrival. */
  readonly rows: Int32Array;
}

/** The histories of all servers that have tasks, in ascending order of server. */
export function serverHistories(tasks: WindowTasks): ServerHistory[] {
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < tasks.count; row++) {
    const rows = rowsOf.get(tasks.home[row]!);
    if (rows === undefined) rowsOf.set(tasks.home[row]!, [row]);
    else rows.push(row);
  }
  return [...rowsOf]
    .sort(([a], [b]) => a - b)
    .map(([server, rows]) => ({ server, rows: Int32Array.from(rows) }));
}

/** For each row: the row of its server's next task, and of its server's next task of another job; −1 for none. */
export function followingRows(tasks: WindowTasks): Record<"task" | "burst", Int32Array> {
  const task = new Int32Array(tasks.count).fill(-1);
  const burst = new Int32Array(tasks.count).fill(-1);
  for (const { rows } of serverHistories(tasks)) {
    for (let i = rows.length - 2; i >= 0; i--) {
      const row = rows[i]!;
      const next = rows[i + 1]!;
      task[row] = next;
      burst[row] = tasks.job[next] === tasks.job[row] ? burst[next]! : next;
    }
  }
  return { task, burst };
}

/** Time between the arrivals of two rows [s], the later one's work [cycles], its input [bit]. */
export function outcomeAt(tasks: WindowTasks, row: number, later: number, target: number): number {
  if (target === 0) return tasks.arrivalSeconds[later]! - tasks.arrivalSeconds[row]!;
  return target === 1 ? tasks.cycles[later]! : tasks.inputBits[later]!;
}
