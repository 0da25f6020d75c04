/**
 * Prioritised experience replay (Schaul et al., 2016, the proportional variant): a row is drawn in proportion to `p^α`,
 * where `p` is how wrong the last update was about it. New rows get the greatest priority seen so far.
 */
import type { Rng } from "../core/rng.ts";
import { type Replay, ReplayBuffer, type ReplaySnapshot } from "./replay-buffer.ts";
import { SumTree } from "./sum-tree.ts";

export interface PrioritisedSnapshot extends ReplaySnapshot {
  /** `p` of each row, oldest first. */
  readonly priorities: Float32Array;
  /** Where the next row is written, and the greatest priority so far. */
  readonly head: number;
  readonly greatest: number;
}

/** Added to every priority, so that no row is never drawn again. */
const leastPriority = 1e-3;

export class PrioritisedReplay implements Replay {
  readonly #buffer: ReplayBuffer;
  readonly #priorities: Float32Array;
  readonly #tree: SumTree;
  #greatest = 1;
  /** Position of place `k` of the tree is the same place of the buffer's memory, shifted by this. */
  #shift = 0;

  /** @param alpha how much priorities matter; 0: uniform */
  constructor(
    readonly capacity: number,
    readonly width: number,
    readonly alpha: number,
  ) {
    this.#buffer = new ReplayBuffer(capacity, width);
    this.#priorities = new Float32Array(capacity);
    this.#tree = new SumTree(capacity);
  }

  get size(): number {
    return this.#buffer.size;
  }

  get #head(): number {
    return (this.#buffer.head + this.#shift) % this.capacity;
  }

  add(row: Float32Array, offset = 0): void {
    this.#weigh(this.#head, this.#greatest);
    this.#buffer.add(row, offset);
  }

  /**
   * Copies `count` rows, one drawn from each of `count` equal parts of the whole weight, to `out`. Needs `size > 0`.
   * @param beta how far the importance weights make up for the choice; 1: wholly
   * @param places gets where each row lies, for `learned`
   * @param weights gets `(N·P)^-β` of each row; to be divided by the greatest of a batch
   */
  sample(
    rng: Rng,
    count: number,
    beta: number,
    out: Float32Array,
    places: Int32Array,
    weights: Float32Array,
  ): void {
    const { total } = this.#tree;
    for (let k = 0; k < count; k++) {
      const place = this.#tree.find(((k + rng.uniform()) / count) * total);
      places[k] = place;
      weights[k] = (this.size * (this.#tree.weight(place) / total)) ** -beta;
      this.#buffer.copyRow((place - this.#shift + this.capacity) % this.capacity, out, k);
    }
  }

  /** Takes over the errors that an update made in the first `count` rows that were sampled last. */
  learned(places: Int32Array, errors: Float32Array, count: number): void {
    for (let k = 0; k < count; k++) {
      const priority = Math.abs(errors[k]!) + leastPriority;
      this.#greatest = Math.max(this.#greatest, Math.fround(priority));
      this.#weigh(places[k]!, priority);
    }
  }

  copyRecent(count: number, target: Replay): void {
    this.#buffer.copyRecent(count, target);
  }

  snapshot(): PrioritisedSnapshot {
    const oldest = this.#head - this.size + this.capacity;
    const priorities = Float32Array.from(
      { length: this.size },
      (_, k) => this.#priorities[(oldest + k) % this.capacity]!,
    );
    return { ...this.#buffer.snapshot(), priorities, head: this.#head, greatest: this.#greatest };
  }

  /** Replaces the content. Later draws are those of the buffer that was snapshot: the tree keeps its places. */
  restore(snapshot: PrioritisedSnapshot): void {
    const { size, priorities, head, greatest } = snapshot;
    this.#buffer.restore(snapshot);
    this.#shift = (head - this.#buffer.head + this.capacity) % this.capacity;
    this.#greatest = greatest;
    for (let place = 0; place < this.capacity; place++) this.#tree.set(place, 0);
    const oldest = head - size + this.capacity;
    for (const [k, priority] of priorities.entries()) this.#weigh((oldest + k) % this.capacity, priority);
  }

  #weigh(place: number, priority: number): void {
    this.#priorities[place] = priority;
    this.#tree.set(place, this.#priorities[place]! ** this.alpha);
  }
}
