/** The acting half of a CTO agent: its Q-network and its actor for one observation at a time, synchronously. */
import type { Rng } from "../../core/rng.ts";
import { compileFunction, Graph, matmul, oneHotArgmax, type Tensor } from "../../graph/index.ts";
import { argmax } from "../../rl/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import { type AgentShape, masked, setMatrix, validSets } from "../common/shape.ts";
import type { GreedyOutputs, Parameters } from "../common/trained-policy.ts";
import type { Actor } from "../off-policy/model.ts";
import { randomValid } from "../off-policy/random-valid.ts";
import type { CtoConfig } from "./config.ts";
import { networksOf } from "./networks.ts";

/** `observation [1, n]` → `values [1, sets]`. */
export function chooseSetProgram(shape: AgentShape, config: CtoConfig) {
  const graph = new Graph();
  const { q } = networksOf(shape, config);
  const observation = graph.input("observation", [1, shape.layout.observation]);
  const values = q.apply(graph.state("q", [q.size]), observation);
  return compileFunction({ values: masked(values, validSets(observation, shape)) });
}

/** `observation [1, n]`, `set [1, sets]` (one-hot) → `shares [1, 3]`. */
export function chooseSharesProgram(shape: AgentShape, config: CtoConfig) {
  const graph = new Graph();
  const { actor } = networksOf(shape, config);
  const observations = graph.input("observation", [1, shape.layout.observation]);
  const targets = matmul(graph.input("set", [1, shape.sets.length]), setMatrix(graph, shape));
  const { shares } = actor.apply(graph.state("actor", [actor.size]), { observations, targets });
  return compileFunction({ shares });
}

/** Both, for a batch: the set of the greatest value, and the actor's shares for it. */
export function greedyDecision(observations: Tensor, shape: AgentShape, config: CtoConfig): GreedyOutputs {
  const { graph } = observations;
  const { q, actor } = networksOf(shape, config);
  const values = masked(q.apply(graph.state("q", [q.size]), observations), validSets(observations, shape));
  const set = oneHotArgmax(values);
  const targets = matmul(set, setMatrix(graph, shape));
  const { shares } = actor.apply(graph.state("actor", [actor.size]), { observations, targets });
  return { values, set, shares };
}

export class CtoActor implements Actor {
  readonly reads = "observation";
  readonly observationSize: number;
  readonly sets: number;
  readonly #q: FunctionRunner;
  readonly #actor: FunctionRunner;
  readonly #set: Float32Array;

  constructor(
    readonly shape: AgentShape,
    config: CtoConfig,
    { q, actor }: Parameters,
  ) {
    this.observationSize = shape.layout.observation;
    this.sets = shape.sets.length;
    this.#q = FunctionRunner.synchronous(chooseSetProgram(shape, config), { q: q! });
    this.#actor = FunctionRunner.synchronous(chooseSharesProgram(shape, config), { actor: actor! });
    this.#set = new Float32Array(this.sets);
  }

  follow({ q, actor }: Parameters): void {
    this.#q.setStates({ q: q! });
    this.#actor.setStates({ actor: actor! });
  }

  act(observation: Float32Array, shares: Float32Array): number {
    const set = argmax(this.#q.runSync({ observation })["values"]!);
    this.#chooseShares(observation, set, shares);
    return set;
  }

  /** ε-greedy in the set (Mnih et al., 2015); the shares are the actor's. */
  explore(observation: Float32Array, shares: Float32Array, rng: Rng, isRandom: boolean): number {
    if (!isRandom) return this.act(observation, shares);
    const set = randomValid(rng, observation, this.shape);
    this.#chooseShares(observation, set, shares);
    return set;
  }

  #chooseShares(observation: Float32Array, set: number, shares: Float32Array): void {
    this.#set.fill(0)[set] = 1;
    const result = this.#actor.runSync({ observation, set: this.#set })["shares"]!;
    for (let k = 0; k < sharesWidth; k++) shares[k] = result[k]!;
  }
}
