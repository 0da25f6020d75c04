/** Losses that grow, gradients that explode. */
import { fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { inEpisodes, number } from "../format.ts";
import { episodesOf, lastPart, median, type Point, series, stretches, trainNames } from "../series.ts";
import { change, numberOf, slowerLearning } from "../settings.ts";
import { valueRange } from "../value-range.ts";

const losses = ["qLoss", "criticLoss", "valueLoss"];
/** Loss of the newest quarter over that of the quietest one, and over the quarter before it. */
const growth = 10;
const stillGrowing = 1.2;
/** Rows that make quarters. */
const fewestRows = 8;
const newestPart = 0.25;
/** Gradient norm over the norm that gradients are cut to: more is a warning, and severe. */
const beyondClip = { warning: 10, severe: 1000 };
/** Without such a norm: over the norm of the first quarter. */
const gradientGrowth = 100;

interface Loss {
  readonly name: string;
  readonly points: readonly Point[];
  readonly text: string;
  readonly value: number;
}

const divergingLosses: Rule = {
  name: "diverging-losses",
  check(run) {
    const known = losses.map((name) => ({ name, all: series(run, "train", name) }));
    const logged = known.filter(({ all }) => all.length > 0);
    if (logged.length === 0) return lacks(...losses);
    const range = valueRange(run);
    // No target and no truthful value is further from another than the range is wide.
    const largest = range === null ? Number.POSITIVE_INFINITY : (range.high - range.low) ** 2;
    const grown = logged.flatMap(({ name, all }): readonly Loss[] => {
      const points = lastPart(all, newestPart);
      const value = median(points);
      if (value > largest) {
        return [
          {
            name,
            points,
            value,
            text: `${name} is ${number(value)}, and errors within the range of values give ${number(largest)} at most`,
          },
        ];
      }
      if (all.length < fewestRows) return [];
      const quarters = stretches(all, 4).map(median);
      const [before, last] = quarters.slice(2) as [number, number];
      const quietest = Math.min(...quarters);
      if (last < growth * quietest || last < stillGrowing * before || last < 1e-6) return [];
      return [
        {
          name,
          points,
          value,
          text: `${name} has grown from ${number(quietest)} to ${number(last)}, and still grows (threshold: ${growth} times)`,
        },
      ];
    });
    const [first] = grown;
    if (first === undefined) {
      const isShort = logged.every(({ all }) => all.length < fewestRows) && !Number.isFinite(largest);
      return isShort ? unchecked(`it takes ${fewestRows} episodes`) : fine;
    }
    const episodes = episodesOf(first.points);
    return found({
      severity: "severe",
      evidence: `${grown.map(({ text }) => text).join("; ")}, ${inEpisodes(episodes)}.`,
      numbers: Object.fromEntries(grown.map(({ name, value }) => [name, value])),
      episodes,
      cause: "Steps are too large, or targets run away because their networks follow too fast.",
      changes: [
        ...slowerLearning(run, 10),
        ...change(run, "targetRate", (now) => Math.min(now, 0.002)),
        ...change(run, "maxGradientNorm", (now) => Math.min(now, 1)),
      ],
      advice: "",
    });
  },
};

const explodingGradients: Rule = {
  name: "exploding-gradients",
  check(run) {
    const names = trainNames(run, "gradientNorm.");
    if (names.length === 0) return lacks("gradientNorm.…");
    const limit = numberOf(run, "maxGradientNorm");
    const large = names.flatMap((name) => {
      const all = series(run, "train", name);
      const points = lastPart(all, newestPart);
      const value = median(points);
      const usual = limit ?? median(stretches(all, 4)[0] ?? []);
      const factor = value / usual;
      return factor > (limit === null ? gradientGrowth : beyondClip.warning)
        ? [{ name, points, value, usual, factor }]
        : [];
    });
    const [first] = large;
    if (first === undefined) return fine;
    const episodes = episodesOf(first.points);
    const than = limit === null ? "at the start" : "they are cut to (maxGradientNorm)";
    return found({
      severity: large.some(({ factor }) => factor > beyondClip.severe) ? "severe" : "warning",
      evidence: `${large.map(({ name, value, factor, usual }) => `${name} is ${number(value)}, ${number(factor)} times the ${number(usual)} ${than}`).join("; ")}, ${inEpisodes(episodes)} (threshold: ${limit === null ? gradientGrowth : beyondClip.warning} times).`,
      numbers: Object.fromEntries(large.map(({ name, value }) => [name, value])),
      episodes,
      cause:
        limit === null
          ? "Nothing cuts gradients, and errors grow."
          : "Every step is cut to the same length, so that its size says nothing any more; errors are far larger than the networks were made for.",
      changes: [
        ...slowerLearning(run, 10),
        ...change(run, "rewardScale", (now) => now / 10),
        ...change(run, "targetRate", (now) => Math.min(now, 0.002)),
      ],
      advice: "",
    });
  },
};

export const divergenceRules: readonly Rule[] = [divergingLosses, explodingGradients];
