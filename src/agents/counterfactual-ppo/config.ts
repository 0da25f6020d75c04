/** Hyperparameters of counterfactual PPO: one policy for all servers, credited by what else it might have done. */
import { z } from "zod";
import { configureBy } from "../common/configure-by.ts";
import { policyFields, stepFields } from "../on-policy/config.ts";

const positive = z.number().positive();

export const counterfactualPpoConfigSchema = z
  .strictObject({
    ...policyFields,
    episodes: policyFields.episodes.default(100),
    releaseTimes: policyFields.releaseTimes.default(true),
    hidden: policyFields.hidden.default([128, 128]),
    alternatives: z
      .int()
      .min(2)
      .max(64)
      .default(16)
      .describe("Decisions drawn from the policy and tried for each task of an episode."),
    horizonTasks: z
      .int()
      .min(1)
      .default(1)
      .describe("Tasks nearby that still arrive in each trial, the decision's own included."),
    load: z
      .tuple([positive, positive])
      .default([0.8, 1.4])
      .describe(
        "Range of a factor on the rate of arrivals, drawn for each episode, so that crowded stretches are learned too; [1, 1] for the window as it is.",
      ),
    batch: z.int().min(1).max(65536).default(1024).describe("Tried decisions in an update."),
    epochs: z.int().min(1).max(32).default(4).describe("Passes over the tried decisions of an episode."),
    ...stepFields,
  })
  .describe("Counterfactual PPO: one policy, credited by re-simulation.");

export type CounterfactualPpoConfig = z.output<typeof counterfactualPpoConfigSchema>;

export const configureCounterfactualPpo = configureBy(
  counterfactualPpoConfigSchema,
  "docs/algorithms/counterfactual-ppo.md",
);
