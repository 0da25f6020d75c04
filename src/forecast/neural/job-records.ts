/** The jobs that a server has seen: what each did, which were active last, and how far jobs like them went. */
import type { WindowTasks } from "../../workload/workload.ts";

/** A job's tasks up to the newest one. A run is a stretch of them with no other job's task between. */
export interface JobRecord {
  readonly job: number;
  /** The job before it whose first task had the same user, work and input; null for none. */
  readonly alike: JobRecord | null;
  /** The job before it of the same name. */
  readonly namesake: JobRecord | null;
  count: number;
  runs: number;
  runLength: number;
  /** 0 in the first run. */
  runLengthBefore: number;
  /** Arrival of its last task [s]. */
  seconds: number;
  /** From its task before to its last one [s]; NaN for none. */
  gapSeconds: number;
  /** Of its last task. */
  cycles: number;
  bits: number;
  totalCycles: number;
}

/** Jobs that are kept in order of their last tasks: the newest task's and so many others. */
export const otherJobs = 4;

export class JobRecords {
  /** The jobs last active, the newest task's first. */
  readonly recent: JobRecord[] = [];
  readonly #byJob = new Map<number, JobRecord>();
  readonly #byRequest = new Map<string, JobRecord>();
  readonly #byName = new Map<number, JobRecord>();

  /** Takes in a task of the server, in order of arrival; returns its job. */
  add(tasks: WindowTasks, row: number): JobRecord {
    const job = tasks.job[row]!;
    const seconds = tasks.arrivalSeconds[row]!;
    let record = this.#byJob.get(job);
    if (record === undefined) {
      record = this.#begin(tasks, row);
    } else {
      if (this.recent[0] === record) {
        record.runLength++;
      } else {
        record.runs++;
        record.runLengthBefore = record.runLength;
        record.runLength = 1;
      }
      record.count++;
      record.gapSeconds = seconds - record.seconds;
    }
    record.seconds = seconds;
    record.cycles = tasks.cycles[row]!;
    record.bits = tasks.inputBits[row]!;
    record.totalCycles += record.cycles;
    this.#moveToFront(record);
    return record;
  }

  #begin(tasks: WindowTasks, row: number): JobRecord {
    const request = `${tasks.user[row]} ${tasks.cycles[row]} ${tasks.inputBits[row]}`;
    const name = tasks.jobName?.[row] ?? -1;
    const record: JobRecord = {
      job: tasks.job[row]!,
      alike: this.#byRequest.get(request) ?? null,
      namesake: name < 0 ? null : (this.#byName.get(name) ?? null),
      count: 1,
      runs: 1,
      runLength: 1,
      runLengthBefore: 0,
      seconds: 0,
      gapSeconds: Number.NaN,
      cycles: 0,
      bits: 0,
      totalCycles: 0,
    };
    this.#byJob.set(record.job, record);
    this.#byRequest.set(request, record);
    if (name >= 0) this.#byName.set(name, record);
    return record;
  }

  #moveToFront(record: JobRecord): void {
    const { recent } = this;
    if (recent[0] === record) return;
    const at = recent.indexOf(record);
    if (at >= 0) recent.splice(at, 1);
    recent.unshift(record);
    if (recent.length > otherJobs + 1) recent.pop();
  }
}

/**
 * Tasks that a job still has to come if it goes as far as the one before it; NaN where there is none, or where the job has
 * gone further, so that the one before says nothing any more.
 */
export function remainingTasks(record: JobRecord, before: JobRecord | null): number {
  if (before === null || record.count > before.count) return Number.NaN;
  return before.count - record.count;
}
