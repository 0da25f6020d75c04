/** What agents remember: too old, or too little. */
import { fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { inEpisodes, number } from "../format.ts";
import { episodesDone, type RunRecord } from "../run-record.ts";
import { episodesOf, lastPart, median, series } from "../series.ts";
import { change, numberOf, rounded, settingOf } from "../settings.ts";
import { trainedApart } from "../updates.ts";

/** Age of what is learned from, in episodes: a policy of so long ago had another world around it. */
const oldEpisodes = 20;
/** Episodes that a buffer should hold. */
const fewEpisodes = 1;
const newestPart = 0.25;

/** Own decisions of an agent in an episode, in the mean over agents; null before the first. */
function decisionsPerEpisode(run: RunRecord): number | null {
  const last = run.rows.at(-1);
  return last === undefined || last.episode === 0 ? null : last.decisions / last.episode / run.servers;
}

const staleness: Rule = {
  name: "replay-staleness",
  check(run) {
    const name = "replayAgeDecisions";
    const all = series(run, "train", name);
    const perEpisode = decisionsPerEpisode(run);
    if (all.length === 0 || perEpisode === null) return lacks(name);
    const points = lastPart(all, newestPart);
    const age = median(points);
    const ageEpisodes = age / perEpisode;
    if (ageEpisodes < oldEpisodes) return fine;
    const episodes = episodesOf(points);
    return found({
      severity: "warning",
      evidence: `What agents learn from is ${number(age)} of their decisions old in the mean, ${number(ageEpisodes)} episodes, ${inEpisodes(episodes)} (threshold ${oldEpisodes} episodes).`,
      numbers: { ageDecisions: age, ageEpisodes, threshold: oldEpisodes },
      episodes,
      cause:
        "The buffer holds so much that most of it was done among agents who have learned to act otherwise since.",
      changes: ["localCapacity", "globalCapacity", "capacity"].flatMap((capacity) =>
        change(run, capacity, (now) => rounded((now * oldEpisodes) / 2 / ageEpisodes)),
      ),
      advice: "",
    });
  },
};

const forgetful: Rule = {
  name: "replay-too-small",
  check(run) {
    const capacity = numberOf(run, "localCapacity") ?? numberOf(run, "capacity");
    if (capacity === null) return unchecked("the settings have no replay buffer of an agent");
    const perEpisode = decisionsPerEpisode(run);
    if (perEpisode === null) return unchecked("no episode is done");
    const rows =
      settingOf(run, "rewardScope")?.value === "difference" ? (numberOf(run, "alternatives") ?? 1) : 1;
    // One buffer for all agents where they share their parameters.
    const owners = run.servers / trainedApart(run);
    const held = capacity / (rows * perEpisode * owners);
    if (held >= fewEpisodes) return fine;
    const done = episodesDone(run);
    return found({
      severity: "warning",
      evidence: `A buffer holds ${number(capacity)} transitions, ${number(held)} of an episode (threshold ${fewEpisodes}); ${number(rows * perEpisode * owners)} go to it in one.`,
      numbers: { capacity, perEpisode: rows * perEpisode * owners, held, threshold: fewEpisodes },
      episodes: [1, done],
      cause:
        "Batches are of the last moments only: networks follow the load of the hour and forget the rest.",
      changes: ["localCapacity", "capacity"].flatMap((name) =>
        change(run, name, (now) => rounded(Math.max(now, 5 * rows * perEpisode * owners))),
      ),
      advice: "",
    });
  },
};

export const replayRules: readonly Rule[] = [staleness, forgetful];
