/** Exploration that is over before anything is learned, or goes on to the end. */
import { fine, found, type Rule, type SettingChange, unchecked } from "../finding.ts";
import { inEpisodes, number } from "../format.ts";
import { episodesDone, partDone, type RunRecord } from "../run-record.ts";
import { type Point, series, trainNames } from "../series.ts";
import { change, moreOf, numberOf, rounded } from "../settings.ts";

/** Less is none: one decision in a hundred, or noise of a hundredth of a share's range. */
const none = 0.01;
/** Entropy, of 1 where all choices are equally likely, below which a policy draws nearly always the same. */
const noEntropy = 0.02;
/** Part of the training before which there should be some. */
const early = 0.5;
/** Above it, at the end, what is remembered is of another policy than the one that is kept. */
const tooMuch = { epsilon: 0.5, noise: 0.4, entropy: 0.95 };

interface Source {
  readonly what: string;
  readonly points: readonly Point[];
  readonly none: number;
  readonly tooMuch: number;
  readonly more: readonly SettingChange[];
  readonly less: readonly SettingChange[];
}

/** Logged ones, and of those that are not, what the settings say they were. */
function sources(run: RunRecord): readonly Source[] {
  const logged = { epsilon: series(run, "train", "epsilon"), noise: series(run, "train", "noise") };
  const epsilon = logged.epsilon.length > 0 ? logged.epsilon : scheduled(run, "epsilon");
  const noise = logged.noise.length > 0 ? logged.noise : scheduled(run, "noise");
  return [
    {
      what: "the exploration rate ε of target sets",
      points: epsilon,
      none,
      tooMuch: tooMuch.epsilon,
      more: [
        ...moreOf(run, "epsilonStart", 0.4),
        ...moreOf(run, "epsilonEnd", 0.1),
        ...change(run, "epsilonDecayFraction", (now) => Math.max(now, 0.5)),
      ],
      less: change(run, "epsilonEnd", (now) => Math.min(now, 0.1)),
    },
    {
      what: "the noise on shares",
      points: noise,
      none,
      tooMuch: tooMuch.noise,
      more: [...moreOf(run, "noiseStart", 0.2), ...moreOf(run, "noiseEnd", 0.1)],
      less: change(run, "noiseEnd", (now) => Math.min(now, 0.1)),
    },
    ...trainNames(run, "entropy.").map((name) => ({
      what: `the policy's ${name} (1: uniform)`,
      points: series(run, "train", name),
      none: noEntropy,
      tooMuch: tooMuch.entropy,
      more: moreOf(run, "entropyWeight", 0.01),
      less: change(run, "entropyWeight", (now) => rounded(now / 10)),
    })),
  ].filter(({ points }) => points.length > 0);
}

/** What a linear schedule of the settings says of each episode done; nothing where there is no such setting. */
function scheduled(run: RunRecord, name: "epsilon" | "noise"): readonly Point[] {
  const start = numberOf(run, `${name}Start`);
  const end = numberOf(run, `${name}End`);
  if (start === null || end === null) return [];
  const decay = numberOf(run, `${name}DecayFraction`) ?? 1;
  return Array.from({ length: episodesDone(run) }, (_, k) => {
    const progress = k / run.episodes;
    const way = decay === 0 ? 1 : Math.min(1, progress / decay);
    return { episode: k + 1, value: start + (end - start) * way };
  });
}

const noExploration = unchecked(
  "the run says nothing of exploration, and its settings have no schedule of it",
);

const explorationDied: Rule = {
  name: "exploration-died",
  check(run) {
    const known = sources(run);
    if (known.length === 0) return noExploration;
    const dead = known.flatMap((source) => {
      const first = source.points.find(({ value }) => value < source.none);
      return first !== undefined && (first.episode - 1) / run.episodes < early ? [{ ...source, first }] : [];
    });
    const [one] = dead;
    if (one === undefined) return fine;
    const from = Math.min(...dead.map(({ first }) => first.episode));
    return found({
      severity: "warning",
      evidence: `From episode ${from} of ${run.episodes} on ${dead.map(({ what, first, none: threshold }) => `${what} is ${number(first.value)} (threshold ${threshold})`).join(", ")}; there should be some for the first ${number(100 * early)} % of the training.`,
      numbers: {
        ...Object.fromEntries(dead.map(({ what, first }) => [what, first.value])),
        fromEpisode: from,
      },
      episodes: [from, episodesDone(run)],
      cause:
        "Agents take only what they think best, so that nothing else is ever tried: wrong first values are never corrected.",
      changes: dead.flatMap(({ more }) => more),
      advice: "Look up in docs/algorithms/ what the algorithm explores by, and raise it.",
    });
  },
};

const explorationEndless: Rule = {
  name: "exploration-endless",
  check(run) {
    const known = sources(run);
    if (known.length === 0) return noExploration;
    if (partDone(run) < 1) return unchecked("the training is not at its end");
    const wild = known.flatMap((source) => {
      const last = source.points.at(-1)!;
      return last.value > source.tooMuch ? [{ ...source, last }] : [];
    });
    if (wild.length === 0) return fine;
    const at = [run.episodes, run.episodes] as const;
    return found({
      severity: "warning",
      evidence: `${inEpisodes(at).replace("in", "In")}, the last, ${wild.map(({ what, last, tooMuch: most }) => `${what} is still ${number(last.value)} (threshold ${most})`).join(", ")}.`,
      numbers: Object.fromEntries(wild.map(({ what, last }) => [what, last.value])),
      episodes: at,
      cause:
        "Agents learn how to act among others who act at random, which is not how the policy that is kept will find them.",
      changes: wild.flatMap(({ less }) => less),
      advice:
        "Where it is not what agents were told to do, rewards tell them nothing: look for a critic that explains nothing.",
    });
  },
};

export const explorationRules: readonly Rule[] = [explorationDied, explorationEndless];
