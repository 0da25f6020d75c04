/** What happens with a task's outcome: kept by row for a table, added up or recorded for a stream. */
import type { Decision } from "./decision.ts";
import type { PartPool } from "./part-pool.ts";
import type { TaskPool } from "./task-pool.ts";
import type { TaskTable } from "./task-table.ts";

export interface CompletionSink {
  /** The task of row `row`, in flight in slot `task`, was decided. */
  accept(task: number, tasks: TaskTable, row: number, decision: Decision): void;
  /** The task in slot `task` is complete; `part` decides its latency. */
  complete(tasks: TaskPool, task: number, parts: PartPool, part: number): void;
}
