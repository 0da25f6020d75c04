/** Gap to the next task: one of the last, a mean, or one of the lengths that gaps often have. */
import { type CandidateList, meanFactors, RunningMeans } from "./candidate-list.ts";

/** Tasks of one submission, of one pass of a scheduler, of different passes [s]. */
const typicalSeconds = [2e-6, 7e-3, 1];

/** @param ofBursts whether the gaps are the pauses before bursts alone */
export function gapCandidates(ofBursts: boolean): CandidateList {
  const what = ofBursts ? "pause before a burst" : "gap";
  return {
    names: [
      `last ${what}`,
      `${what} before that`,
      ...meanFactors.map((factor) => `running mean of each ${what}, factor ${factor}`),
      ...typicalSeconds.map((seconds) => `${seconds} s`),
      "training mean",
    ],
    begin: ({ toLog }) => {
      const means = new RunningMeans();
      const last = [Number.NaN, Number.NaN];
      return ({ beginsBurst, gapSeconds }, out, at) => {
        if ((beginsBurst || !ofBursts) && !Number.isNaN(gapSeconds)) {
          last.unshift(gapSeconds);
          last.pop();
          means.add(gapSeconds, toLog(gapSeconds));
        }
        const write = (value: number, to: number) => {
          out.values[to] = value;
          out.logs[to] = toLog(value);
        };
        for (const [k, gap] of last.entries()) write(gap, at + k);
        means.write(out, at + 2);
        for (const [k, seconds] of [...typicalSeconds, Number.NaN].entries()) {
          write(seconds, at + 2 + meanFactors.length + k);
        }
      };
    },
  };
}
