/** The acting half of a MADQN agent, for one observation at a time, synchronously. */
import type { Rng } from "../../core/rng.ts";
import {
  compileFunction,
  Graph,
  matmul,
  max,
  oneHotArgmax,
  reshape,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import { argmax } from "../../rl/index.ts";
import { FunctionRunner } from "../../runtime/index.ts";
import { type AgentShape, masked } from "../common/shape.ts";
import type { GreedyOutputs, Parameters } from "../common/trained-policy.ts";
import type { Actor } from "../off-policy/model.ts";
import { randomValid } from "../off-policy/random-valid.ts";
import { ActionGrid } from "./action-grid.ts";
import type { MadqnConfig } from "./config.ts";
import { networksOf, validActions } from "./networks.ts";

/** `observation [1, n]` → `values [1, actions]`. */
export function valuesProgram(shape: AgentShape, config: MadqnConfig) {
  const observation = new Graph().input("observation", [1, shape.layout.observation]);
  return compileFunction({ values: actionValues(observation, shape, config) });
}

function actionValues(observations: Tensor, shape: AgentShape, config: MadqnConfig): Tensor {
  const { q, grid } = networksOf(shape, config);
  const values = q.apply(observations.graph.state("q", [q.size]), observations);
  return masked(values, validActions(observations, shape, grid));
}

/** For a batch: the action of the greatest value; a set is worth what the best of its actions is. */
export function greedyDecision(observations: Tensor, shape: AgentShape, config: MadqnConfig): GreedyOutputs {
  const { grid } = networksOf(shape, config);
  const values = actionValues(observations, shape, config);
  const bySet = [observations.shape[0] ?? 1, shape.sets.length, grid.combinations];
  const action = reshape(oneHotArgmax(values), bySet);
  const shares = observations.graph.constant(grid.shares, [grid.combinations, 3]);
  return {
    values: max(reshape(values, bySet), [2]),
    set: sum(action, [2]),
    shares: matmul(sum(action, [1]), shares),
  };
}

export class MadqnActor implements Actor {
  readonly reads = "observation";
  readonly observationSize: number;
  readonly sets: number;
  readonly #q: FunctionRunner;
  readonly #grid: ActionGrid;

  constructor(
    readonly shape: AgentShape,
    config: MadqnConfig,
    { q }: Parameters,
  ) {
    this.observationSize = shape.layout.observation;
    this.sets = shape.sets.length;
    this.#q = FunctionRunner.synchronous(valuesProgram(shape, config), { q: q! });
    this.#grid = new ActionGrid(shape, config);
  }

  follow({ q }: Parameters): void {
    this.#q.setStates({ q: q! });
  }

  act(observation: Float32Array, shares: Float32Array): number {
    return this.#take(argmax(this.#q.runSync({ observation })["values"]!), shares);
  }

  /** ε-greedy over target sets and shares. */
  explore(observation: Float32Array, shares: Float32Array, rng: Rng, isRandom: boolean): number {
    if (!isRandom) return this.act(observation, shares);
    const { combinations, distinct } = this.#grid;
    const first = randomValid(rng, observation, this.shape) * combinations;
    const choices = [...Array(combinations).keys()].filter((k) => distinct[first + k] === 1);
    return this.#take(first + choices[rng.integer(choices.length)]!, shares);
  }

  #take(action: number, shares: Float32Array): number {
    shares.set(this.#grid.sharesOf(action));
    return this.#grid.setOf(action);
  }
}
