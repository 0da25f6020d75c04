/**
 * One learning step: PPO's clipped surrogate over tried decisions, whose advantages come from re-simulation, an entropy
 * bonus, Adam, and the soft update of the averaged policy.
 */
import { compileUpdate, Graph, type Program } from "../../graph/index.ts";
import type { PolicyShape } from "../on-policy/policy-shape.ts";
import { surrogate } from "../on-policy/surrogate.ts";
import type { CounterfactualPpoConfig } from "./config.ts";

/** Inputs: those of `surrogate`. */
export function counterfactualPpoUpdate(shape: PolicyShape, config: CounterfactualPpoConfig): Program {
  const { objectives, networks, outputs } = surrogate(new Graph(), shape, config);
  return compileUpdate({
    minimise: objectives.minimise,
    targets: networks.targets,
    outputs: { ...outputs, ...objectives.gradientNorms },
  });
}
