/** What the learner and the algorithm's entry both need: the shape of its agents, and what its exported policies are. */
import type { Network } from "../../sim/network.ts";
import { type AgentShape, agentShape } from "../off-policy/shape.ts";
import { greedyDecision } from "./actor.ts";
import type { CounterfactualPpoConfig } from "./config.ts";

/** Shares come from levels that fit as they are. */
export const noRounding = { compute: null, bandwidth: null };

/** All agents share one policy, so that a policy of one city decides in another. */
export function counterfactualPpoShape(network: Network, config: CounterfactualPpoConfig): AgentShape {
  return agentShape(network, { ...config, shareParameters: true }, "local", false);
}

/** As `exportPolicy` and `greedyProgram` take it. */
export function exportedModel(config: CounterfactualPpoConfig) {
  return {
    model: {
      greedy: greedyDecision,
      shareGrids: () => noRounding,
      valuesMeaning: "log-probability of each set of helping servers, up to a constant",
    },
    config: { ...config, shareParameters: true },
  };
}
