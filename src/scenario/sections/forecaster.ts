/** Section `forecaster` of a scenario: the network that forecasts what comes next at each server, and its training. */
import { z } from "zod";
import { fraction, notNegative, positive, type Report } from "./values.ts";

const count = z.int().min(1);
const embedding = (what: string, buckets: number, width: number) =>
  z
    .strictObject({
      buckets: count
        .max(65536)
        .default(buckets)
        .describe("Vectors in the table; ids share them by their hash."),
      width: z.int().min(0).max(256).default(width).describe("Length of a vector; 0 leaves it out."),
    })
    .prefault({})
    .describe(`Vectors learned for ${what}.`);

/** What a forecaster sees of a task, in groups that can be left out. */
export const featureGroupNames = [
  "gaps",
  "requests",
  "means",
  "bursts",
  "windows",
  "user",
  "job",
  "otherJobs",
  "precedents",
  "class",
  "time",
] as const;
export type FeatureGroupName = (typeof featureGroupNames)[number];

export const forecaster = z
  .strictObject({
    network: z
      .enum(["transformer", "gru", "lstm"])
      .default("transformer")
      .describe("What looks back over a server's tasks: causal attention, or one of two recurrent networks."),
    sharing: z
      .enum(["shared", "perServer"])
      .default("shared")
      .describe("One network for all servers, or one for each that has `minTasks` tasks in training."),
    minTasks: count
      .default(500)
      .describe(
        "For `perServer`: a server with fewer training tasks, over all draws, gets its means and quantiles.",
      ),
    gapOffsetSeconds: positive
      .default(1e-3)
      .describe("Added to gaps between arrivals before their logarithm is taken [s]."),
    length: count.max(4096).default(32).describe("Tasks of its server that a forecast looks back on; even."),
    width: count
      .max(4096)
      .default(32)
      .describe("Width of the network; for a transformer a multiple of `heads`."),
    heads: count.max(64).default(2).describe("Attention heads of a transformer."),
    layers: count.max(16).default(2).describe("Layers of the network."),
    feedForward: count.max(16384).default(64).describe("Width inside a transformer's feed-forward blocks."),
    dropout: z.number().min(0).lt(1).default(0.2).describe("Share of activations set to zero in training."),
    features: z
      .array(z.enum(featureGroupNames))
      .min(1)
      .default([...featureGroupNames])
      .describe("Groups of features that the network sees of each task."),
    periodsSeconds: z
      .array(positive)
      .max(8)
      .default([3600, 86400])
      .describe(
        "Periods whose phase is a feature [s]; those that the training window holds less than twice are left out.",
      ),
    embeddings: z
      .strictObject({
        job: embedding("jobs, for resubmissions", 1024, 0),
        user: embedding("users", 256, 0),
        class: embedding("scheduling classes", 16, 0),
      })
      .prefault({})
      .describe("Vectors learned for ids, found by a hash of the id, so that ids never seen have one too."),
    lossWeights: z
      .strictObject({
        typical: notNegative.default(1).describe("Of the squared error of logarithms."),
        mean: notNegative.default(1).describe("Of the Poisson deviance of values."),
        quantiles: notNegative.default(1).describe("Of the pinball loss of the quantiles, on logarithms."),
      })
      .prefault({})
      .describe("Weights of the losses."),
    targetWeights: z
      .strictObject({
        task: notNegative.default(1).describe("Of what is forecast about the next task."),
        burst: notNegative.default(1).describe("About the next burst."),
        horizon: notNegative.default(0.25).describe("About the next seconds."),
      })
      .prefault({})
      .describe("Weights of the targets."),
    draws: z
      .strictObject({
        train: count.max(1024).default(16).describe("Of the training window."),
        validate: count.max(1024).default(8).describe("Of the validation window."),
      })
      .prefault({})
      .describe(
        "Draws of homes that are learned from; fewer where the window is so large that they had more than 300,000 tasks.",
      ),
    batch: count.max(4096).default(32).describe("Windows of `length` tasks in one update."),
    updates: count
      .max(10_000_000)
      .default(3000)
      .describe("Updates at most; early stopping may end training sooner."),
    validateEvery: count.default(50).describe("Updates between two looks at the validation window."),
    patience: count.default(12).describe("Looks without improvement after which training stops."),
    learningRate: positive
      .default(1e-3)
      .describe("Peak step size of Adam, lowered to 0 along half a cosine."),
    warmUp: z.int().min(0).default(100).describe("Updates in which the step size rises to its peak."),
    weightDecay: notNegative.default(0).describe("Decay of weights, beside Adam's step."),
    maxGradientNorm: positive.default(1).describe("Gradients are scaled down to this Euclidean norm."),
    averaging: fraction
      .gt(0)
      .default(0.01)
      .describe("Weight of the newest parameters in the running average that is judged and kept."),
  })
  .describe("The forecaster of those algorithms that use one, and its training.");

export type ForecasterSection = z.output<typeof forecaster>;

/** What the network's shape asks for across fields. */
export function checkForecaster(section: ForecasterSection, report: Report): void {
  const { network, length, width, heads, lossWeights, targetWeights, warmUp, updates } = section;
  if (length % 2 !== 0) report(["length"], `is ${length}; it must be even`);
  if (network === "transformer" && width % heads !== 0)
    report(["width"], `is ${width}; it must be a multiple of heads, which is ${heads}`);
  if (warmUp >= updates)
    report(["warmUp"], `is ${warmUp}; it must be less than updates, which is ${updates}`);
  if (Object.values(lossWeights).every((weight) => weight === 0))
    report(["lossWeights"], "are all 0; one must be above 0");
  if (Object.values(targetWeights).every((weight) => weight === 0))
    report(["targetWeights"], "are all 0; one must be above 0");
}
