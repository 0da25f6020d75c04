/** The acting half of an agent: its Q-network and its actor for one observation at a time, synchronously. */
import { compileFunction, Graph, matmul } from "../../graph/index.ts";
import { argmax } from "../../rl/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import { sharesWidth } from "../maddpg/networks.ts";
import type { CtoConfig } from "./config.ts";
import type { GreedyActor } from "./policy.ts";
import { type AgentShape, networksOf, setMatrix } from "./update-graph.ts";

/** Parameters an actor needs, by the names of the update graph's states. */
export interface ActorParameters {
  readonly q: Float32Array;
  readonly actor: Float32Array;
}

/** `observation [1, n]` → `values [1, sets]`. */
export function chooseSetProgram(shape: AgentShape, config: CtoConfig) {
  const graph = new Graph();
  const { q } = networksOf(shape, config);
  const observation = graph.input("observation", [1, shape.layout.observation]);
  return compileFunction({ values: q.apply(graph.state("q", [q.size]), observation) });
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

export class Actor implements GreedyActor {
  readonly reads = "observation";
  readonly observationSize: number;
  readonly sets: number;
  readonly #q: FunctionRunner;
  readonly #actor: FunctionRunner;
  readonly #set: Float32Array;

  constructor(shape: AgentShape, config: CtoConfig, parameters: ActorParameters) {
    this.observationSize = shape.layout.observation;
    this.sets = shape.sets.length;
    this.#q = FunctionRunner.synchronous(chooseSetProgram(shape, config), { q: parameters.q });
    this.#actor = FunctionRunner.synchronous(chooseSharesProgram(shape, config), { actor: parameters.actor });
    this.#set = new Float32Array(this.sets);
  }

  /** Takes over (copies) new parameters. */
  follow({ q, actor }: ActorParameters): void {
    this.#q.setStates({ q });
    this.#actor.setStates({ actor });
  }

  act(observation: Float32Array, shares: Float32Array): number {
    const set = this.chooseSet(observation);
    this.chooseShares(observation, set, shares);
    return set;
  }

  /** The target set of the greatest value. */
  chooseSet(observation: Float32Array): number {
    return argmax(this.#q.runSync({ observation })["values"]!);
  }

  /** Writes offload ratio, compute share and bandwidth share for target set `set` to `shares`. */
  chooseShares(observation: Float32Array, set: number, shares: Float32Array): void {
    this.#set.fill(0)[set] = 1;
    const result = this.#actor.runSync({ observation, set: this.#set })["shares"]!;
    for (let k = 0; k < sharesWidth; k++) shares[k] = result[k]!;
  }
}
