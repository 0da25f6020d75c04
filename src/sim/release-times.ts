/**
 * When capacity will be free that is held or waited for now. Servers and links know it of the parts at hand: a part that has
 * begun ends when it ends, and those that wait begin in their order (model.md, section 3).
 */
import type { Network } from "./network.ts";
import { type PartPool, phase } from "./part-pool.ts";
import type { ResourceBank } from "./resource-bank.ts";

/** A request fits when this much of it is free, as in `ResourceBank.fits`. */
const fitTolerance = 1 - 1e-9;

/** Times that are told of a resource. */
export const releaseTimesWidth = 2;

export class ReleaseTimes {
  /** Work of the parts that are on their way to each server [cycles], as of the last `look`. */
  readonly inboundCycles: Float64Array;
  readonly #network: Network;
  readonly #parts: PartPool;
  readonly #resources: ResourceBank;
  /** The parts that hold each resource, chained; −1 at the end. */
  readonly #firstHolder: Int32Array;
  #nextHolder = new Int32Array(0);
  /** Ends of the parts of one resource, ascending, and what each gives back. */
  #ends: number[] = [];
  #amounts: number[] = [];

  constructor(network: Network, parts: PartPool, resources: ResourceBank) {
    this.#network = network;
    this.#parts = parts;
    this.#resources = resources;
    this.inboundCycles = new Float64Array(network.serverCount);
    this.#firstHolder = new Int32Array(network.serverCount + network.linkCount);
  }

  /** Goes over all parts in flight; `write` tells of them as they are now. */
  look(): void {
    const { endsAt, phase: phases, server, link, backLink, cycles, capacity } = this.#parts;
    const { serverCount } = this.#network;
    if (this.#nextHolder.length < capacity) this.#nextHolder = new Int32Array(capacity);
    this.#firstHolder.fill(-1);
    this.inboundCycles.fill(0);
    for (let part = 0; part < capacity; part++) {
      let resource: number;
      switch (phases[part]) {
        case phase.sending:
          this.inboundCycles[server[part]!]! += cycles[part]!;
          resource = serverCount + link[part]!;
          break;
        case phase.arriving:
          this.inboundCycles[server[part]!]! += cycles[part]!;
          continue;
        case phase.computing:
          resource = server[part]!;
          break;
        case phase.returning:
          resource = serverCount + backLink[part]!;
          break;
        default:
          continue;
      }
      if (endsAt[part] === Number.POSITIVE_INFINITY) continue; // it waits
      this.#nextHolder[part] = this.#firstHolder[resource]!;
      this.#firstHolder[resource] = part;
    }
  }

  /**
   * Writes two times [s] to `out` from `at` on: when the largest request that a task may make of `resource` (numbered as in
   * `ResourceBank`) would be granted, and when all that is at hand will be done. 0 or a time gone by: now. Infinity: the
   * resource is down.
   */
  write(resource: number, out: Float64Array, at: number): void {
    const { limit, capacity, free, head } = this.#resources;
    if (!(limit[resource]! > 0)) {
      out.fill(Number.POSITIVE_INFINITY, at, at + releaseTimesWidth);
      return;
    }
    const { amount, size, next } = this.#parts;
    this.#gatherHolders(resource);
    let unreserved = free[resource]!;
    let released = 0;
    let now = 0;
    const releaseUntil = (needed: number) => {
      for (; unreserved < needed * fitTolerance && released < this.#ends.length; released++) {
        now = this.#ends[released]!;
        unreserved += this.#amounts[released]!;
      }
    };
    for (let part = head[resource]!; part >= 0; part = next[part]!) {
      releaseUntil(amount[part]!);
      unreserved -= amount[part]!;
      this.#insert(now + size[part]! / amount[part]!, amount[part]!, released);
    }
    releaseUntil(this.#network.resourceCap * capacity[resource]!);
    out[at] = now;
    out[at + 1] = Math.max(now, this.#ends.at(-1) ?? 0);
  }

  #gatherHolders(resource: number): void {
    const { amount, endsAt } = this.#parts;
    this.#ends = [];
    this.#amounts = [];
    for (let part = this.#firstHolder[resource]!; part >= 0; part = this.#nextHolder[part]!) {
      this.#insert(endsAt[part]!, amount[part]!, 0);
    }
  }

  /** Inserts an end in order, behind the first `from`, which are gone by. */
  #insert(end: number, amount: number, from: number): void {
    let place = this.#ends.length;
    while (place > from && this.#ends[place - 1]! > end) place--;
    this.#ends.splice(place, 0, end);
    this.#amounts.splice(place, 0, amount);
  }
}
