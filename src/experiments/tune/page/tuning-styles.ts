/** The look of each policy in the figures of a tuning. */
import { type PolicyStyle, policyStyles } from "../../report/palette.ts";
import type { TuningOutcome } from "../tuning-outcome.ts";

export function tuningStyles({ algorithms, baselines }: TuningOutcome): ReadonlyMap<string, PolicyStyle> {
  return policyStyles([
    ...algorithms.map(({ algorithm }) => ({ name: algorithm, kind: "learned" as const })),
    ...baselines.map(({ baseline }) => ({ name: baseline, kind: "baseline" as const })),
  ]);
}

export const criterionTitle = "Criterion (lower is better)";
