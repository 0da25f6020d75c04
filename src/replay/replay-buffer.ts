/**
 * A ring buffer of fixed-width float rows with uniform sampling: the local replay buffers of the agents and the
 * shared global one. Rows are opaque here; who writes them knows their layout.
 */
import type { Rng } from "../core/rng.ts";

/** A buffer with uniform sampling, or another. */
export interface Replay {
  readonly size: number;
  readonly width: number;
  /** Appends a copy of `row`. */
  add(row: Float32Array, offset?: number): void;
  /** Copies the rows added most recently (at most `count`, oldest of them first) to `target`. */
  copyRecent(count: number, target: Replay): void;
  snapshot(): ReplaySnapshot;
  restore(snapshot: ReplaySnapshot): void;
}

export interface ReplaySnapshot {
  /** The filled rows, oldest first: `[size, width]`. */
  readonly rows: Float32Array;
  readonly size: number;
}

export class ReplayBuffer implements Replay {
  /** Grown by doubling up to the capacity: many an agent never fills its buffer. */
  #rows: Float32Array;
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
    this.#rows = new Float32Array(Math.min(capacity, 1024) * width);
  }

  get size(): number {
    return this.#size;
  }

  get #oldest(): number {
    return (this.#head - this.#size + this.capacity) % this.capacity;
  }

  /** Where the row lies that is written next, from 0 to `capacity` (excluded). */
  get head(): number {
    return this.#head;
  }

  /** Appends a copy of `row` (`width` floats from `offset`). */
  add(row: Float32Array, offset = 0): void {
    const at = this.#head * this.width;
    this.#makeRoom(this.#head + 1);
    for (let i = 0; i < this.width; i++) this.#rows[at + i] = row[offset + i]!;
    this.#head = (this.#head + 1) % this.capacity;
    if (this.#size < this.capacity) this.#size++;
  }

  /** Copies `count` rows drawn uniformly with replacement to `out`, from row `firstRow` of `out` on. Needs `size > 0`. */
  sample(rng: Rng, count: number, out: Float32Array, firstRow = 0): void {
    // Drawn by age, not by position in memory, so that a restored buffer samples the same rows.
    const oldest = this.#oldest;
    for (let k = 0; k < count; k++) {
      this.copyRow((oldest + rng.integer(this.#size)) % this.capacity, out, firstRow + k);
    }
  }

  /** Copies the row that lies at `position` to row `to` of `out`. */
  copyRow(position: number, out: Float32Array, to: number): void {
    const { width } = this;
    const from = position * width;
    for (let i = 0; i < width; i++) out[to * width + i] = this.#rows[from + i]!;
  }

  /** Copies the rows added most recently (at most `count`, oldest of them first) to `target`. */
  copyRecent(count: number, target: Replay): void {
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
    this.#makeRoom(size);
    this.#rows.set(rows);
    this.#size = size;
    this.#head = size % this.capacity;
  }

  #makeRoom(count: number): void {
    const held = this.#rows.length / this.width;
    if (count <= held) return;
    const rows = new Float32Array(Math.min(this.capacity, Math.max(count, 2 * held)) * this.width);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}
