/** Whether anything was learned, and kept. */
import { type Finding, fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { inEpisodes, number, percent } from "../format.ts";
import { validationsOf } from "../objective.ts";
import { episodesDone, partDone, type RunRecord } from "../run-record.ts";
import { change, numberOf, replaceSetting, settingOf, slowerLearning } from "../settings.ts";
import { updatesOfEach } from "../updates.ts";

/** Least improvement over the untrained policy that counts as learning. */
const leastGain = 0.01;
/** Part of the training from which it should show, and validations before its end. */
const half = 0.5;
const fewestValidations = 4;
/** How far the last policy may be above the best: more is a warning, and severe. */
const lost = { warning: 0.1, severe: 0.5 };
/** Updates of each agent; fewer hardly move a network. */
const fewUpdates = 500;
/** Validations, part of them, and gain in that part, that tell a training which ends on the way down. */
const stillImproving = { validations: 8, part: 0.25, gain: 0.05 };

const notYet = unchecked("no policy that has learned was validated yet");

const noLearning: Rule = {
  name: "no-learning",
  check(run) {
    const validations = validationsOf(run);
    if (validations === null) return notYet;
    if (partDone(run) < half) return unchecked(`less than ${percent(half)} of the training is done`);
    const { untrained, points } = validations;
    const later = points.filter(({ episode }) => episode > 0);
    if (partDone(run) < 1 && later.length < fewestValidations) {
      return unchecked(
        `before the training's end it takes ${fewestValidations} validations of what was learned`,
      );
    }
    const best = later.reduce((p, q) => (q.value < p.value ? q : p));
    const gain = 1 - best.value / untrained.value;
    if (gain >= leastGain) return fine;
    return found({
      severity: gain <= 0 ? "severe" : "warning",
      evidence: `The best policy that has learned (episode ${best.episode}) has a validated objective of ${number(best.value)}, the untrained one ${number(untrained.value)}: ${gain <= 0 ? "no better" : `${percent(gain)} better`} in ${episodesDone(run)} episodes (threshold ${percent(leastGain)}).`,
      numbers: { untrained: untrained.value, best: best.value, gain, threshold: leastGain },
      episodes: [0, episodesDone(run)],
      cause:
        "Steps are too large (look for diverging losses and exploding gradients) or too small, exploration finds nothing, or the reward pays for something other than the objective.",
      changes: [
        ...replaceSetting(run, "reward", "cost"),
        ...replaceSetting(run, "rewardScope", "difference"),
        ...slowerLearning(run, 3),
      ],
      advice:
        "An untrained policy of `cto` is a good one by design (initialShares, habit): compare with the baseline `split` before tuning.",
    });
  },
};

const forgetting: Rule = {
  name: "forgetting",
  check(run) {
    const validations = validationsOf(run);
    if (validations === null) return notYet;
    const { best, last, points } = validations;
    const before = points.at(-2)!;
    // In mid-training one bad validation may be a stage of learning; at the end it is how training ends.
    const isOver = partDone(run) === 1;
    const value = isOver ? last.value : Math.min(last.value, before.value);
    const loss = value / best.value - 1;
    if (loss <= lost.warning) return fine;
    const sudden = isOver && before.value / best.value - 1 <= lost.warning;
    return found({
      severity: loss > lost.severe ? "severe" : "warning",
      evidence: `The validated objective was ${number(best.value)} in episode ${best.episode} and is ${number(last.value)} in episode ${last.episode}, ${percent(last.value / best.value - 1)} above it (threshold ${percent(lost.warning)})${sudden ? "; it collapsed between the last two validations" : ""}.`,
      numbers: {
        best: best.value,
        bestEpisode: best.episode,
        last: last.value,
        loss,
        threshold: lost.warning,
      },
      episodes: [best.episode, last.episode],
      cause:
        best.episode === 0
          ? "Training made the policy worse from the start: what it is rewarded for is not the objective, or its steps are too large."
          : "The replay buffer has lost what taught the good policy, steps stay large to the end, or the reward pays for something other than the objective.",
      changes: [
        ...replaceSetting(run, "reward", "cost"),
        ...change(run, "finalRate", (now) => Math.min(now, 0.05)),
        ...slowerLearning(run, 3),
        ...change(run, "localCapacity", (now) => 2 * now),
        ...change(run, "globalCapacity", (now) => 2 * now),
      ],
      advice:
        "The run's policy is the best one, not the last; but it is then a lucky one, and longer training will not help.",
    });
  },
};

/** What to do for a training of so many `episodes`. */
function longerTraining(run: RunRecord, episodes: number): Pick<Finding, "changes" | "advice"> {
  const set = numberOf(run, "episodes");
  // With --budget fewer were trained than are set.
  return set !== null && set >= episodes
    ? { changes: [], advice: `Train without --budget: the settings ask for ${set} episodes.` }
    : { changes: change(run, "episodes", () => episodes), advice: "" };
}

const tooFewUpdates: Rule = {
  name: "too-few-updates",
  check(run) {
    const each = updatesOfEach(run);
    if (each === null) return lacks("updates");
    if (partDone(run) < 1) return unchecked("the training is not at its end");
    if (each >= fewUpdates) return fine;
    const factor = Math.max(2, Math.ceil(fewUpdates / Math.max(1, each)));
    const warmup = numberOf(run, "warmup");
    const perEpisode = settingOf(run, "counterfactuals.updates");
    const { changes, advice } = longerTraining(run, factor * run.episodes);
    return found({
      severity: each === 0 ? "severe" : "warning",
      evidence: `Each agent was updated ${number(each)} times in ${run.episodes} episodes (threshold ${fewUpdates}).`,
      numbers: { updatesPerAgent: each, threshold: fewUpdates },
      episodes: [1, run.episodes],
      cause:
        each === 0 && warmup !== null
          ? `No agent collected the ${warmup} transitions after which it starts to learn: training ended before.`
          : "The training is too short for its networks to move.",
      changes: [
        ...(each === 0 ? change(run, "warmup", (now) => Math.max(1, Math.floor(now / 10))) : []),
        ...changes,
        ...(perEpisode === null ? [] : change(run, "counterfactuals.updates", (now) => Math.max(now, 500))),
        ...change(run, "updateEvery", () => 1),
      ],
      advice,
    });
  },
};

const stillBetter: Rule = {
  name: "still-improving",
  check(run) {
    const validations = validationsOf(run);
    if (validations === null) return notYet;
    if (partDone(run) < 1) return unchecked("the training is not at its end");
    const { points, last } = validations;
    if (points.length < stillImproving.validations) {
      return unchecked(`it takes ${stillImproving.validations} validations`);
    }
    const tail = points.slice(-Math.ceil(stillImproving.part * points.length) - 1);
    const earlier = Math.min(...points.slice(0, -tail.length + 1).map(({ value }) => value));
    const gain = 1 - last.value / earlier;
    if (gain < stillImproving.gain) return fine;
    const episodes = [tail[0]!.episode, last.episode] as const;
    return found({
      severity: "note",
      evidence: `The validated objective still fell by ${percent(gain)} ${inEpisodes(episodes)}, the last quarter (threshold ${percent(stillImproving.gain)}).`,
      numbers: { gain, last: last.value, threshold: stillImproving.gain },
      episodes,
      cause: "The training ends before learning does.",
      ...longerTraining(run, 2 * run.episodes),
    });
  },
};

export const learningRules: readonly Rule[] = [noLearning, forgetting, tooFewUpdates, stillBetter];
