/** Hyperparameters of hybrid PPO: MAPPO with a mixed action head and a centralised value function. */
import { z } from "zod";
import { configureBy } from "../common/configure-by.ts";
import { actorCriticFields, criticField } from "../common/network-fields.ts";
import { policyFields, stepFields } from "../on-policy/config.ts";

const fraction = z.number().min(0).max(1);

export const hybridPpoConfigSchema = z
  .strictObject({
    ...policyFields,
    critic: criticField,
    criticHidden: actorCriticFields.criticHidden,
    attention: actorCriticFields.attention,
    reward: z
      .enum(["paper", "cost"])
      .default("cost")
      .describe("`paper`: λ·L̂/L + ρ·Ê/E. `cost`: −min(J, dropCost)."),
    rewardScope: z
      .enum(["own", "team"])
      .default("team")
      .describe(
        "`own`: a decision earns the reward of its task. `team`: the mean over all tasks until the agent's next decision.",
      ),
    gamma: fraction
      .default(0.9)
      .describe("Discount γ, of the next decision or of one second (see `discount`)."),
    discount: z
      .enum(["decision", "second"])
      .default("decision")
      .describe("`decision`: γ for each decision. `second`: γ^Δt, Δt the simulated seconds between them."),
    lambda: fraction
      .default(0.95)
      .describe("λ of the advantages. 0: what one step and the value function say; 1: the rewards alone."),
    batch: z.int().min(1).max(65536).default(128).describe("Decisions in an update."),
    epochs: z.int().min(1).max(32).default(8).describe("Passes over the decisions of an episode."),
    criticLearningRate: actorCriticFields.criticLearningRate,
    ...stepFields,
  })
  .describe("Hybrid PPO: MAPPO with a mixed action head and a centralised value function.");

export type HybridPpoConfig = z.output<typeof hybridPpoConfigSchema>;

export const configureHybridPpo = configureBy(hybridPpoConfigSchema, "docs/algorithms/hybrid-ppo.md");
