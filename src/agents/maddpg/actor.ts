/** The acting half of a MADDPG agent, for one observation at a time, synchronously. */
import type { Rng } from "../../core/rng.ts";
import { compileFunction, Graph, type Tensor } from "../../graph/index.ts";
import { argmax } from "../../rl/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import type { AgentShape } from "../common/shape.ts";
import type { GreedyOutputs, Parameters } from "../common/trained-policy.ts";
import { gumbelNoise } from "../off-policy/gumbel-noise.ts";
import type { Actor } from "../off-policy/model.ts";
import { randomValid } from "../off-policy/random-valid.ts";
import type { MaddpgConfig } from "./config.ts";
import { bestSet, networksOf, sharesOf } from "./networks.ts";

/** `observation [1, n]` → `logits [1, sets]`, `shares [1, sets, 3]`. */
export function actProgram(shape: AgentShape, config: MaddpgConfig) {
  const graph = new Graph();
  const { actor } = networksOf(shape, config);
  const observation = graph.input("observation", [1, shape.layout.observation]);
  const { logits, shares } = actor.apply(graph.state("actor", [actor.size]), observation);
  return compileFunction({ logits, shares });
}

/** For a batch: the likeliest set, and its shares. */
export function greedyDecision(observations: Tensor, shape: AgentShape, config: MaddpgConfig): GreedyOutputs {
  const { actor } = networksOf(shape, config);
  const action = actor.apply(observations.graph.state("actor", [actor.size]), observations);
  const set = bestSet(action);
  return { values: action.logits, set, shares: sharesOf(set, action) };
}

export class MaddpgActor implements Actor {
  readonly reads = "observation";
  readonly observationSize: number;
  readonly sets: number;
  readonly #actor: FunctionRunner;
  readonly #noisy: Float32Array;

  constructor(
    readonly shape: AgentShape,
    config: MaddpgConfig,
    { actor }: Parameters,
  ) {
    this.observationSize = shape.layout.observation;
    this.sets = shape.sets.length;
    this.#actor = FunctionRunner.synchronous(actProgram(shape, config), { actor: actor! });
    this.#noisy = new Float32Array(this.sets);
  }

  follow({ actor }: Parameters): void {
    this.#actor.setStates({ actor: actor! });
  }

  act(observation: Float32Array, shares: Float32Array): number {
    return this.#choose(observation, shares, argmax);
  }

  /** Draws the set from the actor's distribution or, with probability ε, from all that are there. */
  explore(observation: Float32Array, shares: Float32Array, rng: Rng, isRandom: boolean): number {
    if (isRandom) return this.#choose(observation, shares, () => randomValid(rng, observation, this.shape));
    return this.#choose(observation, shares, (logits) => {
      for (let k = 0; k < logits.length; k++) this.#noisy[k] = logits[k]! + gumbelNoise(rng);
      return argmax(this.#noisy);
    });
  }

  #choose(observation: Float32Array, shares: Float32Array, setOf: (logits: Float32Array) => number): number {
    const results = this.#actor.runSync({ observation });
    const set = setOf(results["logits"]!);
    const at = set * sharesWidth;
    shares.set(results["shares"]!.subarray(at, at + sharesWidth));
    return set;
  }
}
