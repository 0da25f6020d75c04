/**
 * When capacity will be free that is held or waited for now. Servers and links know it of the parts at hand: a part that has
 * begun ends when it ends, and those that wait begin in their order (model.md, section 3).
 */
import type { Network } from "./network.ts";
import { type PartPool, phase } from "./part-pool.ts";
import { isEnough, type ResourceBank } from "./resource-bank.ts";

/** Times that are told of a resource. */
export const releaseTimesWidth = 2;

export class ReleaseTimes {
  readonly #network: Network;
  readonly #parts: PartPool;
  readonly #resources: ResourceBank;
  /** The parts that hold each resource, chained; −1 at the end. */
  readonly #firstHolder: Int32Array;
  #nextHolder = new Int32Array(0);
  /** The parts on their way to each server, likewise; they may hold a link as well. */
  readonly #firstInbound: Int32Array;
  #nextInbound = new Int32Array(0);
  /** Ends of the parts of one resource, ascending, and what each gives back. */
  #ends: number[] = [];
  #amounts: number[] = [];

  constructor(network: Network, parts: PartPool, resources: ResourceBank) {
    this.#network = network;
    this.#parts = parts;
    this.#resources = resources;
    this.#firstHolder = new Int32Array(network.serverCount + network.linkCount);
    this.#firstInbound = new Int32Array(network.serverCount);
  }

  /** Goes over all parts in flight; the other methods tell of them as they are at `now` [s], the time of the simulation. */
  look(now: number): void {
    const { endsAt, phase: phases, server, link, backLink, capacity, requestedAt } = this.#parts;
    const { serverCount, propagationDelay } = this.#network;
    if (this.#nextHolder.length < capacity) {
      this.#nextHolder = new Int32Array(capacity);
      this.#nextInbound = new Int32Array(capacity);
    }
    this.#firstHolder.fill(-1);
    this.#firstInbound.fill(-1);
    for (let part = 0; part < capacity; part++) {
      const its = phases[part];
      if (its === phase.sending || its === phase.arriving) {
        if (requestedAt[part]! + propagationDelay[link[part]!]! <= now) {
          this.#nextInbound[part] = this.#firstInbound[server[part]!]!;
          this.#firstInbound[server[part]!] = part;
        }
      }
      if (endsAt[part] === Number.POSITIVE_INFINITY) continue; // it waits
      let resource: number;
      if (its === phase.computing) resource = server[part]!;
      else if (its === phase.sending) resource = serverCount + link[part]!;
      else if (its === phase.returning) resource = serverCount + backLink[part]!;
      else continue;
      this.#nextHolder[part] = this.#firstHolder[resource]!;
      this.#firstHolder[resource] = part;
    }
  }

  /**
   * Work of the parts that are on their way to `server` [cycles], of those that it can have heard of: the notice leaves with
   * the decision, ahead of the data, and takes the propagation delay of the link.
   */
  inboundCycles(server: number): number {
    const { cycles } = this.#parts;
    const all: number[] = [];
    for (let part = this.#firstInbound[server]!; part >= 0; part = this.#nextInbound[part]!)
      all.push(cycles[part]!);
    // Slots are handed out in another order where decisions are taken together; the sum is to be the same to the bit.
    return all.sort((p, q) => p - q).reduce((sum, work) => sum + work, 0);
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
      for (; !isEnough(unreserved, needed) && released < this.#ends.length; released++) {
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
