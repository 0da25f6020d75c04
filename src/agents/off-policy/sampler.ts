/** A trainer's replay: its own buffer, uniform or prioritised, and batches drawn from it and from the global one. */
import type { Rng } from "../../core/rng.ts";
import type { TransitionLayout } from "../../env/transition-layout.ts";
import { PrioritisedReplay, type PrioritisedSnapshot } from "../../replay/prioritised-replay.ts";
import { type Replay, ReplayBuffer } from "../../replay/replay-buffer.ts";
import type { OffPolicyConfig } from "./config.ts";

/** What of a buffer does not fit an array of floats. */
export interface ReplayCounters {
  readonly head: number;
  readonly greatest: number;
}

export class Sampler {
  /** `[batch, layout.width]`, of the last draw. */
  readonly batch: Float32Array;
  /** `[batch]`: importance weights, the greatest of them 1. */
  readonly weights: Float32Array;
  readonly #uniform: ReplayBuffer | null;
  readonly #prioritised: PrioritisedReplay | null;
  readonly #places: Int32Array;
  /** Rows of the last draw that came from the own buffer. */
  #own = 0;

  constructor(
    readonly layout: TransitionLayout,
    readonly config: OffPolicyConfig,
  ) {
    const { batch, localCapacity, prioritised } = config;
    this.batch = new Float32Array(batch * layout.width);
    this.weights = new Float32Array(batch).fill(1);
    this.#places = new Int32Array(batch);
    this.#uniform = prioritised === null ? new ReplayBuffer(localCapacity, layout.width) : null;
    this.#prioritised =
      prioritised === null ? null : new PrioritisedReplay(localCapacity, layout.width, prioritised.alpha);
  }

  /** The own buffer. */
  get replay(): Replay {
    return (this.#uniform ?? this.#prioritised)!;
  }

  /** @param progress fraction of the training that is done: importance weights grow with it */
  draw(rng: Rng, globalReplay: ReplayBuffer, progress: number): void {
    const { batch, globalShare, prioritised } = this.config;
    const shared = globalReplay.size > 0 ? Math.round(batch * globalShare) : 0;
    this.#own = batch - shared;
    this.weights.fill(1);
    this.#uniform?.sample(rng, this.#own, this.batch);
    if (prioritised !== null && this.#own > 0) {
      const beta = prioritised.beta + (1 - prioritised.beta) * Math.min(1, progress);
      this.#prioritised?.sample(rng, this.#own, beta, this.batch, this.#places, this.weights);
    }
    if (shared > 0) globalReplay.sample(rng, shared, this.batch, this.#own);
    const greatest = this.weights.reduce((most, weight) => Math.max(most, weight), 0);
    for (let k = 0; k < batch; k++) this.weights[k] = this.weights[k]! / greatest;
  }

  /** Takes over what an update got wrong about each row of the last draw. */
  learned(errors: Float32Array): void {
    this.#prioritised?.learned(this.#places, errors, this.#own);
  }

  /** Mean age of the last draw, in decisions of the agent that each transition is of. */
  meanAge(decisionsOf: (agent: number) => number): number {
    const { agentAt, decisionAt, width } = this.layout;
    let sum = 0;
    for (let at = 0; at < this.batch.length; at += width) {
      sum += decisionsOf(this.batch[at + agentAt]!) - this.batch[at + decisionAt]!;
    }
    return sum / this.config.batch;
  }

  snapshot(): { arrays: Record<string, Float32Array>; counters: ReplayCounters | null } {
    const { rows } = this.replay.snapshot();
    if (this.#prioritised === null) return { arrays: { replay: rows }, counters: null };
    const { priorities, head, greatest } = this.#prioritised.snapshot();
    return { arrays: { replay: rows, priorities }, counters: { head, greatest } };
  }

  restore(array: (name: string) => Float32Array, counters: ReplayCounters | null): void {
    const rows = array("replay");
    const size = rows.length / this.layout.width;
    this.#uniform?.restore({ rows, size });
    if (counters === null) return;
    const snapshot: PrioritisedSnapshot = { rows, size, priorities: array("priorities"), ...counters };
    this.#prioritised?.restore(snapshot);
  }
}
