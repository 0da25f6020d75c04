/** Settings that all off-policy algorithms have: episodes, observations, credit, replay, updates. */
import { z } from "zod";
import { viewFields } from "../common/view-fields.ts";

const fraction = z.number().min(0).max(1);

const prioritised = z
  .strictObject({
    alpha: fraction.default(0.6).describe("How much priorities matter; 0: not at all."),
    beta: fraction
      .default(0.4)
      .describe("How far importance weights make up for it at the start; it rises to 1."),
  })
  .nullable()
  .default(null)
  .describe(
    "`{ alpha, beta }`: an agent draws from its own buffer by how wrong the last update was about each transition. null: evenly.",
  );

const { neighbourSlots, ...sightFields } = viewFields;

/** The fields of every algorithm's schema, in the order in which pages list them. */
export const offPolicyFields = {
  episodes: z
    .int()
    .min(1)
    .default(20)
    .describe("Training episodes; each is one pass over the training window with new homes."),
  ...sightFields,
  shareParameters: z
    .boolean()
    .default(false)
    .describe(
      "One set of networks for all agents, trained on all their transitions; they also see what their server is like.",
    ),
  neighbourSlots,
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
      horizonTasks: z
        .int()
        .min(1)
        .default(16)
        .describe("Tasks from the decision on whose cost counts; in large networks, those nearby."),
      updates: z.int().min(1).default(1000).describe("Updates of each agent after an episode."),
      warmUpTasks: z.int().min(0).default(48).describe("Most tasks before it that are simulated again."),
    })
    .prefault({})
    .describe("For the reward scope `difference` only."),
  rewardScale: z.number().positive().default(0.1).describe("Factor on every reward before learning."),
  rewardNormalisation: z
    .boolean()
    .default(false)
    .describe("Whether rewards are also divided by their standard deviation so far."),
  gamma: fraction
    .default(0.9)
    .describe(
      "Discount γ, of the next decision or of one second (see `discount`). Unused with `difference`.",
    ),
  discount: z
    .enum(["decision", "second"])
    .default("decision")
    .describe(
      "`decision`: γ for each decision. `second`: γ^Δt, Δt the simulated seconds between them. Unused with `difference`.",
    ),
  nStep: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe(
      "Decisions whose rewards are added up before the value of what follows. Unused with `difference`.",
    ),
  learning: z
    .enum(["asynchronous", "synchronous"])
    .default("asynchronous")
    .describe(
      "`asynchronous`: each agent learns by its own clock. `synchronous`: all wait for the slowest, then learn and exchange together.",
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
    .describe("Transitions an agent's local replay buffer holds; of all agents, with `shareParameters`."),
  globalCapacity: z
    .int()
    .min(1)
    .default(60_000)
    .describe("Transitions the shared global replay buffer holds."),
  syncInterval: z
    .int()
    .min(1)
    .nullable()
    .default(50)
    .describe("Own updates of an agent between two of its contributions to the global buffer; null: never."),
  globalShare: fraction.default(0.25).describe("Share of a batch that is drawn from the global buffer."),
  prioritised,
  targetRate: fraction.default(0.002).describe("τ of the soft updates of all target networks."),
  finalRate: fraction
    .default(0.05)
    .describe("Factor of all learning rates at the end; it falls linearly from 1."),
  maxGradientNorm: z
    .number()
    .positive()
    .default(10)
    .describe("Gradients are scaled down to this global norm."),
};

export type OffPolicyConfig = z.output<z.ZodObject<typeof offPolicyFields>>;
