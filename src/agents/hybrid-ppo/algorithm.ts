/** Hybrid PPO as a learning algorithm: docs/algorithms/hybrid-ppo.md. */
import { loadPolicy } from "../common/load-policy.ts";
import type { LearningAlgorithm } from "../learner.ts";
import { sharedPolicyShape } from "../on-policy/policy-shape.ts";
import { onPolicyGraphs } from "../on-policy/shared-policy.ts";
import { configureHybridPpo, hybridPpoConfigSchema } from "./config.ts";
import { HybridPpoLearner } from "./learner.ts";
import { hybridPpoUpdate } from "./update-graph.ts";
import { valuesProgram } from "./value-network.ts";

const name = "hybrid-ppo";

export const hybridPpo: LearningAlgorithm = {
  name,
  description: "One policy for all servers, by PPO with a centralised value function (MAPPO).",
  needsForecaster: false,
  configure: (overrides) => configureHybridPpo(name, overrides),
  create: (config, context) => HybridPpoLearner.create(name, hybridPpoConfigSchema.parse(config), context),
  loadPolicy: (files) => loadPolicy(name, files),
  graphs(given, setup) {
    const config = hybridPpoConfigSchema.parse(given);
    const shape = sharedPolicyShape(setup, config, config.critic);
    const update = {
      description:
        "one learning step: the clipped surrogate, the value function, and the soft update of the averaged policy",
      program: hybridPpoUpdate(shape, config),
    };
    const values = {
      name: "values",
      description: "the centralised value function, over a batch of decisions",
      program: valuesProgram(shape, config),
    };
    return onPolicyGraphs({ name, shape, config }, setup.network, update, [values]);
  },
};
