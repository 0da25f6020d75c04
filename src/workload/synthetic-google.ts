/** The built-in stand-in for the Google trace, whole, as a trace would be read. */
import { type Requests, shapeTasks, type TaskShaping } from "./shape-tasks.ts";
import { SyntheticBursts, type SyntheticGoogleOptions } from "./synthetic-bursts.ts";
import type { Workload } from "./workload.ts";

/**
 * A workload of `durationSeconds · timeScale` seconds.
 *
 * @throws EdgeflockError("value") when an option is out of its domain
 */
export function syntheticGoogle(options: SyntheticGoogleOptions, shaping: TaskShaping): Workload {
  const requests = generateRequests(options);
  return shapeTasks(requests, shaping, {
    source: "synthetic-google",
    files: [],
    rows: requests.count,
    skipped: {},
  });
}

/** The requests before `perJobLimit` and scaling. */
export function generateRequests(options: SyntheticGoogleOptions): Requests {
  const bursts = new SyntheticBursts(options);
  const time: number[] = [];
  const cpu: number[] = [];
  const memory: number[] = [];
  const job: number[] = [];
  const user: number[] = [];
  const schedulingClass: number[] = [];
  const jobIds: string[] = [];
  for (let burst = bursts.next(); burst !== null; burst = bursts.next()) {
    for (let task = 0; task < burst.size; task++) {
      time.push(burst.timeSeconds[task]!);
      cpu.push(burst.habit.cpu);
      memory.push(burst.habit.memory);
      job.push(burst.job);
      user.push(burst.user);
      schedulingClass.push(burst.habit.schedulingClass);
    }
    jobIds.push(syntheticJobId(burst.job));
  }
  return {
    count: time.length,
    timeSeconds: Float64Array.from(time),
    work: Float64Array.from(cpu),
    input: Float64Array.from(memory),
    job: Int32Array.from(job),
    jobIds,
    user: Int32Array.from(user),
    schedulingClass: Int32Array.from(schedulingClass),
  };
}

/** What stands for the id of a trace's job. */
export function syntheticJobId(job: number): string {
  return String(job + 1);
}
