/** Turns the requests of a trace, or of what stands for one, into tasks: rules 2 and 3 of reference-scenarios.md. */
import { EdgeflockError } from "../core/errors.ts";
import { beyondJobLimit, type ImportReport } from "./import-report.ts";
import type { Workload } from "./workload.ts";

/** What was asked for, ordered by time (ties in file order), as columns. */
export interface Requests {
  readonly count: number;
  /** Time [s] since the start of the trace window, not scaled. */
  readonly timeSeconds: Float64Array;
  /** Work and input in the units of the trace: for Google's, CPU and memory requests as fractions of the largest machine. */
  readonly work: Float64Array;
  readonly input: Float64Array;
  /** Output in units of the input; NaN where the scenario's `outputRatio` tells it, as everywhere when absent. */
  readonly output?: Float64Array;
  /** From arrival [s], not scaled; NaN where the scenario's `deadline` tells it, as everywhere when absent. */
  readonly deadlineSeconds?: Float64Array;
  readonly job: Int32Array;
  readonly jobIds: readonly string[];
  readonly user: Int32Array;
  readonly schedulingClass: Int32Array;
  /** As in `Workload`. */
  readonly jobName?: Int32Array;
}

export interface TaskShaping {
  /** The first so many tasks of each job are kept. */
  readonly perJobLimit: number;
  /** Arrival [s] for each second of the trace. */
  readonly timeScale: number;
  /** Work [cycles] of one unit of work: of a CPU request of 1, for Google's trace. */
  readonly cyclesPerUnit: number;
  /** Input [bit] of one unit of input: of a memory request of 1, for Google's trace. */
  readonly bitsPerUnit: number;
  /** Deadline of every task that has none of its own [s]; Infinity for none. */
  readonly deadlineSeconds: number;
  readonly outputRatio: number;
}

/** Least input of a task [bit]. */
export const leastInputBits = 1e4;

/** Input [bit] of units of input. */
export function inputBitsOf(input: number, shaping: TaskShaping): number {
  return Math.max(leastInputBits, input * shaping.bitsPerUnit);
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
  const of = (entry: (row: number) => number) => finite(Float64Array.from(kept, entry));
  const inputBits = of((row) => inputBitsOf(requests.input[row]!, shaping));
  const { deadlineSeconds, output, jobName } = requests;
  return {
    count,
    arrivalSeconds: of((row) => requests.timeSeconds[row]! * shaping.timeScale),
    inputBits,
    cycles: of((row) => requests.work[row]! * shaping.cyclesPerUnit),
    deadlineSeconds: Float64Array.from(kept, (row) => known(deadlineSeconds?.[row], shaping.deadlineSeconds)),
    outputRatio: finite(
      Float64Array.from(kept, (row, place) =>
        known((output?.[row] ?? Number.NaN) * (shaping.bitsPerUnit / inputBits[place]!), shaping.outputRatio),
      ),
    ),
    job: kept.map((row) => requests.job[row]!),
    jobIds: requests.jobIds,
    user: kept.map((row) => requests.user[row]!),
    schedulingClass: kept.map((row) => requests.schedulingClass[row]!),
    ...(jobName === undefined ? {} : { jobName: kept.map((row) => jobName[row]!) }),
    report: {
      ...readReport,
      tasks: count,
      skipped: {
        ...readReport.skipped,
        [beyondJobLimit]: (readReport.skipped[beyondJobLimit] ?? 0) + requests.count - count,
      },
    },
  };
}

function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value;
}

/** @throws EdgeflockError("scenario") when the scenario's units are so large that a number is none any more */
function finite(values: Float64Array): Float64Array {
  for (const value of values) {
    if (Number.isFinite(value)) continue;
    throw new EdgeflockError(
      "scenario",
      "workload: a task would have infinite work, input or arrival time",
      "Lower cyclesPerUnit, bitsPerUnit or timeScale.",
    );
  }
  return values;
}
