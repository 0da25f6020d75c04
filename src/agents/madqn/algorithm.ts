/** MADQN as a learning algorithm: docs/algorithms/madqn.md. */
import { defineOffPolicyAlgorithm } from "../off-policy/define-algorithm.ts";
import { configureMadqn, madqnConfigSchema } from "./config.ts";
import { madqnModel } from "./model.ts";

export const madqn = defineOffPolicyAlgorithm({
  name: "madqn",
  description: "MADQN: one Q-network for servers and shares, the shares from a grid; no actor, no critic.",
  needsForecaster: false,
  model: madqnModel,
  schema: madqnConfigSchema,
  configure: configureMadqn,
});
