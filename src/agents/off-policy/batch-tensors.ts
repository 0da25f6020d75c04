/** The inputs of an update: a batch of transitions as replay buffers hold them, taken apart. */
import {
  concat,
  exp,
  type Graph,
  greater,
  mul,
  reshape,
  slice,
  square,
  sub,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import type { AgentShape } from "../common/shape.ts";
import type { OffPolicyConfig } from "./config.ts";

export interface BatchTensors {
  readonly observations: Tensor;
  /** Null where critics see nothing more. */
  readonly globalStates: Tensor | null;
  /** `[batch, sets]`, one-hot. */
  readonly chosenSet: Tensor;
  /** `[batch, 3]` */
  readonly shares: Tensor;
  /** `[batch]`, scaled. */
  readonly reward: Tensor;
  /** `[batch]`: γ to the power of what the transition spans; 0 where the episode ended. */
  readonly discount: Tensor;
  readonly nextObservations: Tensor;
  readonly nextGlobalStates: Tensor | null;
  /** Importance weights, `[batch]`; null where replay is uniform. */
  readonly weights: Tensor | null;
  /** Factors of the learning rates, `[1]`, so that they can follow schedules. */
  readonly rate: Tensor;
  readonly actorRate: Tensor;
}

/** Names of the inputs that are filled with random numbers. */
export const noiseInputs = { gumbel: "gumbelNoise", normal: "targetNoise" } as const;

export function transitionsOf(graph: Graph, { layout }: AgentShape, { batch }: OffPolicyConfig): Tensor {
  return graph.input("transitions", [batch, layout.width]);
}

export function batchTensors(graph: Graph, shape: AgentShape, config: OffPolicyConfig): BatchTensors {
  const transitions = transitionsOf(graph, shape, config);
  const rate = graph.input("rate", [1]);
  const actorRate = graph.input("actorRate", [1]);
  const { layout } = shape;
  const column = (at: number) => reshape(slice(transitions, 1, at, at + 1), [config.batch]);
  const reward = mul(column(layout.rewardAt), config.rewardScale);
  const goesOn = sub(1, column(layout.doneAt));
  const gamma =
    config.discount === "decision"
      ? config.gamma ** config.nStep
      : exp(mul(column(layout.secondsAt), Math.log(Math.max(config.gamma, Number.MIN_VALUE))));
  return {
    ...stepTensors(transitions, shape),
    reward: config.rewardNormalisation ? mul(reward, graph.input("rewardFactor", [1])) : reward,
    discount: mul(goesOn, gamma),
    nextObservations: columns(transitions, layout.nextObservationAt, layout.observation),
    nextGlobalStates: globalColumns(transitions, layout.nextGlobalAt, layout.global),
    weights: config.prioritised === null ? null : graph.input("weights", [config.batch]),
    rate,
    actorRate,
  };
}

/** What was seen and done in a batch of transitions. */
export function stepTensors(
  transitions: Tensor,
  { layout, sets }: AgentShape,
): Pick<BatchTensors, "observations" | "globalStates" | "chosenSet" | "shares"> {
  return {
    observations: columns(transitions, 0, layout.observation),
    globalStates: globalColumns(transitions, layout.globalAt, layout.global),
    chosenSet: oneHot(columns(transitions, layout.setAt, 1), sets.length),
    shares: columns(transitions, layout.sharesAt, sharesWidth),
  };
}

function columns(transitions: Tensor, from: number, width: number): Tensor {
  return slice(transitions, 1, from, from + width);
}

function globalColumns(transitions: Tensor, from: number, width: number): Tensor | null {
  return width === 0 ? null : columns(transitions, from, width);
}

/** `[batch, 1]` of indices → `[batch, count]`. */
function oneHot(indices: Tensor, count: number): Tensor {
  const positions = indices.graph.constant(Float32Array.from({ length: count }, (_, k) => k));
  return where(greater(0.25, square(sub(indices, positions))), 1, 0);
}

/** A batch's states, once for each target set: rows `k·batch … (k + 1)·batch − 1` are those of set k. */
export function everySet(
  { sets, layout }: AgentShape,
  { observations, globalStates }: Pick<BatchTensors, "observations" | "globalStates">,
): { observations: Tensor; globalStates: Tensor | null; targets: Tensor } {
  const batch = observations.shape[0] ?? 1;
  const { slots } = layout.view;
  const multiHots = new Float32Array(sets.length * batch * slots);
  for (const [s, set] of sets.entries()) {
    for (let row = s * batch; row < (s + 1) * batch; row++)
      for (const k of set) multiHots[row * slots + k] = 1;
  }
  const repeated = (x: Tensor) => concat(Array<Tensor>(sets.length).fill(x), 0);
  return {
    observations: repeated(observations),
    globalStates: globalStates === null ? null : repeated(globalStates),
    targets: observations.graph.constant(multiHots, [sets.length * batch, slots]),
  };
}
