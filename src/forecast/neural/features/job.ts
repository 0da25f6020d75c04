/** What the task's job did before, also where other jobs' tasks came between: resubmissions, and bursts that overlap. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

interface Past {
  seconds: number;
  logWork: number;
  logInput: number;
  count: number;
}

export const job: FeatureGroup = featureGroup(
  [
    "log time since the job's task before",
    "log time since another job's task",
    "log work against the job's task before",
    "log input against the job's task before",
    "log number of the job's tasks so far",
    "the job has been here before this burst",
  ],
  ({ toLogGap }) => {
    const ofJob = new Map<number, Past>();
    let otherSeconds = Number.NaN;
    let secondsBefore = Number.NaN;
    let returned = 0;
    return ({ tasks, row, beginsBurst, seconds, logWork, logInput }, out, at) => {
      const id = tasks.job[row]!;
      const past = ofJob.get(id);
      if (beginsBurst) {
        otherSeconds = secondsBefore;
        returned = past === undefined ? 0 : 1;
      }
      secondsBefore = seconds;
      out[at] = past === undefined ? Number.NaN : toLogGap(seconds - past.seconds);
      out[at + 1] = toLogGap(seconds - otherSeconds);
      out[at + 2] = past === undefined ? Number.NaN : logWork - past.logWork;
      out[at + 3] = past === undefined ? Number.NaN : logInput - past.logInput;
      out[at + 4] = Math.log(1 + (past?.count ?? 0));
      out[at + 5] = returned;
      ofJob.set(id, { seconds, logWork, logInput, count: (past?.count ?? 0) + 1 });
    };
  },
);
