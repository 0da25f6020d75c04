/** What the task's job did before, also where other jobs' tasks came between: resubmissions, and bursts that overlap. */
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

interface Requests {
  logWork: number;
  logInput: number;
}

export const job: FeatureGroup = featureGroup(
  [
    "log time since the job's task before",
    "log time since another job's task",
    "log work against the job's task before",
    "log input against the job's task before",
    "log number of the job's tasks so far",
    "the job has been here before this burst",
    "log number of the job's runs",
    "log length of the job's run before",
  ],
  ({ toLogGap }) => {
    const ofJob = new Map<number, Requests>();
    let otherSeconds = Number.NaN;
    let secondsBefore = Number.NaN;
    return ({ job: own, beginsBurst, seconds, logWork, logInput }, out, at) => {
      const before = ofJob.get(own.job);
      if (beginsBurst) otherSeconds = secondsBefore;
      secondsBefore = seconds;
      out[at] = toLogGap(own.gapSeconds);
      out[at + 1] = toLogGap(seconds - otherSeconds);
      out[at + 2] = logWork - (before?.logWork ?? Number.NaN);
      out[at + 3] = logInput - (before?.logInput ?? Number.NaN);
      out[at + 4] = Math.log(own.count);
      out[at + 5] = own.runs > 1 ? 1 : 0;
      out[at + 6] = Math.log(own.runs);
      out[at + 7] = Math.log(1 + own.runLengthBefore);
      ofJob.set(own.job, { logWork, logInput });
    };
  },
);
