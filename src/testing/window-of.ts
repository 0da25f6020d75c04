/** Hand-made windows for tests. */
import type { WindowTasks } from "../workload/workload.ts";

export interface WindowRow {
  readonly arrival: number;
  readonly home?: number;
  readonly job?: number;
  readonly user?: number;
  readonly schedulingClass?: number;
  readonly cycles?: number;
  readonly bits?: number;
}

/** The rows, in ascending order of arrival, as a window's columns. By default: home, job, user and class 0, 1e9 cycles, 1e6 bits, no deadline. */
export function windowOf(rows: readonly WindowRow[]): WindowTasks {
  return {
    count: rows.length,
    home: Int32Array.from(rows, (row) => row.home ?? 0),
    arrivalSeconds: Float64Array.from(rows, (row) => row.arrival),
    inputBits: Float64Array.from(rows, (row) => row.bits ?? 1e6),
    cycles: Float64Array.from(rows, (row) => row.cycles ?? 1e9),
    deadlineSeconds: new Float64Array(rows.length).fill(Number.POSITIVE_INFINITY),
    outputRatio: new Float64Array(rows.length),
    uploadSeconds: new Float64Array(rows.length),
    uploadJoules: new Float64Array(rows.length),
    job: Int32Array.from(rows, (row) => row.job ?? 0),
    user: Int32Array.from(rows, (row) => row.user ?? 0),
    schedulingClass: Int32Array.from(rows, (row) => row.schedulingClass ?? 0),
  };
}
