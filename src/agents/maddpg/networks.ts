/**
 * The actor and the centralised critic of one MADDPG agent. The actor sees the local observation and the chosen
 * targets; the critic sees them, the three shares, and the global state with the other agents' latest actions.
 */
import { add, concat, mul, sigmoid, type Tensor } from "../../graph/index.ts";
import { compose, type Module, mlp } from "../../nn/index.ts";
import { compress, scaleWithWork } from "../observations.ts";

/** Offload ratio, compute share, bandwidth share. */
export const sharesWidth = 3;

export interface ActorShape {
  readonly observation: number;
  /** Number of neighbours: width of the multi-hot vector of chosen targets. */
  readonly degree: number;
  readonly hidden: readonly number[];
  /** Least compute and bandwidth share. */
  readonly shareMin: number;
  /** What an untrained actor answers: offload ratio, compute share, bandwidth share, each strictly inside its range. */
  readonly initialShares: readonly number[];
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
  return compose([layers], (apply, { observations, targets }: ActorInput) => {
    const { graph } = observations;
    const low = Float32Array.of(0, shape.shareMin, shape.shareMin);
    const logits = shape.initialShares.map((share, k) => {
      // A start on or below the least share would have no finite logit.
      const fraction = Math.min(0.99, Math.max(0.01, (share - low[k]!) / (1 - low[k]!)));
      return Math.log(fraction / (1 - fraction));
    });
    const preActivation = apply(0, concat([compress(observations), targets], 1));
    const squashed = sigmoid(add(preActivation, graph.constant(logits)));
    const range = graph.constant(low.map((least) => 1 - least));
    return { shares: add(graph.constant(low), mul(range, squashed)), preActivation };
  });
}

export interface CriticShape {
  readonly observation: number;
  /** Where the observation holds the task's work. */
  readonly workAt: number;
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
    outputs: 2,
    activation: "relu",
    outputScale: 0.1,
  });
  return compose([layers], (apply, { observations, globalStates, targets, shares }: CriticInput) =>
    scaleWithWork(
      apply(0, concat([compress(observations), compress(globalStates), targets, shares], 1)),
      observations,
      shape.workAt,
    ),
  );
}
