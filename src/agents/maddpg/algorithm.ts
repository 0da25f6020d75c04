/** MADDPG as a learning algorithm: docs/algorithms/maddpg.md. */
import { defineOffPolicyAlgorithm } from "../off-policy/define-algorithm.ts";
import { configureMaddpg, maddpgConfigSchema } from "./config.ts";
import { maddpgModel } from "./model.ts";

export const maddpg = defineOffPolicyAlgorithm({
  name: "maddpg",
  description:
    "MADDPG: one actor gives servers and shares, the choice of servers relaxed; a centralised critic.",
  needsForecaster: false,
  model: maddpgModel,
  schema: maddpgConfigSchema,
  configure: configureMaddpg,
});
