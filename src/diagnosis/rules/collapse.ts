/** Collapse to a boundary: a policy that has stopped to choose. Read from the greedy policy's decisions in validations. */
import { fine, found, lacks, type Rule, type SettingChange, type Severity, unchecked } from "../finding.ts";
import { inEpisodes, number, percent } from "../format.ts";
import { hasImproved } from "../objective.ts";
import type { RunRecord } from "../run-record.ts";
import { episodesOf, type Point, series } from "../series.ts";
import { change, moreOf, replaceSetting, settingOf } from "../settings.ts";

/** Share of decisions that counts as all. */
const nearlyAll = 0.95;
/** Validations on end in which it has to hold: one may be a stage of learning. */
const validations = 2;
/** A policy that is better than the untrained one by so much may be right to sit at a boundary. */
const clearlyBetter = 0.1;
/** Share of the offloaded work at one server that is too much, and how far above what capacities suggest. */
const nearlyAllWork = 0.9;
const beyondCapacity = 0.25;

const noLearnedPolicy = unchecked("no policy that has learned was validated yet");

/** The newest points of policies that have learned. */
function newest(points: readonly Point[]): readonly Point[] {
  return points.filter(({ episode }) => episode > 0).slice(-validations);
}

const severityOf = (run: RunRecord, otherwise: Severity): Severity =>
  hasImproved(run, clearlyBetter) ? "note" : otherwise;

const moreExploration = (run: RunRecord): readonly SettingChange[] => [
  ...moreOf(run, "epsilonEnd", 0.2),
  ...moreOf(run, "noiseEnd", 0.15),
  ...moreOf(run, "entropyWeight", 0.01),
];

const allLocal: Rule = {
  name: "all-local",
  check(run) {
    const name = "decisions.localShare";
    const all = series(run, "validate", name);
    if (all.length === 0) return lacks(name);
    const points = newest(all);
    if (points.length === 0) return noLearnedPolicy;
    const least = Math.min(...points.map(({ value }) => value));
    if (least < nearlyAll) return fine;
    const episodes = episodesOf(points);
    const before = all.find(({ episode }) => episode === 0)?.value ?? Number.NaN;
    return found({
      severity: severityOf(run, "severe"),
      evidence: `${percent(least)} or more of the greedy policy's tasks stay at home ${inEpisodes(episodes)} (threshold ${percent(nearlyAll)}; untrained: ${Number.isNaN(before) ? "unknown" : percent(before)}).`,
      numbers: { localShare: least, threshold: nearlyAll },
      episodes,
      cause:
        before >= nearlyAll
          ? "The untrained policy keeps everything at home too, and exploration finds nothing better: too little of it, or an offload ratio that starts at 0."
          : "Help did not pay while agents learned: the reward weighs energy above all, or all agents explored at once and made each other's links slow.",
      changes: [
        ...startInside(run, [{ place: 0, start: 0.5 }]),
        ...change(run, "habit", (now) => Math.max(now, 0.1)),
        ...replaceSetting(run, "reward", "cost"),
        ...moreExploration(run),
      ],
      advice:
        "Compare with the baseline `local`: where it is as good as any, there is nothing to gain from help.",
    });
  },
};

const oneServer: Rule = {
  name: "one-server",
  check(run) {
    const name = "decisions.topHelperShare";
    const all = series(run, "validate", name);
    if (run.servers < 3) return unchecked("with fewer than three servers there is one to help");
    if (all.length === 0) return lacks(name);
    const points = newest(all);
    if (points.length === 0) return noLearnedPolicy;
    const byCapacity = newest(series(run, "validate", "decisions.topHelperShareByCapacity"));
    const least = Math.min(...points.map(({ value }) => value));
    const expected = byCapacity.reduce((most, { value }) => Math.max(most, value), 0);
    if (least < nearlyAllWork || least < expected + beyondCapacity) return fine;
    const episodes = episodesOf(points);
    return found({
      severity: severityOf(run, "severe"),
      evidence: `${percent(least)} or more of the offloaded work goes to one server ${inEpisodes(episodes)} (threshold ${percent(nearlyAllWork)}); spread by capacity that server would get ${percent(expected)}.`,
      numbers: { topHelperShare: least, byCapacity: expected, threshold: nearlyAllWork },
      episodes,
      cause:
        "The values of target sets differ less than the network errs, so that the first favourite is never left; or agents cannot see that the favourite is busy.",
      changes: [
        ...replaceSetting(run, "peerLoad", true),
        ...replaceSetting(run, "rewardScope", "difference"),
        ...moreOf(run, "epsilonEnd", 0.3),
        ...moreOf(run, "entropyWeight", 0.01),
      ],
      advice: "",
    });
  },
};

const heads = [
  { head: "offloadRatio", words: "offload ratio", place: 0, start: 0.5, grid: null },
  { head: "computeShare", words: "compute share", place: 1, start: 0.5, grid: "shareGrids.compute" },
  { head: "bandwidthShare", words: "bandwidth share", place: 2, start: 0.9, grid: "shareGrids.bandwidth" },
] as const;

const saturatedShares: Rule = {
  name: "saturated-shares",
  check(run) {
    const ends = heads.flatMap(({ head, words, place, start, grid }) => [
      { name: `decisions.${head}.low`, words: `least ${words}`, isLow: true, place, start },
      // Shares that are rounded to a grid, or chosen from levels, are at the top by design; no unit saturates there.
      ...((grid !== null && settingOf(run, grid)?.value != null) || settingOf(run, `${head}s`) !== null
        ? []
        : [{ name: `decisions.${head}.high`, words: `largest ${words}`, isLow: false, place, start }]),
    ]);
    const known = ends.flatMap((end) => {
      const points = newest(series(run, "validate", end.name));
      return points.length === 0
        ? []
        : [{ ...end, points, least: Math.min(...points.map(({ value }) => value)) }];
    });
    if (known.length === 0) return lacks("decisions.….low", "decisions.….high");
    const hit = known.filter(({ least }) => least >= nearlyAll);
    const [first] = hit;
    if (first === undefined) return fine;
    const episodes = episodesOf(first.points);
    const startedThere = hit.filter(
      ({ name }) =>
        (series(run, "validate", name).find(({ episode }) => episode === 0)?.value ?? 0) >= nearlyAll,
    );
    return found({
      severity: hit.some(({ isLow }) => isLow) ? "warning" : severityOf(run, "warning"),
      evidence: `${hit.map(({ words, least }) => `${percent(least)} of decisions take the ${words}`).join(", ")} ${inEpisodes(episodes)} (threshold ${percent(nearlyAll)}, within 2 % of the end of the range).`,
      numbers: { ...Object.fromEntries(hit.map(({ name, least }) => [name, least])), threshold: nearlyAll },
      episodes,
      cause:
        startedThere.length > 0
          ? `The untrained policy sits there already (${startedThere.map(({ words }) => words).join(", ")}): its output unit is saturated, and gradients through it are nearly 0.`
          : "The critic's slope has driven the actor's outputs into saturation, where gradients are nearly 0 and nothing brings them back; a reward that pays for one thing without bound does so.",
      changes: [
        ...startInside(run, startedThere),
        ...(startedThere.length > 0 ? [] : replaceSetting(run, "reward", "cost")),
        ...change(run, "saturationPenalty", (now) => (now === 0 ? 0.01 : Math.min(1, 10 * now))),
        ...moreOf(run, "noiseStart", 0.2),
      ],
      advice: hasImproved(run, clearlyBetter)
        ? `It is ${number(100 * clearlyBetter)} % or more better than the untrained policy: the boundary may be right where resources are plenty.`
        : "",
    });
  },
};

/** Shares of an untrained actor that lie at its bounds, moved inside; the others stay. */
function startInside(
  run: RunRecord,
  moves: readonly { readonly place: number; readonly start: number }[],
): readonly SettingChange[] {
  const shares: unknown = settingOf(run, "initialShares")?.value;
  if (!Array.isArray(shares)) return [];
  const isAtBound = (share: unknown) => typeof share === "number" && (share < 0.1 || share > 0.97);
  const moved = shares.map((share: unknown, place) => {
    const move = moves.find((one) => one.place === place);
    return move !== undefined && isAtBound(share) ? move.start : share;
  });
  return replaceSetting(run, "initialShares", moved);
}

export const collapseRules: readonly Rule[] = [allLocal, oneServer, saturatedShares];
