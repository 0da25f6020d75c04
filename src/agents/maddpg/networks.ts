/**
 * The actor and the centralised critic of one MADDPG agent. The actor sees the local observation and the chosen
 * targets; the critic sees them, the three shares, and the global state with the other agents' latest actions.
 */
import { add, concat, mul, sigmoid, sub, type Tensor } from "../../graph/index.ts";
import { type Module, mlp } from "../../nn/index.ts";
import { compress } from "../compress.ts";

/** Offload ratio, compute share, bandwidth share. */
export const sharesWidth = 3;

export interface ActorShape {
  readonly observation: number;
  /** Number of neighbours: width of the multi-hot vector of chosen targets. */
  readonly degree: number;
  readonly hidden: readonly number[];
  /** Least compute and bandwidth share. */
  readonly shareMin: number;
}

export interface ActorInput {
  /** `[batch, observation]` */
  readonly observations: Tensor;
  /** `[batch, degree]`, 1 for each chosen neighbour. */
  readonly targets: Tensor;
}

export interface ActorOutput {
  /** `[batch, 3]`: offload ratio in [0, 1], compute and bandwidth share in [shareMin, 1]. */
  readonly shares: Tensor;
  /** The same before squashing; a penalty on it keeps the squashing from saturating. */
  readonly preActivation: Tensor;
}

export function actorNetwork(shape: ActorShape): Module<ActorInput, ActorOutput> {
  const layers = mlp({
    inputs: shape.observation + shape.degree,
    hidden: [...shape.hidden],
    outputs: sharesWidth,
    activation: "relu",
    outputScale: 0.1,
  });
  return {
    size: layers.size,
    init: (rng) => layers.init(rng),
    apply(parameters, { observations, targets }) {
      const { graph } = observations;
      const low = graph.constant(Float32Array.of(0, shape.shareMin, shape.shareMin), [sharesWidth]);
      const high = graph.constant(Float32Array.of(1, 1, 1), [sharesWidth]);
      const preActivation = layers.apply(parameters, concat([compress(observations), targets], 1));
      return { shares: add(low, mul(sub(high, low), sigmoid(preActivation))), preActivation };
    },
  };
}

export interface CriticShape {
  readonly observation: number;
  readonly global: number;
  readonly degree: number;
  readonly hidden: readonly number[];
}

export interface CriticInput {
  readonly observations: Tensor;
  /** `[batch, global]` */
  readonly globalStates: Tensor;
  readonly targets: Tensor;
  readonly shares: Tensor;
}

/** → `[batch, 1]`. */
export function criticNetwork(shape: CriticShape): Module<CriticInput> {
  const layers = mlp({
    inputs: shape.observation + shape.global + shape.degree + sharesWidth,
    hidden: [...shape.hidden],
    outputs: 1,
    activation: "relu",
    outputScale: 0.1,
  });
  return {
    size: layers.size,
    init: (rng) => layers.init(rng),
    apply: (parameters, { observations, globalStates, targets, shares }) =>
      layers.apply(parameters, concat([compress(observations), compress(globalStates), targets, shares], 1)),
  };
}
