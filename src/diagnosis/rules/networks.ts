/** Units that no input switches on any more. */
import { fine, found, lacks, type Rule } from "../finding.ts";
import { inEpisodes, percent } from "../format.ts";
import { episodesOf, lastPart, median, series, trainNames } from "../series.ts";
import { slowerLearning } from "../settings.ts";

/** Part of the units: more is a warning, and severe. */
const dead = { warning: 0.5, severe: 0.9 };
const newestPart = 0.25;

const deadUnits: Rule = {
  name: "dead-units",
  check(run) {
    const names = trainNames(run, "deadUnits.");
    if (names.length === 0) return lacks("deadUnits.…");
    const hit = names.flatMap((name) => {
      const points = lastPart(series(run, "train", name), newestPart);
      const value = median(points);
      return value >= dead.warning ? [{ name, points, value }] : [];
    });
    const [first] = hit;
    if (first === undefined) return fine;
    const episodes = episodesOf(first.points);
    return found({
      severity: hit.some(({ value }) => value >= dead.severe) ? "severe" : "warning",
      evidence: `${hit.map(({ name, value }) => `${name} is ${percent(value)}`).join(", ")} ${inEpisodes(episodes)} (threshold ${percent(dead.warning)}).`,
      numbers: {
        ...Object.fromEntries(hit.map(({ name, value }) => [name, value])),
        threshold: dead.warning,
      },
      episodes,
      cause:
        "A few large steps have moved the units' biases so far that no observation switches them on; no gradient reaches them after that.",
      changes: slowerLearning(run, 10),
      advice: "What is dead stays dead: train anew rather than on.",
    });
  },
};

export const networkRules: readonly Rule[] = [deadUnits];
