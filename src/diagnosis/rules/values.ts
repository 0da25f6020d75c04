/** Values that critics and Q-networks cannot truthfully give. */
import { fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { inEpisodes, number } from "../format.ts";
import type { RunRecord } from "../run-record.ts";
import { episodesOf, lastPart, median, type Point, series } from "../series.ts";
import { change, numberOf, replaceSetting, slowerLearning } from "../settings.ts";
import { updatesOfEach } from "../updates.ts";
import { expectedReturn, valueRange } from "../value-range.ts";

/** What is judged: the newest part of the training. */
const newestPart = 0.25;
/** How far values may be above what they are learned from, or what was earned: a part of its size. */
const mayExceed = 0.5;
/** Times a target network has to have turned over before its values can be held against what was earned. */
const turnovers = 2;

const estimates = ["meanCritic", "meanQ"] as const;

const calmer = (run: RunRecord) => [
  ...replaceSetting(run, "doubleCritics", true),
  ...slowerLearning(run, 3),
  ...change(run, "targetRate", (now) => Math.min(now, 0.002)),
];

interface Excess {
  readonly points: readonly Point[];
  readonly text: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Values above what any policy could earn. */
function aboveRange(run: RunRecord): readonly Excess[] {
  const range = valueRange(run);
  if (range === null) return [];
  return estimates.flatMap((name) => {
    const points = lastPart(series(run, "train", name), newestPart);
    const value = median(points);
    if (!(value > range.high + range.margin)) return [];
    const text = `${name} is ${number(value)}, and ${number(range.high)} is the most there is to earn (${range.why})`;
    return [{ points, text, numbers: { [name]: value, threshold: range.high + range.margin } }];
  });
}

/** Values above what they are learned from. */
function aboveTarget(run: RunRecord): readonly Excess[] {
  const points = lastPart(series(run, "train", "meanCritic"), newestPart);
  const target = median(lastPart(series(run, "train", "meanTarget"), newestPart));
  const value = median(points);
  const gap = value - target;
  if (!(gap > mayExceed * Math.abs(target) && gap > 0.01)) return [];
  const text = `meanCritic is ${number(value)}, ${number(gap)} above its own targets (${number(target)})`;
  return [{ points, text, numbers: { meanCritic: value, meanTarget: target, threshold: mayExceed } }];
}

/** Values above what was earned while they were learned. */
function aboveEarned(run: RunRecord): readonly Excess[] {
  const points = lastPart(series(run, "train", "meanCritic"), newestPart);
  const objective = median(lastPart(series(run, "train", "trainObjective"), newestPart));
  const earned = expectedReturn(run, objective);
  if (points.length === 0 || Number.isNaN(objective) || earned === null || !isSettled(run)) return [];
  const value = median(points);
  if (value <= earned + mayExceed * Math.abs(earned)) return [];
  const text = `meanCritic is ${number(value)}, and what agents did earns ${number(earned)} (mean cost ${number(objective)})`;
  return [{ points, text, numbers: { meanCritic: value, earned, threshold: mayExceed } }];
}

/** Whether critics have had the updates to reach the values of their rewards. */
function isSettled(run: RunRecord): boolean {
  const rate = numberOf(run, "targetRate");
  const gamma = numberOf(run, "gamma");
  const updates = updatesOfEach(run) ?? 0;
  return rate !== null && gamma !== null && updates * rate * (1 - gamma) >= turnovers;
}

const overEstimation: Rule = {
  name: "critic-over-estimation",
  check(run) {
    if (estimates.every((name) => series(run, "train", name).length === 0)) return lacks(...estimates);
    const excess = [...aboveRange(run), ...aboveTarget(run), ...aboveEarned(run)];
    const [first] = excess;
    if (first === undefined) {
      const hasTarget = series(run, "train", "meanTarget").length > 0;
      if (valueRange(run) !== null || hasTarget) return fine;
      return unchecked("the settings do not tell what can be earned, and the metrics have no meanTarget");
    }
    const episodes = episodesOf(first.points);
    return found({
      severity: "warning",
      evidence: `${excess.map(({ text }) => text).join("; ")}, ${inEpisodes(episodes)}.`,
      numbers: Object.assign({}, ...excess.map(({ numbers }) => numbers)) as Record<string, number>,
      episodes,
      cause:
        "The maximum over noisy values is too high, and bootstrapping feeds it back; or steps are too large. Actors climb to where the critic errs most.",
      changes: calmer(run),
      advice: "",
    });
  },
};

const belowRange: Rule = {
  name: "value-out-of-range",
  check(run) {
    const range = valueRange(run);
    if (range === null) return unchecked("the settings do not tell what can be earned");
    const known = estimates.map((name) => ({
      name,
      points: lastPart(series(run, "train", name), newestPart),
    }));
    if (known.every(({ points }) => points.length === 0)) return lacks(...estimates);
    const low = known.filter(({ points }) => points.length > 0 && median(points) < range.low - range.margin);
    const [first] = low;
    if (first === undefined) return fine;
    const episodes = episodesOf(first.points);
    return found({
      severity: "warning",
      evidence: `${low.map(({ name, points }) => `${name} is ${number(median(points))}`).join(", ")} ${inEpisodes(episodes)}, and ${number(range.low)} is the least there is to earn (threshold ${number(range.low - range.margin)}).`,
      numbers: {
        ...Object.fromEntries(low.map(({ name, points }) => [name, median(points)])),
        threshold: range.low - range.margin,
      },
      episodes,
      cause: "The network has left the range of its targets: steps are too large.",
      changes: calmer(run),
      advice: "",
    });
  },
};

export const valueRules: readonly Rule[] = [overEstimation, belowRange];
