/**
 * The reservation resources of model.md, section 3: every server's compute, then every link's bandwidth, each with
 * one first-in-first-out queue of parts (chained through the parts' `next` column).
 */
import type { Network } from "./network.ts";
import type { PartPool } from "./part-pool.ts";
import type { UtilisationSeries } from "./utilisation-series.ts";

/** A request fits when this much of it is free: rounding must not keep a part waiting. */
const fitTolerance = 1 - 1e-9;

export class ResourceBank {
  /** Resource `m` is the compute of server `m` [cycles/s]; `serverCount + k` is the bandwidth of link `k` [bit/s]. */
  readonly capacity: Float64Array;
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
  readonly #serverCount: number;
  readonly #series: UtilisationSeries | null;

  constructor(network: Network, parts: PartPool, series: UtilisationSeries | null) {
    const count = network.serverCount + network.linkCount;
    this.capacity = new Float64Array(count);
    this.capacity.set(network.capacity);
    this.capacity.set(network.bandwidth, network.serverCount);
    this.free = this.capacity.slice();
    this.waitingSize = new Float64Array(count);
    this.waitingCount = new Int32Array(count);
    this.head = new Int32Array(count).fill(-1);
    this.#tail = new Int32Array(count).fill(-1);
    this.#holders = new Int32Array(count);
    this.#integral = new Float64Array(count);
    this.#changedAt = new Float64Array(count);
    this.#parts = parts;
    this.#serverCount = network.serverCount;
    this.#series = series;
  }

  fits(resource: number, amount: number): boolean {
    return this.free[resource]! >= amount * fitTolerance;
  }

  take(resource: number, amount: number, now: number): void {
    this.#settle(resource, now);
    this.free[resource]! -= amount;
    this.#holders[resource]! += 1;
  }

  /** Gives back what `take` took. A resource that nobody holds is free to its exact capacity: no rounding stays. */
  give(resource: number, amount: number, now: number): void {
    this.#settle(resource, now);
    const holders = this.#holders[resource]! - 1;
    this.#holders[resource] = holders;
    this.free[resource] = holders === 0 ? this.capacity[resource]! : this.free[resource]! + amount;
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
      out[i] = this.#integral[r]! + (this.capacity[r]! - this.free[r]!) * (now - this.#changedAt[r]!);
    }
    return out;
  }

  /** Brings the utilisation series up to `now`. */
  settleServers(now: number): void {
    for (let server = 0; server < this.#serverCount; server++) this.#settle(server, now);
  }

  #settle(resource: number, now: number): void {
    const since = this.#changedAt[resource]!;
    if (now === since) return;
    const amount = this.capacity[resource]! - this.free[resource]!;
    if (amount > 0) {
      this.#integral[resource]! += amount * (now - since);
      if (this.#series !== null && resource < this.#serverCount) {
        this.#series.add(resource, since, now, amount);
      }
    }
    this.#changedAt[resource] = now;
  }
}
