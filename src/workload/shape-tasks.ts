/** Turns the requests of a Google-like trace into tasks: rules 2 and 3 of reference-scenarios.md. */
import type { ImportReport } from "./import-report.ts";
import type { Workload } from "./workload.ts";

/** First submits with usable requests, ordered by time (ties in file order), as columns. */
export interface Requests {
  readonly count: number;
  /** Time [s] since the start of the trace window, not scaled. */
  readonly timeSeconds: Float64Array;
  /** CPU and memory requests, as fractions of the largest machine. */
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly job: Int32Array;
  readonly jobIds: readonly string[];
  readonly user: Int32Array;
  readonly schedulingClass: Int8Array;
}

export interface TaskShaping {
  /** The first so many tasks of each job are kept. */
  readonly perJobLimit: number;
  /** Arrival [s] for each second of the trace. */
  readonly timeScale: number;
  /** Work [cycles] of a CPU request of 1. */
  readonly cyclesPerUnit: number;
  /** Input [bit] of a memory request of 1. */
  readonly bitsPerUnit: number;
  /** Deadline of every task [s]; Infinity for none. */
  readonly deadlineSeconds: number;
  readonly outputRatio: number;
}

/** Least input of a task [bit]. */
export const leastInputBits = 1e4;

/** Input [bit] of a memory request. */
export function inputBitsOf(memory: number, shaping: TaskShaping): number {
  return Math.max(leastInputBits, memory * shaping.bitsPerUnit);
}

/**
 * @param readReport what was read and left out before: everything but the rows beyond `perJobLimit`
 */
export function shapeTasks(
  requests: Requests,
  shaping: TaskShaping,
  readReport: Pick<ImportReport, "source" | "files" | "rows" | "skipped">,
): Workload {
  const seenOfJob = new Int32Array(requests.jobIds.length);
  const keptRows: number[] = [];
  for (let row = 0; row < requests.count; row++) {
    const job = requests.job[row]!;
    seenOfJob[job]! += 1;
    if (seenOfJob[job]! <= shaping.perJobLimit) keptRows.push(row);
  }
  const kept = Int32Array.from(keptRows);
  const count = kept.length;
  return {
    count,
    arrivalSeconds: Float64Array.from(kept, (row) => requests.timeSeconds[row]! * shaping.timeScale),
    inputBits: Float64Array.from(kept, (row) => inputBitsOf(requests.memory[row]!, shaping)),
    cycles: Float64Array.from(kept, (row) => requests.cpu[row]! * shaping.cyclesPerUnit),
    deadlineSeconds: new Float64Array(count).fill(shaping.deadlineSeconds),
    outputRatio: new Float64Array(count).fill(shaping.outputRatio),
    job: kept.map((row) => requests.job[row]!),
    jobIds: requests.jobIds,
    user: kept.map((row) => requests.user[row]!),
    schedulingClass: Int8Array.from(kept, (row) => requests.schedulingClass[row]!),
    report: {
      ...readReport,
      tasks: count,
      skipped: { ...readReport.skipped, beyondJobLimit: requests.count - count },
    },
  };
}
