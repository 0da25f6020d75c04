/** What a feature is computed from, and the form of a group of features. */
import type { WindowTasks } from "../../../workload/workload.ts";
import type { JobRecord, JobRecords } from "../job-records.ts";
import type { RecentWork } from "../recent-work.ts";
import type { ServerStatistics } from "../statistics.ts";

/** A server's newest task, and what all groups want to know of it. Nothing here comes after it. */
export interface Moment {
  readonly tasks: WindowTasks;
  /** Row of the task. */
  readonly row: number;
  /** Row of the server's task before it; -1 for none. */
  readonly before: number;
  /** Whether its job is another than that of the task before. */
  readonly beginsBurst: boolean;
  /** Its place in its burst, from 1. */
  readonly position: number;
  /** Arrival [s]. */
  readonly seconds: number;
  /** The server's jobs, this task included, and the task's own among them. */
  readonly jobs: JobRecords;
  readonly job: JobRecord;
  /** This task included. */
  readonly recent: RecentWork;
  /** To the task before [s]; NaN for none. */
  readonly gapSeconds: number;
  /** Logarithm of the gap, with the offset. */
  readonly logGap: number;
  readonly logWork: number;
  readonly logInput: number;
}

/** What is known before the first task. */
export interface FeatureContext {
  /** Of the server, in training. */
  readonly statistics: ServerStatistics;
  /** Arrival of the window's first task, at whatever server [s]. */
  readonly windowStartSeconds: number;
  readonly periodsSeconds: readonly number[];
  /** On the scale of gaps: log(gap + offset). */
  readonly toLogGap: (gapSeconds: number) => number;
}

/** Writes the features of a moment to `out`, from `at` on; NaN where there is none yet. */
export type FeatureWriter = (moment: Moment, out: Float32Array, at: number) => void;

export interface FeatureGroup {
  /** One name for each feature. */
  names(periodsSeconds: readonly number[]): readonly string[];
  /** For one server's history. The writer is called for each of its tasks in their order, and may keep what it has seen. */
  begin(context: FeatureContext): FeatureWriter;
}

/** A group whose features do not depend on the periods. */
export function featureGroup(
  names: readonly string[],
  begin: (context: FeatureContext) => FeatureWriter,
): FeatureGroup {
  return { names: () => names, begin };
}
