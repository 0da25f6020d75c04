/** Counterfactual PPO as a learning algorithm: docs/algorithms/counterfactual-ppo.md. */
import { loadPolicy } from "../common/load-policy.ts";
import type { LearningAlgorithm } from "../learner.ts";
import { sharedPolicyShape } from "../on-policy/policy-shape.ts";
import { onPolicyGraphs } from "../on-policy/shared-policy.ts";
import { configureCounterfactualPpo, counterfactualPpoConfigSchema } from "./config.ts";
import { CounterfactualPpoLearner } from "./learner.ts";
import { counterfactualPpoUpdate } from "./update-graph.ts";

const name = "counterfactual-ppo";

export const counterfactualPpo: LearningAlgorithm = {
  name,
  description:
    "One policy for all servers, by PPO; every decision is credited by trying others in the simulator.",
  needsForecaster: false,
  configure: (overrides) => configureCounterfactualPpo(name, overrides),
  create: (config, context) =>
    CounterfactualPpoLearner.create(name, counterfactualPpoConfigSchema.parse(config), context),
  loadPolicy: (files) => loadPolicy(name, files),
  graphs(given, setup) {
    const config = counterfactualPpoConfigSchema.parse(given);
    const shape = sharedPolicyShape(setup, config, "local");
    return onPolicyGraphs({ name, shape, config }, setup.network, {
      description: "one learning step: the clipped surrogate, and the soft update of the averaged policy",
      program: counterfactualPpoUpdate(shape, config),
    });
  },
};
