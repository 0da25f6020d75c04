/** How far jobs like the task's went before: those of the same requests and user, and those of the same name. */
import { type JobRecord, remainingTasks } from "../job-records.ts";
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

const width = 6;

export const precedents: FeatureGroup = featureGroup(
  ["same requests and user", "same name"].flatMap((which) => [
    `a job of the ${which} came before`,
    `log size of the job before of the ${which}`,
    `log place in the job against that size, ${which}`,
    `log tasks remaining to that size, ${which}`,
    `place in the job is that size, ${which}`,
    `place in the job is beyond that size, ${which}`,
  ]),
  () =>
    ({ job }, out, at) => {
      write(job, job.alike, out, at);
      write(job, job.namesake, out, at + width);
    },
);

function write(job: JobRecord, before: JobRecord | null, out: Float32Array, at: number): void {
  out[at] = before === null ? 0 : 1;
  out[at + 1] = before === null ? Number.NaN : Math.log(before.count);
  out[at + 2] = before === null ? Number.NaN : Math.log(job.count / before.count);
  out[at + 3] = Math.log(1 + remainingTasks(job, before));
  out[at + 4] = before?.count === job.count ? 1 : 0;
  out[at + 5] = before !== null && before.count < job.count ? 1 : 0;
}
