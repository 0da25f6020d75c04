/**
 * A ring buffer of fixed-width float rows with uniform sampling: the local replay buffers of the agents and the
 * shared global one. Rows are opaque here; who writes them knows their layout.
 */
import type { Rng } from "../core/rng.ts";

export interface ReplaySnapshot {
  /** The filled rows, oldest first: `[size, width]`. */
  readonly rows: Float32Array;
  readonly size: number;
}

export class ReplayBuffer {
  readonly #rows: Float32Array;
  #size = 0;
  /** Index of the row that is written next. */
  #head = 0;

  /**
   * @param capacity most rows kept; the oldest are overwritten
   * @param width floats in a row
   */
  constructor(
    readonly capacity: number,
    readonly width: number,
  ) {
    this.#rows = new Float32Array(capacity * width);
  }

  get size(): number {
    return this.#size;
  }

  get #oldest(): number {
    return (this.#head - this.#size + this.capacity) % this.capacity;
  }

  /** Appends a copy of `row` (`width` floats from `offset`). */
  add(row: Float32Array, offset = 0): void {
    const at = this.#head * this.width;
    for (let i = 0; i < this.width; i++) this.#rows[at + i] = row[offset + i]!;
    this.#head = (this.#head + 1) % this.capacity;
    if (this.#size < this.capacity) this.#size++;
  }

  /** Copies `count` rows drawn uniformly with replacement to `out`, from row `firstRow` of `out` on. Needs `size > 0`. */
  sample(rng: Rng, count: number, out: Float32Array, firstRow = 0): void {
    const width = this.width;
    // Drawn by age, not by position in memory, so that a restored buffer samples the same rows.
    const oldest = this.#oldest;
    for (let k = 0; k < count; k++) {
      const from = ((oldest + rng.integer(this.#size)) % this.capacity) * width;
      const to = (firstRow + k) * width;
      for (let i = 0; i < width; i++) out[to + i] = this.#rows[from + i]!;
    }
  }

  /** Copies the rows added most recently (at most `count`, oldest of them first) to `target`. */
  copyRecent(count: number, target: ReplayBuffer): void {
    const n = Math.min(count, this.#size);
    for (let k = n; k > 0; k--) {
      const row = (this.#head - k + this.capacity) % this.capacity;
      target.add(this.#rows, row * this.width);
    }
  }

  snapshot(): ReplaySnapshot {
    const rows = new Float32Array(this.#size * this.width);
    for (let k = 0; k < this.#size; k++) {
      const from = ((this.#oldest + k) % this.capacity) * this.width;
      rows.set(this.#rows.subarray(from, from + this.width), k * this.width);
    }
    return { rows, size: this.#size };
  }

  /** Replaces the content. Later samples and overwrites are those of the buffer that was snapshot. */
  restore({ rows, size }: ReplaySnapshot): void {
    if (size > this.capacity || rows.length !== size * this.width) {
      throw new Error(
        `a snapshot of ${size} rows (${rows.length} floats) does not fit ${this.capacity} × ${this.width}`,
      );
    }
    this.#rows.set(rows);
    this.#size = size;
    this.#head = size % this.capacity;
  }
}
