/** What the networks of agents depend on in a scenario's network. All agents of a learner have the same shape. */
import { EdgeflockError } from "../../core/errors.ts";
import type { CriticKind } from "../../env/critic-observer.ts";
import { sightBy } from "../../env/policy.ts";
import { TargetSets } from "../../env/target-sets.ts";
import { TransitionLayout } from "../../env/transition-layout.ts";
import { type Graph, greater, matmul, slice, sub, type Tensor, where } from "../../graph/index.ts";
import type { Network } from "../../sim/network.ts";
import { latest } from "./networks/encoder.ts";
import type { ViewConfig } from "./view-fields.ts";

export interface AgentShape {
  readonly layout: TransitionLayout;
  /** Each target set as positions among the server's links. */
  readonly sets: readonly (readonly number[])[];
  readonly shareMin: number;
}

/** The settings that a shape depends on. */
export type ShapeConfig = Omit<ViewConfig, "recurrentWidth"> & { readonly shareParameters: boolean };

/**
 * @param critic the kind of the algorithm's critic; `local` where it has none
 * @param withForecasts whether the critic sees forecasts
 * @throws EdgeflockError("scenario") when no server could be helped, or one has more neighbours than there is room for
 */
export function agentShape(
  network: Network,
  config: ShapeConfig,
  critic: CriticKind,
  withForecasts: boolean,
): AgentShape {
  const degrees = Array.from({ length: network.serverCount }, (_, m) => network.degree(m));
  const most = Math.max(...degrees);
  if (most === 0) {
    throw new EdgeflockError(
      "scenario",
      "learning algorithms choose among neighbours, but no server has any",
      "Link servers with others.",
    );
  }
  if (config.neighbourSlots !== null && config.neighbourSlots < most) {
    throw new EdgeflockError(
      "scenario",
      `neighbourSlots is ${config.neighbourSlots}, but the server ${network.spec.servers[degrees.indexOf(most)]?.name} has ${most} neighbours`,
      `Set neighbourSlots to ${most} or more, or to null.`,
    );
  }
  // Where all agents are alike and none of them has to know what it is like, nothing is padded and nothing added.
  const isPlain =
    !config.shareParameters && config.neighbourSlots === null && degrees.every((degree) => degree === most);
  const slots = isPlain ? null : (config.neighbourSlots ?? most);
  const layout = new TransitionLayout(network, 0, {
    sight: sightBy(config),
    slots,
    history: config.actorHistory,
    critic,
    withForecasts,
  });
  return { layout, sets: new TargetSets(network, 0, layout.view.slots).sets, shareMin: network.shareMin };
}

/** `[sets, slots]`: row s is the multi-hot vector of set s. */
export function setMatrix(graph: Graph, { sets, layout }: AgentShape): Tensor {
  const { slots } = layout.view;
  const values = new Float32Array(sets.length * slots);
  sets.forEach((set, row) => {
    for (const k of set) values[row * slots + k] = 1;
  });
  return graph.constant(values, [sets.length, slots]);
}

/**
 * Which target sets name only neighbours that are there: 1 or 0, `[batch, sets]`; null where every set does.
 * @param observations `[batch, view.size]`
 */
export function validSets(observations: Tensor, shape: AgentShape): Tensor | null {
  const { view } = shape.layout;
  if (view.presenceAt === null) return null;
  const present = slice(latest(observations, view), 1, view.presenceAt, view.presenceAt + view.slots);
  const missing = matmul(sub(1, present), setMatrix(observations.graph, shape), { transposeB: true });
  return greater(0.5, missing);
}

/** Less than any value, and yet finite. */
const never = -1e9;

/** `values`, those of actions that are not there so low that they are never chosen. */
export function masked(values: Tensor, valid: Tensor | null): Tensor {
  return valid === null ? values : where(valid, values, never);
}

/** Where an untrained network would rather have help: the largest set, or each as large. One value a set. */
export function headStartOf({ sets, layout }: AgentShape, habit: number): Float32Array {
  const largest = sets.at(-1)?.length ?? 0;
  const isPadded = layout.view.presenceAt !== null;
  return Float32Array.from(sets, (set, k) =>
    (isPadded ? set.length === largest : k === sets.length - 1) ? habit : 0,
  );
}
