/** Policies that go back and forth from validation to validation. */
import { fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { inEpisodes, number } from "../format.ts";
import { validationsOf } from "../objective.ts";
import type { RunRecord } from "../run-record.ts";
import { episodesOf, type Point, series } from "../series.ts";
import { change, slowerLearning } from "../settings.ts";

/** Validations of the second half that it takes to tell a swing from a step. */
const fewestPoints = 5;
/** Mean step between two validations: of a share's range, and of the objective relative to its mean. */
const largeStep = { share: 0.1, objective: 0.15 };
/** The way gone, in ranges between lowest and highest: 1 is straight on, 3 there and back and there again. */
const backAndForth = 2.5;

interface Swing {
  readonly meanStep: number;
  readonly turns: number;
  readonly episodes: readonly [number, number];
}

/** Of the second half of the points; null where there are too few. */
function swingOf(points: readonly Point[]): Swing | null {
  const half = points.slice(-Math.ceil(points.length / 2));
  if (half.length < fewestPoints) return null;
  const values = half.map(({ value }) => value);
  const steps = values.slice(1).map((value, k) => Math.abs(value - values[k]!));
  const way = steps.reduce((sum, step) => sum + step, 0);
  const range = Math.max(...values) - Math.min(...values);
  return { meanStep: way / steps.length, turns: range === 0 ? 0 : way / range, episodes: episodesOf(half) };
}

const steadier = (run: RunRecord) => [
  ...slowerLearning(run, 3),
  ...change(run, "targetRate", (now) => Math.min(now, 0.002)),
  ...change(run, "finalRate", (now) => Math.min(now, 0.05)),
];

const tooFew = unchecked(`it takes ${2 * fewestPoints - 1} validations`);

const oscillatingShares: Rule = {
  name: "oscillating-shares",
  check(run) {
    const names = ["localShare", "offloadRatio.mean", "computeShare.mean", "bandwidthShare.mean"].map(
      (name) => `decisions.${name}`,
    );
    const known = names.map((name) => ({ name, points: series(run, "validate", name) }));
    if (known.every(({ points }) => points.length === 0)) return lacks("decisions.…");
    const swings = known.flatMap(({ name, points }) => {
      const swing = swingOf(points);
      return swing === null ? [] : [{ name, ...swing }];
    });
    if (swings.length === 0) return tooFew;
    const wild = swings.filter(({ meanStep, turns }) => meanStep >= largeStep.share && turns >= backAndForth);
    const [first] = wild;
    if (first === undefined) return fine;
    return found({
      severity: "warning",
      evidence: `${wild.map(({ name, meanStep }) => `${name} moves by ${number(meanStep)}`).join(", ")} from one validation to the next, back and forth, ${inEpisodes(first.episodes)} (threshold ${largeStep.share}).`,
      numbers: {
        ...Object.fromEntries(wild.map(({ name, meanStep }) => [name, meanStep])),
        threshold: largeStep.share,
      },
      episodes: first.episodes,
      cause:
        "Agents follow one another: each adapts to what the others did, and all turn at once. Steps are too large for how fast the others change.",
      changes: steadier(run),
      advice: "",
    });
  },
};

const oscillatingObjective: Rule = {
  name: "oscillating-objective",
  check(run) {
    const validations = validationsOf(run);
    if (validations === null) return unchecked("no policy that has learned was validated yet");
    const learned = validations.points.filter(({ episode }) => episode > 0);
    const swing = swingOf(learned);
    if (swing === null) return tooFew;
    const half = learned.slice(-Math.ceil(learned.length / 2));
    const mean = half.reduce((sum, { value }) => sum + value, 0) / half.length;
    const relative = swing.meanStep / mean;
    if (relative < largeStep.objective || swing.turns < backAndForth) return fine;
    return found({
      severity: "warning",
      evidence: `The validated objective moves by ${number(100 * relative)} % from one validation to the next, back and forth, ${inEpisodes(swing.episodes)} (threshold ${number(100 * largeStep.objective)} %).`,
      numbers: { meanStep: relative, threshold: largeStep.objective },
      episodes: swing.episodes,
      cause:
        "Steps are too large near the end: the best policy is the luckiest of many, not what training arrives at.",
      changes: steadier(run),
      advice: "",
    });
  },
};

export const oscillationRules: readonly Rule[] = [oscillatingShares, oscillatingObjective];
