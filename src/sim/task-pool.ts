/** The tasks in flight (decided, not complete), as columns; a slot is reused as soon as its task is complete. */
import { grown } from "./grown.ts";

const initialSlots = 32;

export class TaskPool {
  /** Row in the task table; in a free slot, the next free slot. */
  row = new Int32Array(initialSlots);
  /** Parts that have neither completed nor been rejected. */
  pending = new Int32Array(initialSlots);
  /** Energy used so far, upload included [J]. */
  energyJoules = new Float64Array(initialSlots);
  /** The part that decides the latency so far (−1: none has ended), and when it ended [s]. */
  lastPart = new Int32Array(initialSlots);
  lastEnd = new Float64Array(initialSlots);
  /** 1 once a part has completed, and once a part was rejected. */
  completed = new Uint8Array(initialSlots);
  rejected = new Uint8Array(initialSlots);

  #used = 0;
  #firstFree = -1;

  allocate(row: number, pending: number, energyJoules: number): number {
    let slot = this.#firstFree;
    if (slot >= 0) {
      this.#firstFree = this.row[slot]!;
    } else {
      if (this.#used === this.row.length) this.#grow();
      slot = this.#used++;
    }
    this.row[slot] = row;
    this.pending[slot] = pending;
    this.energyJoules[slot] = energyJoules;
    this.lastPart[slot] = -1;
    this.completed[slot] = 0;
    this.rejected[slot] = 0;
    return slot;
  }

  release(slot: number): void {
    this.row[slot] = this.#firstFree;
    this.#firstFree = slot;
  }

  #grow(): void {
    this.row = grown(this.row);
    this.pending = grown(this.pending);
    this.energyJoules = grown(this.energyJoules);
    this.lastPart = grown(this.lastPart);
    this.lastEnd = grown(this.lastEnd);
    this.completed = grown(this.completed);
    this.rejected = grown(this.rejected);
  }
}
