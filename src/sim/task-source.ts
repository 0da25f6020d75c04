/** Where a simulation takes its tasks from, batch by batch, so that they need not all exist at once. */
import type { TaskTable } from "./task-table.ts";

export interface TaskSource {
  /**
   * The next tasks, in order of arrival and none before the last one given; null when there are no more. The table is
   * the simulator's until the next call; then it may be filled anew.
   */
  next(): TaskTable | null;
}

/** All tasks of a table, in one batch. */
export function tableSource(tasks: TaskTable): TaskSource {
  let left: TaskTable | null = tasks;
  return {
    next() {
      const table = left;
      left = null;
      return table;
    },
  };
}
