/**
 * One learning agent: its exploration and its count of decisions. It acts when its server has an arrival, with the
 * networks of its trainer.
 */
import { Rng, type RngState } from "../../core/rng.ts";
import type { TargetSets } from "../../env/target-sets.ts";
import {
  linearSchedule,
  OrnsteinUhlenbeck,
  type OrnsteinUhlenbeckState,
  type Schedule,
} from "../../rl/index.ts";
import { leastShares, sharesWidth } from "../common/networks/share-actor.ts";
import type { OffPolicyConfig } from "./config.ts";
import type { Exploration } from "./model.ts";
import type { Trainer } from "./trainer.ts";

/** The counters and generators of an agent, as a JSON value. */
export interface AgentCounters {
  readonly decisions: number;
  readonly exploration: RngState;
  readonly noise: OrnsteinUhlenbeckState;
}

export class OffPolicyAgent<C extends OffPolicyConfig> {
  decisions = 0;
  readonly #exploration: Rng;
  /** Of unit stationary deviation; `#deviation` scales it. */
  readonly #noise: OrnsteinUhlenbeck;
  readonly #epsilon: Schedule;
  /** Null for no noise. */
  readonly #deviation: Schedule | null;
  readonly #least: Float32Array;

  constructor(
    readonly index: number,
    readonly trainer: Trainer<C>,
    readonly targetSets: TargetSets,
    { epsilonStart, epsilonEnd, epsilonDecayFraction, noise }: Exploration,
    seed: number,
  ) {
    this.#exploration = Rng.stream(seed, `exploration/${index}`);
    const theta = noise?.theta ?? 1;
    this.#noise = new OrnsteinUhlenbeck(Rng.stream(seed, `noise/${index}`), {
      size: sharesWidth,
      theta,
      sigma: Math.sqrt(1 - (1 - theta) ** 2),
    });
    this.#epsilon = linearSchedule(epsilonStart, epsilonEnd, epsilonDecayFraction);
    this.#deviation = noise === null ? null : linearSchedule(noise.start, noise.end, 1);
    this.#least = leastShares(trainer.shape.shareMin);
  }

  /**
   * Chooses a target set and writes the three shares to `shares`, exploring: at random with probability ε, and with
   * Ornstein-Uhlenbeck noise on the shares.
   *
   * @param progress fraction of the whole training that is done, for the schedules
   */
  explore(observation: Float32Array, progress: number, shares: Float32Array): number {
    const rng = this.#exploration;
    const isRandom = rng.uniform() < this.#epsilon(progress);
    const set = this.trainer.actor.explore(observation, shares, rng, isRandom);
    if (this.#deviation === null) return set;
    const deviation = this.#deviation(progress);
    const noise = this.#noise.next();
    for (let k = 0; k < sharesWidth; k++) {
      shares[k] = Math.min(1, Math.max(this.#least[k]!, shares[k]! + deviation * noise[k]!));
    }
    return set;
  }

  /** Chooses as `explore` does, but without exploring. */
  exploit(observation: Float32Array, shares: Float32Array): number {
    return this.trainer.actor.act(observation, shares);
  }

  /** Remembers a transition from its decision number `decision`, counted from 0 over the whole training. */
  remember(row: Float32Array, decision: number): void {
    const { layout } = this.trainer.shape;
    row[layout.agentAt] = this.index;
    row[layout.decisionAt] = decision;
    this.trainer.remember(row);
  }

  /** How much it explores: what statistics show. */
  explorationAt(progress: number): Record<string, number> {
    const epsilon = this.#epsilon(progress);
    return this.#deviation === null ? { epsilon } : { epsilon, noise: this.#deviation(progress) };
  }

  counters(): AgentCounters {
    return {
      decisions: this.decisions,
      exploration: this.#exploration.state(),
      noise: this.#noise.state(),
    };
  }

  restore(counters: AgentCounters): void {
    this.decisions = counters.decisions;
    this.#exploration.restore(counters.exploration);
    this.#noise.restore(counters.noise);
  }
}
