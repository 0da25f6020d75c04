/** The centralised value function, for training only: the family's critic (`CriticKind`), shown no action. */
import { compileFunction, Graph, type Program, type Tensor } from "../../graph/index.ts";
import type { Module } from "../../nn/index.ts";
import { criticNetwork } from "../common/networks/critic.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import { flat } from "../common/objectives.ts";
import type { AgentShape } from "../common/shape.ts";
import type { HybridPpoConfig } from "./config.ts";

export interface ValueInput {
  /** `[batch, view.size]` */
  readonly observations: Tensor;
  /** `[batch, layout.global]`; null for a critic that sees nothing more. */
  readonly globalStates: Tensor | null;
}

/** → `[batch]`: what is to come, in deviations of returns from their mean (`ReturnScale`). */
export function valueNetwork(
  { layout }: AgentShape,
  { criticHidden, attention }: HybridPpoConfig,
): Module<ValueInput> {
  const critic = criticNetwork({ layout, hidden: criticHidden, attention });
  return {
    ...critic,
    apply(parameters, { observations, globalStates }) {
      const { graph } = observations;
      const batch = observations.shape[0] ?? 1;
      const targets = graph.constant(new Float32Array(batch * layout.view.slots), [batch, layout.view.slots]);
      const shares = graph.constant(new Float32Array(batch * sharesWidth), [batch, sharesWidth]);
      return flat(critic.apply(parameters, { observations, globalStates, targets, shares }));
    },
  };
}

/** The input for what only critics see; null for a critic that sees nothing more. */
export function globalStatesInput(graph: Graph, { layout }: AgentShape, batch: number): Tensor | null {
  return layout.global === 0 ? null : graph.input("globalStates", [batch, layout.global]);
}

/** `observations [batch, view.size]`, `globalStates [batch, layout.global]` → `values [batch]`. */
export function valuesProgram(shape: AgentShape, config: HybridPpoConfig): Program {
  const graph = new Graph();
  const network = valueNetwork(shape, config);
  const observations = graph.input("observations", [config.batch, shape.layout.view.size]);
  const globalStates = globalStatesInput(graph, shape, config.batch);
  const parameters = graph.state("critic", [network.size]);
  return compileFunction({ values: network.apply(parameters, { observations, globalStates }) });
}
