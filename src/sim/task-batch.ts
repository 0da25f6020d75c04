/** A batch of tasks that a source fills again and again. */
import type { TaskTable } from "./task-table.ts";

/** The columns have room for `rows` tasks; the first `count` are there. */
export class TaskBatch implements TaskTable {
  count = 0;
  readonly home: Int32Array;
  readonly arrivalSeconds: Float64Array;
  readonly inputBits: Float64Array;
  readonly cycles: Float64Array;
  readonly deadlineSeconds: Float64Array;
  readonly outputRatio: Float64Array;
  /** All 0. */
  readonly uploadSeconds: Float64Array;
  readonly uploadJoules: Float64Array;

  constructor(readonly rows: number) {
    this.home = new Int32Array(rows);
    this.arrivalSeconds = new Float64Array(rows);
    this.inputBits = new Float64Array(rows);
    this.cycles = new Float64Array(rows);
    this.deadlineSeconds = new Float64Array(rows);
    this.outputRatio = new Float64Array(rows);
    this.uploadSeconds = new Float64Array(rows);
    this.uploadJoules = new Float64Array(rows);
  }
}

/** Rows of a batch unless told otherwise: they fit into a core's own cache. */
export const batchRows = 2048;
