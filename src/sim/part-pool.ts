/**
 * The parts in flight, as columns; a slot is reused as soon as its part is done. A part is always in exactly one
 * phase, holds or waits for at most one resource, and has at most one pending event.
 */
import { copied, grown } from "./grown.ts";

/** What a part is doing: model.md, section 3. The `*ing` phases end with an event. */
export const phase = {
  /** On, or waiting for, the link from home to its server. */
  sending: 0,
  /** Sent, not yet arrived. */
  arriving: 1,
  /** On, or waiting for, its server's compute. */
  computing: 2,
  /** Its result is on, or waits for, the link back home. */
  returning: 3,
  /** Its result is sent, not yet arrived. */
  returned: 4,
  /** Lost to a fault; the event is its home server's notice of it. */
  lost: 5,
  /** The slot of a lost part, kept until the event of what it was doing comes up. */
  cancelled: 6,
  /** Done or rejected; kept while it is the part that decides its task's latency. */
  ended: 7,
  /** A slot that no part has. */
  free: 8,
} as const;

const initialSlots = 64;

export class PartPool {
  /** Slot of its task in the pool of tasks in flight. */
  task = new Int32Array(initialSlots);
  /** Its place among the parts of its decision: the home part first, then by server. */
  place = new Int32Array(initialSlots);
  phase = new Uint8Array(initialSlots).fill(phase.free);
  /** The server that computes it. */
  server = new Int32Array(initialSlots);
  /** Link that takes the input there, and the link that takes the result home; −1 for none. */
  link = new Int32Array(initialSlots);
  backLink = new Int32Array(initialSlots);
  /** The part behind it in the queue it waits in (−1 at the tail); in a free slot, the next free slot. */
  next = new Int32Array(initialSlots);
  /** What it holds or waits for [cycles/s or bit/s], and how much there is to do with it [cycles or bit]. */
  amount = new Float64Array(initialSlots);
  size = new Float64Array(initialSlots);
  /** When it asked for that [s]. */
  requestedAt = new Float64Array(initialSlots);
  /** When it will have done with what it holds [s]; Infinity while it waits. */
  endsAt = new Float64Array(initialSlots);
  cycles = new Float64Array(initialSlots);
  inputBits = new Float64Array(initialSlots);
  resultBits = new Float64Array(initialSlots);
  /** Fractions `κ·a_c` and `κ·a_k` of a server's compute and a link's bandwidth that it asks for. */
  computeFraction = new Float64Array(initialSlots);
  bandwidthFraction = new Float64Array(initialSlots);
  /** How often it was started again after a loss. */
  restarts = new Int32Array(initialSlots);
  /** From its task's arrival to its last restart [s]; the times below count from there. */
  recoverySeconds = new Float64Array(initialSlots);
  transferSeconds = new Float64Array(initialSlots);
  linkWaitSeconds = new Float64Array(initialSlots);
  computeWaitSeconds = new Float64Array(initialSlots);
  computeSeconds = new Float64Array(initialSlots);

  /** Slots ever used, and the first of those that are free again (−1: none). */
  #used = 0;
  #firstFree = -1;

  /** A slot with its times at zero; every other column is for the caller to set. */
  allocate(): number {
    let slot = this.#firstFree;
    if (slot >= 0) {
      this.#firstFree = this.next[slot]!;
    } else {
      if (this.#used === this.task.length) this.#grow();
      slot = this.#used++;
    }
    this.restarts[slot] = 0;
    this.recoverySeconds[slot] = 0;
    this.resetTimes(slot);
    return slot;
  }

  /** Starts the account of where its time goes anew. */
  resetTimes(slot: number): void {
    this.transferSeconds[slot] = 0;
    this.linkWaitSeconds[slot] = 0;
    this.computeWaitSeconds[slot] = 0;
    this.computeSeconds[slot] = 0;
  }

  /** A copy of the part in `slot`, which is as it was before any event. */
  copy(slot: number): number {
    const other = this.allocate();
    this.task[other] = this.task[slot]!;
    this.place[other] = this.place[slot]!;
    this.server[other] = this.server[slot]!;
    this.cycles[other] = this.cycles[slot]!;
    this.inputBits[other] = this.inputBits[slot]!;
    this.computeFraction[other] = this.computeFraction[slot]!;
    this.bandwidthFraction[other] = this.bandwidthFraction[slot]!;
    this.restarts[other] = this.restarts[slot]!;
    return other;
  }

  release(slot: number): void {
    this.phase[slot] = phase.free;
    this.next[slot] = this.#firstFree;
    this.#firstFree = slot;
  }

  /** Becomes a copy of `other`. */
  copyFrom(other: PartPool): void {
    const used = other.#used;
    this.#used = used;
    this.#firstFree = other.#firstFree;
    this.task = copied(this.task, other.task, used);
    this.place = copied(this.place, other.place, used);
    this.phase = copied(this.phase, other.phase, used);
    this.server = copied(this.server, other.server, used);
    this.link = copied(this.link, other.link, used);
    this.backLink = copied(this.backLink, other.backLink, used);
    this.next = copied(this.next, other.next, used);
    this.amount = copied(this.amount, other.amount, used);
    this.size = copied(this.size, other.size, used);
    this.requestedAt = copied(this.requestedAt, other.requestedAt, used);
    this.endsAt = copied(this.endsAt, other.endsAt, used);
    this.cycles = copied(this.cycles, other.cycles, used);
    this.inputBits = copied(this.inputBits, other.inputBits, used);
    this.resultBits = copied(this.resultBits, other.resultBits, used);
    this.computeFraction = copied(this.computeFraction, other.computeFraction, used);
    this.bandwidthFraction = copied(this.bandwidthFraction, other.bandwidthFraction, used);
    this.restarts = copied(this.restarts, other.restarts, used);
    this.recoverySeconds = copied(this.recoverySeconds, other.recoverySeconds, used);
    this.transferSeconds = copied(this.transferSeconds, other.transferSeconds, used);
    this.linkWaitSeconds = copied(this.linkWaitSeconds, other.linkWaitSeconds, used);
    this.computeWaitSeconds = copied(this.computeWaitSeconds, other.computeWaitSeconds, used);
    this.computeSeconds = copied(this.computeSeconds, other.computeSeconds, used);
  }

  /** Slots that exist: the most parts that were ever in flight at once, rounded up. */
  get capacity(): number {
    return this.task.length;
  }

  #grow(): void {
    const slots = this.task.length;
    this.task = grown(this.task);
    this.place = grown(this.place);
    this.phase = grown(this.phase);
    this.phase.fill(phase.free, slots);
    this.server = grown(this.server);
    this.link = grown(this.link);
    this.backLink = grown(this.backLink);
    this.next = grown(this.next);
    this.amount = grown(this.amount);
    this.size = grown(this.size);
    this.requestedAt = grown(this.requestedAt);
    this.endsAt = grown(this.endsAt);
    this.cycles = grown(this.cycles);
    this.inputBits = grown(this.inputBits);
    this.resultBits = grown(this.resultBits);
    this.computeFraction = grown(this.computeFraction);
    this.bandwidthFraction = grown(this.bandwidthFraction);
    this.restarts = grown(this.restarts);
    this.recoverySeconds = grown(this.recoverySeconds);
    this.transferSeconds = grown(this.transferSeconds);
    this.linkWaitSeconds = grown(this.linkWaitSeconds);
    this.computeWaitSeconds = grown(this.computeWaitSeconds);
    this.computeSeconds = grown(this.computeSeconds);
  }
}
