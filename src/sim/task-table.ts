/** Tasks as columns, ordered by arrival (ties keep their order in the table). One row is one task of model.md, section 1. */
export interface TaskTable {
  readonly count: number;
  /** Home server `h`. */
  readonly home: Int32Array;
  /** Arrival `t` [s], ascending. */
  readonly arrivalSeconds: Float64Array;
  /** Input `D` [bit]. */
  readonly inputBits: Float64Array;
  /** Work `C` [cycles]. */
  readonly cycles: Float64Array;
  /** Deadline `T` [s] from arrival; Infinity when none. */
  readonly deadlineSeconds: Float64Array;
  /** Output ratio `o`: result bits for each input bit of a part. */
  readonly outputRatio: Float64Array;
  /** Time of the user's upload over the access network [s]; 0 without one. */
  readonly uploadSeconds: Float64Array;
  /** Energy of that upload [J]; 0 without one. */
  readonly uploadJoules: Float64Array;
}

/** Rows `from` (included) to `to` (excluded); the columns are views. */
export function sliceTasks(tasks: TaskTable, from: number, to: number): TaskTable {
  return {
    count: to - from,
    home: tasks.home.subarray(from, to),
    arrivalSeconds: tasks.arrivalSeconds.subarray(from, to),
    inputBits: tasks.inputBits.subarray(from, to),
    cycles: tasks.cycles.subarray(from, to),
    deadlineSeconds: tasks.deadlineSeconds.subarray(from, to),
    outputRatio: tasks.outputRatio.subarray(from, to),
    uploadSeconds: tasks.uploadSeconds.subarray(from, to),
    uploadJoules: tasks.uploadJoules.subarray(from, to),
  };
}

/** Copies of the rows named, in their order. */
export function rowsOf(tasks: TaskTable, rows: Int32Array): TaskTable {
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  return {
    count: rows.length,
    home: rows.map((row) => tasks.home[row]!),
    arrivalSeconds: pick(tasks.arrivalSeconds),
    inputBits: pick(tasks.inputBits),
    cycles: pick(tasks.cycles),
    deadlineSeconds: pick(tasks.deadlineSeconds),
    outputRatio: pick(tasks.outputRatio),
    uploadSeconds: pick(tasks.uploadSeconds),
    uploadJoules: pick(tasks.uploadJoules),
  };
}
