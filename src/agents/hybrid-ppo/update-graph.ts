/**
 * One learning step: PPO's clipped surrogate, the regression of the value function on λ-returns, an Adam step of each,
 * and the soft update of the averaged policy.
 */
import { compileUpdate, Graph, type Program } from "../../graph/index.ts";
import { huberLoss } from "../../rl/index.ts";
import type { PolicyShape } from "../on-policy/policy-shape.ts";
import { surrogate } from "../on-policy/surrogate.ts";
import type { HybridPpoConfig } from "./config.ts";
import { globalStatesInput, valueNetwork } from "./value-network.ts";

/** Errors of the value function beyond this, in deviations of the returns, count linearly (Yu et al., 2022: 10). */
const huberDelta = 10;

/** Inputs: those of `surrogate`; `globalStates [batch, layout.global]`; `returns [batch]`, normalised. */
export function hybridPpoUpdate(shape: PolicyShape, config: HybridPpoConfig): Program {
  const graph = new Graph();
  const { observations, rate, objectives, networks, outputs } = surrogate(graph, shape, config);
  const network = valueNetwork(shape, config);
  const globalStates = globalStatesInput(graph, shape, config.batch);
  const returns = graph.input("returns", [config.batch]);
  const critic = graph.state("critic", [network.size]);
  const valueLoss = huberLoss(network.apply(critic, { observations, globalStates }), returns, huberDelta);
  objectives.add("critic", valueLoss, critic, config.criticLearningRate, rate);
  return compileUpdate({
    minimise: objectives.minimise,
    targets: networks.targets,
    outputs: { ...outputs, valueLoss, ...objectives.gradientNorms },
  });
}
