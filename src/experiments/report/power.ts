/** What so few seeds can show at all, in a sentence. */
import { detectableDifference, standardDeviation } from "../../stats/index.ts";
import { formatFixed, formatNumber } from "./format.ts";
import { fewSeeds, type PolicySummary } from "./summary.ts";

export interface Power {
  readonly seeds: number;
  /** Standard deviation of the seeds' mean objectives. */
  readonly deviation: number;
  /** True difference from a fixed value that a t-test at 5 % finds four times in five, and as a fraction of the mean. */
  readonly detectable: number;
  readonly relative: number;
}

/** Null where seeds are not few, one only, or all alike. */
export function powerOf({ policy, seeds, metrics }: PolicySummary): Power | null {
  if (policy.kind !== "learned" || seeds.length >= fewSeeds) return null;
  const { bySeed, mean } = metrics.objective;
  const deviation = standardDeviation(bySeed);
  const detectable = detectableDifference(deviation, seeds.length);
  return detectable === null || deviation === 0
    ? null
    : { seeds: seeds.length, deviation, detectable, relative: detectable / Math.abs(mean) };
}

export function powerSentence(name: string, { seeds, deviation, detectable, relative }: Power): string {
  return (
    `${name} was trained with ${seeds} seeds, whose objectives have a standard deviation of ${formatNumber(deviation)}: a true difference ` +
    `of ${formatNumber(detectable)} (${formatFixed(100 * relative, 1)} %) from a fixed value is found four times in five, a smaller one is missed more often; ` +
    `a signed-rank test over ${seeds} seeds cannot give a p below ${formatNumber(2 ** (1 - seeds))}.`
  );
}
