/** What a matrix shows, in sentences made from its numbers. */
import type { Interval } from "../../../stats/index.ts";
import { formatFixed, formatNumber, joinWords } from "../format.ts";
import { type Power, powerOf, powerSentence } from "../power.ts";
import type { MatrixContext, OverallScore, PointSummary } from "./matrix-context.ts";
import { normalisingPolicy } from "./normalised-scores.ts";

/** One paragraph each: the overall order, then every learned policy. */
export function matrixFindings(context: MatrixContext): string[] {
  const learned = context.policies.filter(({ kind }) => kind === "learned").map(({ name }) => name);
  return [
    overallSentence(context),
    ...learned.map((name) => learnedSentence(name, context.points)),
    ...learned.flatMap((name) => powerSentences(name, context.points)),
  ];
}

function withInterval(value: number, interval: Interval | null): string {
  if (interval === null) return formatNumber(value);
  return `${formatNumber(value)} (95 %: ${formatNumber(interval.low)} to ${formatNumber(interval.high)})`;
}

function overallSentence({ data, points, overall }: MatrixContext): string {
  const where = `Over ${points.length} ${points.length === 1 ? "point" : "points"} of ${joinWords(data.axes.map(({ name }) => name))}`;
  const ranked = overall.filter(({ policy }) => policy.kind !== "reference");
  const [first, second] = ranked as [OverallScore | undefined, OverallScore | undefined];
  if (first === undefined) {
    return `${where} nothing can be averaged: ${normalisingPolicy} was not judged at each of them.`;
  }
  const lead = `${where}, relative to ${normalisingPolicy}, the lowest interquartile mean is that of ${first.policy.name}: ${withInterval(first.iqm, first.iqmInterval)}`;
  if (second === undefined || first.improvement === null) return `${lead}.`;
  const { probability, interval } = first.improvement;
  const range =
    interval === null ? "" : ` (95 %: ${formatFixed(interval.low, 2)} to ${formatFixed(interval.high, 2)})`;
  return (
    `${lead}, before ${second.policy.name}: ${withInterval(second.iqm, second.iqmInterval)}. ` +
    `The probability that a run of ${first.policy.name} is below one of ${first.improvement.against} is ${formatFixed(probability, 2)}${range}.`
  );
}

function learnedSentence(name: string, points: readonly PointSummary[]): string {
  const all = points.flatMap(({ context }) => {
    const own = context.learned.find(({ summary }) => summary.policy.name === name);
    return own === undefined ? [] : [{ ...own, context }];
  });
  const best = all.filter(({ context, summary }) => context.best === summary).length;
  const apart = all.filter(({ comparisons }) =>
    comparisons
      .filter(({ other }) => other.policy.kind !== "reference")
      .every(({ certainty, difference }) => certainty === "apart" && difference < 0),
  ).length;
  return (
    `${name} has the lowest objective at ${best} of ${all.length} points, and below every other policy with intervals apart ` +
    `(those over seeds do not meet, the paired one excludes zero) at ${apart}.`
  );
}

/** Where the seeds say least. */
function powerSentences(name: string, points: readonly PointSummary[]): string[] {
  const all = points.flatMap(({ policies }) => {
    const summary = policies.get(name);
    return summary === undefined ? [] : (powerOf(summary) ?? []);
  });
  const [weakest] = [...all].sort((p, q) => q.relative - p.relative) as [Power | undefined];
  return weakest === undefined ? [] : [`At the point where seeds say least: ${powerSentence(name, weakest)}`];
}
