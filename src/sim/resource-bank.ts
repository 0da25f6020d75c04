/**
 * The reservation resources of model.md, section 3: every server's compute, then every link's bandwidth, each with
 * one first-in-first-out queue of parts (chained through the parts' `next` column).
 */
import type { Meter } from "./meter.ts";
import type { Network } from "./network.ts";
import type { PartPool } from "./part-pool.ts";

/** A request fits when this much of it is free: rounding must not keep a part waiting. */
const fitTolerance = 1 - 1e-9;

/** Whether a request of `amount` is granted where `free` is not reserved. */
export function isEnough(free: number, amount: number): boolean {
  return free >= amount * fitTolerance;
}

export class ResourceBank {
  /** Resource `m` is the compute of server `m` [cycles/s]; `serverCount + k` is the bandwidth of link `k` [bit/s]. */
  readonly capacity: Float64Array;
  /** What can be reserved at most: the capacity, or 0 while the resource is down. */
  readonly limit: Float64Array;
  readonly free: Float64Array;
  /** Sum of what the waiting parts have to do [cycles or bit]. */
  readonly waitingSize: Float64Array;
  readonly waitingCount: Int32Array;
  /** First and last waiting part; −1 when nobody waits. */
  readonly head: Int32Array;
  readonly #tail: Int32Array;
  readonly #holders: Int32Array;
  /** Reserved amount, integrated up to the last change [cycles or bit], and when that was [s]. */
  readonly #integral: Float64Array;
  readonly #changedAt: Float64Array;
  readonly #parts: PartPool;
  readonly #meter: Meter | null;

  constructor(network: Network, parts: PartPool, meter: Meter | null) {
    const count = network.serverCount + network.linkCount;
    this.capacity = new Float64Array(count);
    this.capacity.set(network.capacity);
    this.capacity.set(network.bandwidth, network.serverCount);
    this.limit = this.capacity.slice();
    this.free = this.capacity.slice();
    this.waitingSize = new Float64Array(count);
    this.waitingCount = new Int32Array(count);
    this.head = new Int32Array(count).fill(-1);
    this.#tail = new Int32Array(count).fill(-1);
    this.#holders = new Int32Array(count);
    this.#integral = new Float64Array(count);
    this.#changedAt = new Float64Array(count);
    this.#parts = parts;
    this.#meter = meter;
  }

  fits(resource: number, amount: number): boolean {
    return isEnough(this.free[resource]!, amount);
  }

  isUp(resource: number): boolean {
    return this.limit[resource]! > 0;
  }

  /** @param watts what the use of `amount` draws */
  take(resource: number, amount: number, watts: number, now: number): void {
    this.#settle(resource, now);
    this.free[resource]! -= amount;
    this.#holders[resource]! += 1;
    this.#meter?.drawMore(resource, watts);
  }

  /** Gives back what `take` took. A resource that nobody holds is free to its exact capacity: no rounding stays. */
  give(resource: number, amount: number, watts: number, now: number): void {
    this.#settle(resource, now);
    const holders = this.#holders[resource]! - 1;
    this.#holders[resource] = holders;
    this.free[resource] = holders === 0 ? this.limit[resource]! : this.free[resource]! + amount;
    this.#meter?.drawLess(resource, holders === 0 ? Number.POSITIVE_INFINITY : watts);
  }

  /** The resource goes down: whoever held it or waited for it does so no longer. */
  fail(resource: number, now: number): void {
    this.#settle(resource, now);
    this.limit[resource] = 0;
    this.free[resource] = 0;
    this.#holders[resource] = 0;
    this.head[resource] = -1;
    this.#tail[resource] = -1;
    this.waitingCount[resource] = 0;
    this.waitingSize[resource] = 0;
    this.#meter?.drawLess(resource, Number.POSITIVE_INFINITY);
  }

  /** The resource comes back, wholly free. */
  repair(resource: number, now: number): void {
    this.#settle(resource, now);
    this.limit[resource] = this.capacity[resource]!;
    this.free[resource] = this.capacity[resource]!;
  }

  enqueue(resource: number, part: number): void {
    const tail = this.#tail[resource]!;
    if (tail < 0) this.head[resource] = part;
    else this.#parts.next[tail] = part;
    this.#parts.next[part] = -1;
    this.#tail[resource] = part;
    this.waitingCount[resource]! += 1;
    this.waitingSize[resource]! += this.#parts.size[part]!;
  }

  /** Removes the head of the queue, which must not be empty. */
  dequeue(resource: number): void {
    const part = this.head[resource]!;
    const next = this.#parts.next[part]!;
    this.head[resource] = next;
    this.waitingCount[resource]! -= 1;
    if (next < 0) {
      this.#tail[resource] = -1;
      this.waitingSize[resource] = 0;
    } else {
      this.waitingSize[resource]! -= this.#parts.size[part]!;
    }
  }

  /** Writes the reserved amounts integrated from time 0 to `now`, from `firstResource` on, into `out`. */
  readIntegrals(firstResource: number, now: number, out: Float64Array): Float64Array {
    for (let i = 0; i < out.length; i++) {
      const r = firstResource + i;
      out[i] = this.#integral[r]! + (this.limit[r]! - this.free[r]!) * (now - this.#changedAt[r]!);
    }
    return out;
  }

  /** Brings the integrals, and what the meter has read, up to `now`. */
  settleAll(now: number): void {
    for (let resource = 0; resource < this.capacity.length; resource++) this.#settle(resource, now);
  }

  /** Becomes a copy of `other`, a bank of the same network. What was read from the meter is not copied. */
  copyFrom(other: ResourceBank): void {
    for (let r = 0; r < this.capacity.length; r++) {
      this.limit[r] = other.limit[r]!;
      this.free[r] = other.free[r]!;
      this.waitingSize[r] = other.waitingSize[r]!;
      this.waitingCount[r] = other.waitingCount[r]!;
      this.head[r] = other.head[r]!;
      this.#tail[r] = other.#tail[r]!;
      this.#holders[r] = other.#holders[r]!;
      this.#integral[r] = other.#integral[r]!;
      this.#changedAt[r] = other.#changedAt[r]!;
    }
  }

  #settle(resource: number, now: number): void {
    const since = this.#changedAt[resource]!;
    if (now === since) return;
    const amount = this.limit[resource]! - this.free[resource]!;
    if (amount > 0) {
      this.#integral[resource]! += amount * (now - since);
      this.#meter?.read(resource, since, now, amount);
    }
    this.#changedAt[resource] = now;
  }
}
