/** The tasks in flight (decided, not complete), as columns; a slot is reused as soon as its task is complete. */
import { copied, grown } from "./grown.ts";
import type { TaskTable } from "./task-table.ts";

const initialSlots = 32;

export class TaskPool {
  /** Number of the task, counted from the first of all. */
  number = new Float64Array(initialSlots);
  home = new Int32Array(initialSlots);
  arrivalSeconds = new Float64Array(initialSlots);
  uploadSeconds = new Float64Array(initialSlots);
  deadlineSeconds = new Float64Array(initialSlots);
  outputRatio = new Float64Array(initialSlots);
  /** Parts that have neither completed nor been rejected; in a free slot, the next free slot. */
  pending = new Int32Array(initialSlots);
  /** Energy used so far, upload included [J]. */
  energyJoules = new Float64Array(initialSlots);
  /** The part that decides the latency so far (−1: none has ended), and when it ended [s]. */
  lastPart = new Int32Array(initialSlots);
  lastEnd = new Float64Array(initialSlots);
  /** 1 once a part has completed, and once a part was rejected. */
  completed = new Uint8Array(initialSlots);
  rejected = new Uint8Array(initialSlots);
  /** Times that a part of it was started again after a loss. */
  restarts = new Int32Array(initialSlots);

  /** Tasks in flight. */
  count = 0;
  #used = 0;
  #firstFree = -1;

  /** A slot for task `number`, which is row `row` of `tasks`. */
  allocate(number: number, tasks: TaskTable, row: number, pending: number): number {
    let slot = this.#firstFree;
    if (slot >= 0) {
      this.#firstFree = this.pending[slot]!;
    } else {
      if (this.#used === this.number.length) this.#grow();
      slot = this.#used++;
    }
    this.count++;
    this.number[slot] = number;
    this.home[slot] = tasks.home[row]!;
    this.arrivalSeconds[slot] = tasks.arrivalSeconds[row]!;
    this.uploadSeconds[slot] = tasks.uploadSeconds[row]!;
    this.deadlineSeconds[slot] = tasks.deadlineSeconds[row]!;
    this.outputRatio[slot] = tasks.outputRatio[row]!;
    this.pending[slot] = pending;
    this.energyJoules[slot] = tasks.uploadJoules[row]!;
    this.lastPart[slot] = -1;
    this.completed[slot] = 0;
    this.rejected[slot] = 0;
    this.restarts[slot] = 0;
    return slot;
  }

  /** Latency `L` of a task that is complete [s], upload included. */
  latencySeconds(slot: number): number {
    return this.lastEnd[slot]! - this.arrivalSeconds[slot]! + this.uploadSeconds[slot]!;
  }

  release(slot: number): void {
    this.count--;
    this.pending[slot] = this.#firstFree;
    this.#firstFree = slot;
  }

  /** Becomes a copy of `other`. */
  copyFrom(other: TaskPool): void {
    const used = other.#used;
    this.count = other.count;
    this.#used = used;
    this.#firstFree = other.#firstFree;
    this.number = copied(this.number, other.number, used);
    this.home = copied(this.home, other.home, used);
    this.arrivalSeconds = copied(this.arrivalSeconds, other.arrivalSeconds, used);
    this.uploadSeconds = copied(this.uploadSeconds, other.uploadSeconds, used);
    this.deadlineSeconds = copied(this.deadlineSeconds, other.deadlineSeconds, used);
    this.outputRatio = copied(this.outputRatio, other.outputRatio, used);
    this.pending = copied(this.pending, other.pending, used);
    this.energyJoules = copied(this.energyJoules, other.energyJoules, used);
    this.lastPart = copied(this.lastPart, other.lastPart, used);
    this.lastEnd = copied(this.lastEnd, other.lastEnd, used);
    this.completed = copied(this.completed, other.completed, used);
    this.rejected = copied(this.rejected, other.rejected, used);
    this.restarts = copied(this.restarts, other.restarts, used);
  }

  #grow(): void {
    this.number = grown(this.number);
    this.home = grown(this.home);
    this.arrivalSeconds = grown(this.arrivalSeconds);
    this.uploadSeconds = grown(this.uploadSeconds);
    this.deadlineSeconds = grown(this.deadlineSeconds);
    this.outputRatio = grown(this.outputRatio);
    this.pending = grown(this.pending);
    this.energyJoules = grown(this.energyJoules);
    this.lastPart = grown(this.lastPart);
    this.lastEnd = grown(this.lastEnd);
    this.completed = grown(this.completed);
    this.rejected = grown(this.rejected);
    this.restarts = grown(this.restarts);
  }
}
