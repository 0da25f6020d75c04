/**
 * What makes one off-policy algorithm differ from another: its networks, its losses, how it acts. The learner knows no
 * more of it. `C` is the algorithm's configuration.
 */
import type { Rng } from "../../core/rng.ts";
import type { CriticKind } from "../../env/critic-observer.ts";
import type { Program, Tensor } from "../../graph/index.ts";
import type { AgentShape } from "../common/shape.ts";
import type { ShareGrids } from "../common/share-grid.ts";
import type { GreedyActor, GreedyOutputs, Parameters } from "../common/trained-policy.ts";
import type { NamedGraph } from "../learner.ts";
import type { OffPolicyConfig } from "./config.ts";

/** How an agent explores, over the fraction of the training that is done. */
export interface Exploration {
  readonly epsilonStart: number;
  readonly epsilonEnd: number;
  readonly epsilonDecayFraction: number;
  /** Ornstein-Uhlenbeck noise on the shares; null for none. */
  readonly noise: { readonly theta: number; readonly start: number; readonly end: number } | null;
}

/** The acting networks of one set of parameters, for one observation at a time. */
export interface Actor extends GreedyActor {
  act(observation: Float32Array, shares: Float32Array): number;
  /** As `act`, with a random choice of the discrete part, or what else the algorithm explores by. */
  explore(observation: Float32Array, shares: Float32Array, rng: Rng, isRandom: boolean): number;
  /** Takes over (copies) new parameters. */
  follow(parameters: Parameters): void;
}

export interface OffPolicyModel<C extends OffPolicyConfig> {
  /** States that acting reads, each with the one that the judged and exported policy takes in its place. */
  readonly acting: Readonly<Record<string, string>>;
  /** `local` where there is no critic. */
  critic(config: C): CriticKind;
  exploration(config: C): Exploration;
  /** How shares are rounded before use. */
  shareGrids(config: C): ShareGrids;
  /** What an untrained agent answers, the usual decision of difference rewards. */
  initialShares(config: C): readonly number[];
  /** The part of the training in which the actor stands still, and the updates from one of its steps to the next. */
  actorPace(config: C): { readonly start: number; readonly delay: number };
  /** Fresh parameters; every target network starts as a copy. Keys are the states of the update program. */
  initialState(shape: AgentShape, config: C, rng: Rng): Record<string, Float32Array>;
  /**
   * One learning step as one program. Its inputs are those of `BatchTensors`; its outputs of one element are statistics,
   * and `errors` `[batch]`, where replay is prioritised, what was wrong about each transition.
   */
  update(shape: AgentShape, config: C): Program;
  /** The networks by their names in statistics, applied to a batch: to look into them. */
  probes(batch: Tensor, shape: AgentShape, config: C): Readonly<Record<string, Tensor>>;
  /** What acting in training evaluates, for people to look at. */
  actingGraphs(shape: AgentShape, config: C): readonly NamedGraph[];
  createActor(shape: AgentShape, config: C, parameters: Parameters): Actor;
  /** @param observations `[batch, view.size]` */
  greedy(observations: Tensor, shape: AgentShape, config: C): GreedyOutputs;
}
