/** A workload: tasks with their arrivals and requests, before each job is given a home server. */
import { md5 } from "@noble/hashes/legacy.js";
import type { TaskTable } from "../sim/task-table.ts";
import type { ImportReport } from "./import-report.ts";
import type { RecordedUsers } from "./mobility/user-traces.ts";
import type { RadioLogs } from "./radio/radio-logs.ts";

/** Tasks as columns, ordered by arrival. */
export interface Workload {
  readonly count: number;
  /** Arrival `t` [s], ascending, from the start of the trace window, after `timeScale`. */
  readonly arrivalSeconds: Float64Array;
  /** Input `D` [bit]. */
  readonly inputBits: Float64Array;
  /** Work `C` [cycles]. */
  readonly cycles: Float64Array;
  /** Deadline `T` [s] from arrival; Infinity when none. */
  readonly deadlineSeconds: Float64Array;
  /** Output ratio `o`. */
  readonly outputRatio: Float64Array;
  /** Index into `jobIds`. */
  readonly job: Int32Array;
  /** Job ids as printed in the trace. */
  readonly jobIds: readonly string[];
  /** Users, numbered by first appearance. */
  readonly user: Int32Array;
  /** For Google's traces, the scheduling class 0 (least latency-sensitive) to 3; −1 when unknown. */
  readonly schedulingClass: Int32Array;
  /** Names of the jobs, which repeated jobs share, numbered by first appearance; −1 when unknown. Absent where none is known. */
  readonly jobName?: Int32Array;
  /** Of each job: the server it is bound to, or −1 where its home is drawn; absent where all are drawn. */
  readonly fixedHomes?: Int32Array;
  readonly report: ImportReport;
  /** Recorded ways of users, where a scenario's users follow them. */
  readonly recordedUsers?: RecordedUsers;
  /** Recorded throughput, where a scenario's uploads follow it. */
  readonly radioLogs?: RadioLogs;
}

/** The tasks of one window with their homes: what the simulator takes, and the columns forecasters learn from. */
export interface WindowTasks extends TaskTable {
  readonly job: Int32Array;
  readonly user: Int32Array;
  readonly schedulingClass: Int32Array;
  readonly jobName?: Int32Array;
}

/**
 * Home server of each task in `[first, end)`, drawn for each job that is not bound to one.
 *
 * @param homeWeights one weight for each server, not negative, of positive sum
 */
export function assignHomes(
  workload: Workload,
  salt: string,
  homeWeights: readonly number[],
  first = 0,
  end = workload.count,
): Int32Array {
  const homes = new Int32Array(end - first);
  const homeOfJob = workload.fixedHomes?.slice() ?? new Int32Array(workload.jobIds.length).fill(-1);
  const draw = homeDraw(salt, homeWeights);
  for (let row = first; row < end; row++) {
    const job = workload.job[row]!;
    if (homeOfJob[job]! < 0) homeOfJob[job] = draw(workload.jobIds[job]!);
    homes[row - first] = homeOfJob[job]!;
  }
  return homes;
}

/**
 * The home server of a job, by its id: `u = hex(md5(salt + jobId)[0..8]) / 2^32` (the first eight hexadecimal digits)
 * falls into the cumulative `homeWeights` (reference-scenarios.md, rule 4).
 */
export function homeDraw(salt: string, homeWeights: readonly number[]): (jobId: string) => number {
  const cumulative = Float64Array.from(homeWeights);
  for (let server = 1; server < cumulative.length; server++) cumulative[server]! += cumulative[server - 1]!;
  const total = cumulative.at(-1) ?? 0;
  return (jobId) => pick(uniformOfJob(salt, jobId) * total, cumulative);
}

const utf8 = new TextEncoder();

/** `u = hex(md5(salt + jobId)[0..8]) / 2^32`: a job's draw, in [0, 1). */
export function uniformOfJob(salt: string, jobId: string): number {
  const digest = md5(utf8.encode(salt + jobId));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0) / 2 ** 32;
}

/** The index whose stretch of the cumulative weights holds `point`. */
function pick(point: number, cumulative: Float64Array): number {
  const index = firstAbove(cumulative, point);
  if (index < cumulative.length) return index;
  return lowerBound(cumulative, cumulative.at(-1)!); // rounding of the sum: the last weight that is not 0
}

/** The rows with arrival in `[fromSeconds, toSeconds)`: `[first, end)`. */
export function windowRows(
  workload: Workload,
  window: { readonly fromSeconds: number; readonly toSeconds: number },
): { readonly first: number; readonly end: number } {
  const first = lowerBound(workload.arrivalSeconds, window.fromSeconds);
  return { first, end: Math.max(first, lowerBound(workload.arrivalSeconds, window.toSeconds)) };
}

/**
 * The tasks of the rows `[first, end)`. Arrivals stay absolute; no uploads. Columns but the homes are views of the
 * workload's.
 *
 * @param home the home of each
 */
export function tasksOfRows(workload: Workload, first: number, end: number, home: Int32Array): WindowTasks {
  return {
    count: end - first,
    home,
    arrivalSeconds: workload.arrivalSeconds.subarray(first, end),
    inputBits: workload.inputBits.subarray(first, end),
    cycles: workload.cycles.subarray(first, end),
    deadlineSeconds: workload.deadlineSeconds.subarray(first, end),
    outputRatio: workload.outputRatio.subarray(first, end),
    uploadSeconds: new Float64Array(end - first),
    uploadJoules: new Float64Array(end - first),
    job: workload.job.subarray(first, end),
    user: workload.user.subarray(first, end),
    schedulingClass: workload.schedulingClass.subarray(first, end),
    ...(workload.jobName === undefined ? {} : { jobName: workload.jobName.subarray(first, end) }),
  };
}

/** The tasks that arrive in a window, each with the home that `assignHomes` gives it. */
export function windowTasks(
  workload: Workload,
  window: { readonly fromSeconds: number; readonly toSeconds: number },
  salt: string,
  homeWeights: readonly number[],
): WindowTasks {
  const { first, end } = windowRows(workload, window);
  return tasksOfRows(workload, first, end, assignHomes(workload, salt, homeWeights, first, end));
}

/** Index of the first entry that is not below `value`. */
function lowerBound(ascending: Float64Array, value: number): number {
  return firstWhere(ascending.length, (index) => ascending[index]! >= value);
}

/** Index of the first entry above `value`. */
function firstAbove(ascending: Float64Array, value: number): number {
  return firstWhere(ascending.length, (index) => ascending[index]! > value);
}

/** The first of `count` indices for which `holds`, when it holds for all after that; `count` when for none. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
