/** Learners that learn from what they have just done: steps of the policy, and what its critic knows. */
import { fine, found, lacks, type Rule, unchecked } from "../finding.ts";
import { inEpisodes, number, percent } from "../format.ts";
import { partDone } from "../run-record.ts";
import { episodesOf, lastPart, median, series } from "../series.ts";
import { change, slowerLearning } from "../settings.ts";

/** Divergence of the policy before and after an episode's updates, and part of the decisions whose step was cut. */
const large = { klDivergence: 0.05, clipFraction: 0.4 };
/** A critic that explains less of the returns' variance is no better than their mean. */
const explains = 0.05;
const newestPart = 0.25;

const policySteps: Rule = {
  name: "policy-steps-too-large",
  check(run) {
    const known = (["klDivergence", "clipFraction"] as const).map((name) => {
      const points = lastPart(series(run, "train", name), newestPart);
      return { name, points, value: median(points), threshold: large[name] };
    });
    if (known.every(({ points }) => points.length === 0)) return lacks("klDivergence", "clipFraction");
    const hit = known.filter(({ value, threshold }) => value > threshold);
    const [first] = hit;
    if (first === undefined) return fine;
    const episodes = episodesOf(first.points);
    return found({
      severity: "warning",
      evidence: `${hit.map(({ name, value, threshold }) => `${name} is ${number(value)} (threshold ${threshold})`).join(", ")} ${inEpisodes(episodes)}.`,
      numbers: Object.fromEntries(hit.map(({ name, value }) => [name, value])),
      episodes,
      cause:
        "The policy moves so far in one episode's updates that what it learns from is not its own doing any more.",
      changes: [
        ...slowerLearning(run, 3),
        ...change(run, "epochs", (now) => Math.max(1, Math.floor(now / 2))),
        ...change(run, "clipRange", (now) => Math.min(now, 0.2)),
      ],
      advice: "",
    });
  },
};

const blindCritic: Rule = {
  name: "critic-explains-nothing",
  check(run) {
    const all = series(run, "train", "explainedVariance");
    if (all.length === 0) return lacks("explainedVariance");
    if (partDone(run) < 0.5) return unchecked("less than 50 % of the training is done");
    const points = lastPart(all, newestPart);
    const value = median(points);
    if (value >= explains) return fine;
    const episodes = episodesOf(points);
    return found({
      severity: "warning",
      evidence: `The critic explains ${percent(value)} of the variance of returns ${inEpisodes(episodes)} (threshold ${percent(explains)}).`,
      numbers: { explainedVariance: value, threshold: explains },
      episodes,
      cause:
        "The critic has not learned: advantages are as noisy as returns. It learns too slowly, or returns reach too far.",
      changes: [
        ...change(run, "criticLearningRate", (now) => 3 * now),
        ...change(run, "valueLearningRate", (now) => 3 * now),
        ...change(run, "gamma", (now) => Math.min(now, 0.9)),
      ],
      advice: "",
    });
  },
};

export const onPolicyRules: readonly Rule[] = [policySteps, blindCritic];
