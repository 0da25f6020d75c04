/** Settings that all on-policy algorithms have: of their policy, which all servers share, and of a step of PPO. */
import { z } from "zod";
import { viewFields } from "../common/view-fields.ts";

const fraction = z.number().min(0).max(1);
const level = z.number().gt(0).max(1);
const levels = z.array(level).min(1).max(16);
const positive = z.number().positive();

/** Of the policy, in the order in which pages list them. */
export const policyFields = {
  episodes: z
    .int()
    .min(1)
    .default(300)
    .describe("Training episodes; each is one pass over the training window with new homes."),
  ...viewFields,
  hidden: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(6)
    .default([64, 64])
    .describe("Hidden layer sizes of the policy."),
  offloadRatios: levels
    .default([0.15, 0.25, 1 / 3, 0.4, 0.45, 0.5, 0.55, 0.6, 2 / 3, 0.75, 0.85, 1])
    .describe("Offload ratios to choose from."),
  computeShares: levels
    .default([1, 0.5, 0.25, 0.125])
    .describe(
      "Compute shares to choose from; halves of each other nest, so that parts fill a server. Those below the scenario's `shareMin` count as it.",
    ),
  bandwidthShares: levels.default([1, 0.5, 0.25]).describe("Bandwidth shares to choose from, likewise."),
  helperParts: z
    .array(z.number().gt(0).lt(1))
    .min(1)
    .max(16)
    .default([0.25, 1 / 3, 0.4, 0.45, 0.5, 0.55, 0.6, 2 / 3, 0.75])
    .describe(
      "With `split: weighted`: what a helper gets, of what it and the next one share, to choose from; 0.5: as much as the next. Unused with equal parts.",
    ),
  initialShares: z
    .tuple([level, level, level])
    .default([0.55, 0.5, 1])
    .describe(
      "Offload ratio, compute share and bandwidth share that an untrained policy prefers: the nearest to choose from.",
    ),
  habit: z
    .number()
    .min(0)
    .default(1)
    .describe("Head start of the largest target sets and of `initialShares` in an untrained policy (logit)."),
};

/** Of a step of the policy. */
export const stepFields = {
  clipRange: positive
    .default(0.2)
    .describe("PPO: probabilities that moved by more than this factor get no more."),
  largestAdvantage: positive
    .default(10)
    .describe("Advantages, in standard deviations, are cut here: bursts have heavy tails."),
  learningRate: positive.default(1e-3).describe("Adam's step size."),
  finalRate: fraction
    .default(0.05)
    .describe("Factor of the learning rate at the end; it falls linearly from 1."),
  entropy: z
    .tuple([fraction, fraction])
    .default([0.7, 0.05])
    .describe(
      "Entropy that each kind of choice is held at, from the start of the training to its end (1: uniform): the weights of the entropy bonuses follow it.",
    ),
  maxGradientNorm: positive.default(1).describe("Gradients are scaled down to this norm."),
  targetRate: fraction
    .default(0.02)
    .describe("τ of the soft update of the averaged policy, which is judged and exported."),
};

type Fields = typeof policyFields & typeof stepFields;

export type OnPolicyConfig = z.output<z.ZodObject<Fields>> & {
  /** Decisions in an update, and passes over those of an episode. */
  readonly batch: number;
  readonly epochs: number;
};
