/** The candidates of each target: one list, in the order of `forecastTargets`. */
import { forecastTargets } from "../../targets.ts";
import { type CandidateList, candidateCount } from "./candidate-list.ts";
import { gapCandidates } from "./gaps.ts";
import { horizonCandidates } from "./horizons.ts";
import { requestCandidates } from "./requests.ts";

export const candidateLists: readonly CandidateList[] = forecastTargets.map(
  ({ of, quantity, horizonSeconds }) => {
    if (quantity === "gap") return gapCandidates(of === "burst");
    if (quantity === "arrivals" || horizonSeconds !== null) {
      return horizonCandidates(horizonSeconds ?? 0, quantity === "work" ? "work" : "arrivals");
    }
    return requestCandidates(quantity, of === "burst");
  },
);

/** Of all targets, those of one after those of the one before. */
export const candidateNames: readonly string[] = forecastTargets.flatMap(({ name }, target) =>
  candidateLists[target]!.names.map((candidate) => `${name}: ${candidate}`),
);

/** Numbers for one task. */
export const allCandidates = forecastTargets.length * candidateCount;

export { candidateCount } from "./candidate-list.ts";
