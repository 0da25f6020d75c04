/** Settings of the networks that several algorithms have: of Q-networks, of actors and critics. */
import { z } from "zod";

const fraction = z.number().min(0).max(1);
const layerSizes = z.array(z.int().min(1).max(4096)).min(1).max(6);
const shareGrid = z.number().gt(0).max(1).nullable();
const insideUnit = z.number().gt(0).lt(1);

export const shareGridsSchema = z
  .strictObject({
    compute: shareGrid
      .default(1)
      .describe("Largest compute share; the others are halves of it, again and again."),
    bandwidth: shareGrid.default(1).describe("Largest bandwidth share, likewise."),
  })
  .describe("Shares are rounded so that parts fill a resource; null for no rounding.");

export const criticField = z
  .enum(["joint", "mean-field", "attention", "local"])
  .default("joint")
  .describe(
    "What the critic sees beside the agent's own: `joint`: every server and link. `mean-field`: the means of the neighbours and of all servers. `attention`: the neighbours, and the mean of all servers, weighed by attention. `local`: nothing.",
  );

/** Of exploration at random; `start` and `end` are the default rates. */
export function explorationFields(start: number, end: number) {
  return {
    epsilonStart: fraction.default(start).describe("Exploration rate at the first learned decision."),
    epsilonEnd: fraction.default(end).describe("Exploration rate at the end of the decay."),
    epsilonDecayFraction: fraction
      .default(1)
      .describe("Part of the training over which the rate falls, linearly."),
  };
}

/** `start` is the default. */
export function habitField(start: number) {
  return z
    .number()
    .min(0)
    .default(start)
    .describe("Head start of the largest target set in an untrained network: cooperation as a habit.");
}

export const qNetworkFields = {
  hidden: layerSizes.default([64, 64]).describe("Hidden layer sizes of the Q-network."),
  dueling: z
    .boolean()
    .default(false)
    .describe("Whether the network gives the value of the state and the advantages of actions apart."),
  habit: habitField(0.1),
  learningRate: z.number().positive().default(5e-4).describe("Adam's step size."),
};

export const actorCriticFields = {
  actorHidden: layerSizes.default([64, 64]).describe("Hidden layer sizes of the actor."),
  criticHidden: layerSizes.default([128, 128]).describe("Hidden layer sizes of the critic."),
  attention: z
    .strictObject({
      width: z.int().min(1).max(1024).default(64).describe("Width of queries, keys and values together."),
      heads: z.int().min(1).max(64).default(4).describe("Heads; a divisor of the width."),
    })
    .refine(({ width, heads }) => width % heads === 0, "heads has to divide width")
    .prefault({})
    .describe("For the critic `attention` only."),
  actorLearningRate: z.number().positive().default(5e-4).describe("Adam's step size for the actor."),
  criticLearningRate: z.number().positive().default(1e-3).describe("Adam's step size for the critic."),
  actorStart: fraction
    .default(0.1)
    .describe("Part of the training after which the actor learns too; the critic is first."),
  actorDelay: z.int().min(1).default(1).describe("Updates of the critic for each one of the actor (TD3: 2)."),
  doubleCritics: z
    .boolean()
    .default(false)
    .describe("Two critics; the lesser value counts wherever values are learned from (TD3)."),
  targetNoise: z
    .number()
    .min(0)
    .default(0)
    .describe("Standard deviation of noise on the next shares in the critic's target (TD3: 0.2)."),
  targetNoiseClip: z.number().min(0).default(0.5).describe("Where that noise is cut off."),
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
};
