/** The job that brings the most work to a window. */
import type { WindowTasks } from "../../workload/workload.ts";

export interface LargestJob {
  readonly job: number;
  /** Its tasks in the window. */
  readonly tasks: number;
  /** Its part of all work. */
  readonly workShare: number;
  /** Arrival of its first task in the window [s]. */
  readonly fromSeconds: number;
}

/** Of several that are equal the first; null for a window without tasks. */
export function largestJob({ count, job, cycles, arrivalSeconds }: WindowTasks): LargestJob | null {
  const workOf = new Map<number, number>();
  let all = 0;
  for (let row = 0; row < count; row++) {
    workOf.set(job[row]!, (workOf.get(job[row]!) ?? 0) + cycles[row]!);
    all += cycles[row]!;
  }
  let largest: { job: number; work: number } | null = null;
  for (const [one, work] of workOf) if (largest === null || work > largest.work) largest = { job: one, work };
  if (largest === null) return null;
  const { job: id, work } = largest;
  const tasks = job.reduce((sum, one) => sum + Number(one === id), 0);
  return { job: id, tasks, workShare: work / all, fromSeconds: arrivalSeconds[job.indexOf(id)]! };
}
