/** Work or input of the next task: that of a job that was active last, or a mean. */

import { type JobRecord, otherJobs } from "../job-records.ts";
import { type CandidateList, meanFactors, RunningMeans } from "./candidate-list.ts";

/** @param ofBursts whether means are over the first tasks of bursts alone */
export function requestCandidates(quantity: "work" | "input", ofBursts: boolean): CandidateList {
  const requestOf = (job: JobRecord) => (quantity === "work" ? job.cycles : job.bits);
  return {
    names: [
      "this task's",
      ...Array.from({ length: otherJobs }, (_, k) => `the last of the job ${k + 1} before`),
      ...meanFactors.map((factor) => `running mean${ofBursts ? " of bursts" : ""}, factor ${factor}`),
      "training mean",
    ],
    begin: ({ toLog }) => {
      const means = new RunningMeans();
      return ({ jobs, beginsBurst }, out, at) => {
        for (let k = 0; k <= otherJobs; k++) {
          const job = jobs.recent[k];
          out.values[at + k] = job === undefined ? Number.NaN : requestOf(job);
          out.logs[at + k] = toLog(out.values[at + k]!);
        }
        if (beginsBurst || !ofBursts) means.add(out.values[at]!, out.logs[at]!);
        means.write(out, at + otherJobs + 1);
        out.values[at + otherJobs + 1 + meanFactors.length] = Number.NaN;
        out.logs[at + otherJobs + 1 + meanFactors.length] = Number.NaN;
      };
    },
  };
}
