/** The jobs that were active before the task's: the next task may be theirs again. */
import { otherJobs as count } from "../job-records.ts";
import { type FeatureGroup, featureGroup } from "./feature-group.ts";

const names = [
  "log time since its last task",
  "log number of its tasks",
  "log length of its last run",
  "log of its runs",
  "log work against this task",
  "log input against this task",
];

export const otherJobs: FeatureGroup = featureGroup(
  Array.from({ length: count }, (_, k) => names.map((name) => `job ${k + 1} before: ${name}`)).flat(),
  ({ toLogGap }) =>
    ({ jobs, seconds, logWork, logInput }, out, at) => {
      for (let k = 0; k < count; k++) {
        const other = jobs.recent[k + 1];
        const to = at + k * names.length;
        if (other === undefined) {
          out.fill(Number.NaN, to, to + names.length);
          continue;
        }
        out[to] = toLogGap(seconds - other.seconds);
        out[to + 1] = Math.log(other.count);
        out[to + 2] = Math.log(other.runLength);
        out[to + 3] = Math.log(other.runs);
        out[to + 4] = Math.log(other.cycles) - logWork;
        out[to + 5] = Math.log(other.bits) - logInput;
      }
    },
);
