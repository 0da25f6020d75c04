/** Tasks or work of the next seconds: at the rates of the last seconds, or what the task's job has yet to bring. */
import { remainingTasks } from "../job-records.ts";
import { spansSeconds } from "../recent-work.ts";
import type { CandidateList } from "./candidate-list.ts";

export function horizonCandidates(horizonSeconds: number, quantity: "arrivals" | "work"): CandidateList {
  const work = quantity === "work";
  return {
    names: [
      ...spansSeconds.map((span) => `rate of the last ${span} s`),
      "as much as of this job so far",
      "what remains of this job by the one of the same requests before, else so far",
      "what remains of this job by the one of the same name before, else so far",
      "nothing",
      "training mean",
    ],
    begin: ({ toLog }) => {
      return ({ recent, job }, out, at) => {
        let to = at;
        const write = (value: number) => {
          out.values[to] = value;
          out.logs[to++] = toLog(value);
        };
        for (let s = 0; s < spansSeconds.length; s++) {
          const came = (work ? recent.cycles : recent.tasks)[s]!;
          // Shortly after the window's beginning a rate is not known better than over the horizon.
          write(
            (came / Math.max(recent.lastedSeconds[s]!, Math.min(horizonSeconds, spansSeconds[s]!))) *
              horizonSeconds,
          );
        }
        const soFar = work ? job.totalCycles : job.count;
        write(soFar);
        for (const before of [job.alike, job.namesake]) {
          const remaining = remainingTasks(job, before) * (work ? job.cycles : 1);
          write(Number.isNaN(remaining) ? soFar : remaining);
        }
        write(0);
        write(Number.NaN);
      };
    },
  };
}
