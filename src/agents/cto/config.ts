/** Hyperparameters of the CTO family: MADQN chooses the targets, MADDPG the shares, learning is asynchronous. */
import { z } from "zod";
import { didYouMean } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";

const layerSizes = z.array(z.int().min(1).max(4096)).min(1).max(6);
const shareGrid = z.number().gt(0).max(1).nullable();

export const shareGridsSchema = z
  .strictObject({
    compute: shareGrid
      .default(1)
      .describe("Largest compute share; the others are halves of it, again and again."),
    bandwidth: shareGrid.default(1).describe("Largest bandwidth share, likewise."),
  })
  .describe("Shares are rounded so that parts fill a resource; null for no rounding.");

const insideUnit = z.number().gt(0).lt(1);
const fraction = z.number().min(0).max(1);

export const ctoConfigSchema = z
  .strictObject({
    episodes: z
      .int()
      .min(1)
      .default(20)
      .describe("Training episodes; each is one pass over the training window with new homes."),
    peerLoad: z
      .boolean()
      .default(true)
      .describe("Whether agents also see what their neighbours last reported of their load."),
    forecastDrift: z
      .enum(["log", "mask", "off"])
      .default("log")
      .describe(
        "Where forecasts have become worse than naive ones: `log` tells it in `events.ndjson`, `mask` also hides them from the critics, `off` does not look. Unused without forecasts.",
      ),
    reward: z
      .enum(["paper", "cost"])
      .default("cost")
      .describe("`paper`: λ·L̂/L + ρ·Ê/E. `cost`: −min(J, dropCost). Unused with `difference`."),
    rewardScope: z
      .enum(["own", "team", "difference"])
      .default("difference")
      .describe(
        "`own`: a decision earns the reward of its task. `team`: the mean over all tasks until the agent's next decision. `difference`: the cost that it saved its own and the next tasks, against a usual decision, by re-simulation.",
      ),
    counterfactuals: z
      .strictObject({
        alternatives: z.int().min(1).default(4).describe("Other decisions tried for each one taken."),
        horizonTasks: z.int().min(1).default(16).describe("Tasks from the decision on whose cost counts."),
        updates: z.int().min(1).default(1000).describe("Updates of each agent after an episode."),
        warmUpTasks: z.int().min(0).default(48).describe("Most tasks before it that are simulated again."),
      })
      .prefault({})
      .describe("For the reward scope `difference` only."),
    rewardScale: z.number().positive().default(0.1).describe("Factor on every reward before learning."),
    gamma: fraction
      .default(0.9)
      .describe(
        "Discount γ, of the next decision or of one second (see `discount`). Unused with `difference`.",
      ),
    discount: z
      .enum(["decision", "second"])
      .default("decision")
      .describe(
        "`decision`: γ for each transition. `second`: γ^Δt, Δt the simulated seconds the transition spans. Unused with `difference`.",
      ),
    batch: z.int().min(1).max(65536).default(256).describe("Transitions in an update."),
    updateEvery: z
      .int()
      .min(1)
      .default(1)
      .describe("Own decisions of an agent between two of its updates. Unused with `difference`."),
    warmup: z.int().min(1).default(300).describe("Own transitions an agent collects before it learns."),
    localCapacity: z
      .int()
      .min(1)
      .default(60_000)
      .describe("Transitions an agent's local replay buffer holds."),
    globalCapacity: z
      .int()
      .min(1)
      .default(60_000)
      .describe("Transitions the shared global replay buffer holds."),
    syncInterval: z
      .int()
      .min(1)
      .default(50)
      .describe("Own updates of an agent between two of its contributions to the global buffer."),
    globalShare: fraction.default(0.25).describe("Share of a batch that is drawn from the global buffer."),
    targetRate: fraction.default(0.002).describe("τ of the soft updates of all target networks."),
    finalRate: fraction
      .default(0.05)
      .describe("Factor of all learning rates at the end; it falls linearly from 1."),
    maxGradientNorm: z
      .number()
      .positive()
      .default(10)
      .describe("Gradients are scaled down to this global norm."),
    madqn: z
      .strictObject({
        hidden: layerSizes.default([64, 64]).describe("Hidden layer sizes of the Q-network."),
        learnsFrom: z
          .enum(["returns", "critic"])
          .default("critic")
          .describe(
            "`returns`: double DQN. `critic`: the critic's value of every target set, with the actor's shares.",
          ),
        habit: z
          .number()
          .min(0)
          .default(0.1)
          .describe(
            "Head start of the largest target set in an untrained Q-network: cooperation as a habit.",
          ),
        learningRate: z.number().positive().default(5e-4).describe("Adam's step size."),
        epsilonStart: fraction.default(0.4).describe("Exploration rate at the first learned decision."),
        epsilonEnd: fraction.default(0.3).describe("Exploration rate at the end of the decay."),
        epsilonDecayFraction: fraction
          .default(1)
          .describe("Part of the training over which the rate falls, linearly."),
      })
      .prefault({}),
    maddpg: z
      .strictObject({
        actorHidden: layerSizes.default([64, 64]).describe("Hidden layer sizes of the actor."),
        criticHidden: layerSizes.default([128, 128]).describe("Hidden layer sizes of the critic."),
        actorLearningRate: z.number().positive().default(5e-4).describe("Adam's step size for the actor."),
        criticLearningRate: z.number().positive().default(1e-3).describe("Adam's step size for the critic."),
        actorStart: fraction
          .default(0.1)
          .describe("Part of the training after which the actor learns too; the critic is first."),
        initialShares: z
          .tuple([insideUnit, insideUnit, insideUnit])
          .default([0.55, 0.5, 0.97])
          .describe("Offload ratio, compute share and bandwidth share of an untrained actor."),
        shareGrids: shareGridsSchema.prefault({}),
        noiseTheta: z
          .number()
          .min(0)
          .max(1)
          .default(0.15)
          .describe("Pull of the Ornstein-Uhlenbeck noise to its mean, a decision."),
        noiseStart: z.number().min(0).default(0.2).describe("Standard deviation of the noise at the start."),
        noiseEnd: z
          .number()
          .min(0)
          .default(0.15)
          .describe("Standard deviation of the noise at the end of the training."),
        saturationPenalty: z
          .number()
          .min(0)
          .default(1e-3)
          .describe("Weight of the actor's squared pre-activations in its loss."),
      })
      .prefault({}),
  })
  .describe("CTO: multi-agent DQN for the targets, multi-agent DDPG for the shares.");

export type CtoConfig = z.output<typeof ctoConfigSchema>;

/** Defaults filled in, every value checked. Throws EdgeflockError("scenario") that names the field. */
export function configureCto(algorithm: string, overrides: Readonly<Record<string, unknown>>): CtoConfig {
  const parsed = ctoConfigSchema.safeParse(overrides);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => {
    const field = ["training", algorithm, ...issue.path].join(".");
    if (issue.code !== "unrecognized_keys") return [`${field}: ${issue.message}`];
    // Every field has a default: where a key is unknown, those of the defaults are known.
    let known: unknown = ctoConfigSchema.parse({});
    for (const key of issue.path) known = (known as Record<PropertyKey, unknown>)[key];
    return issue.keys.map(
      (key) => `${field}.${key} is unknown. ${didYouMean(key, Object.keys(known as object))}`,
    );
  });
  throw new EdgeflockError(
    "scenario",
    problems.join("\n"),
    "See docs/algorithms/cto.md for every field and its range.",
  );
}
