/**
 * What a task costs at least, alone in an empty network with these helpers, over how its work is divided among home and them
 * (see isolated-cost.ts). One class for each way to split (model.md, section 2).
 */
import type { Network } from "../../sim/network.ts";
import type { TaskTable } from "../../sim/task-table.ts";
import type { CostWeights } from "./isolated-cost.ts";

export interface Division {
  /** The task that `least` is about. */
  prepare(tasks: TaskTable, row: number, weights: CostWeights): void;
  /** Least cost with the latency that compute share `latencyShare` gives and the energy that `energyShare` does. */
  least(latencyShare: number, energyShare: number): number;
}

/** `split: "equal"`: the helpers share `x` of the work and of the data equally. Latencies are `at0 + slope·x`. */
export class EqualDivision implements Division {
  readonly #network: Network;
  readonly #home: number;
  readonly #helpers: readonly number[];
  #weights: CostWeights = { perSecond: 0, perJoule: 0 };
  #cycles = 0;
  /** Home first, then for each helper: transfers and delays at `x` = 0, and what the transfers add towards `x` = 1. */
  readonly #delay: Float64Array;
  readonly #transfer: Float64Array;
  #transferJoules = 0;
  /** Latency at `x` = 0 and its slope, of home and of each helper. */
  readonly #at0: Float64Array;
  readonly #slope: Float64Array;

  constructor(network: Network, home: number, helpers: readonly number[]) {
    this.#network = network;
    this.#home = home;
    this.#helpers = helpers;
    const parts = helpers.length + 1;
    this.#delay = new Float64Array(parts);
    this.#transfer = new Float64Array(parts);
    this.#at0 = new Float64Array(parts);
    this.#slope = new Float64Array(parts);
  }

  prepare(tasks: TaskTable, row: number, weights: CostWeights): void {
    this.#weights = weights;
    this.#cycles = tasks.cycles[row]!;
    this.#transferJoules = 0;
    const { bandwidth, propagationDelay, transmitPower, resourceCap } = this.#network;
    const bits = tasks.inputBits[row]! / Math.max(1, this.#helpers.length);
    const back = tasks.outputRatio[row]!;
    for (const [k, helper] of this.#helpers.entries()) {
      const link = this.#network.linkBetween(this.#home, helper);
      const seconds = bits / (resourceCap * bandwidth[link]!);
      this.#delay[k + 1] = propagationDelay[link]!;
      this.#transfer[k + 1] = seconds;
      this.#transferJoules += transmitPower[link]! * seconds;
      if (back === 0) continue;
      const home = this.#network.linkBetween(helper, this.#home);
      const backSeconds = (back * bits) / (resourceCap * bandwidth[home]!);
      this.#delay[k + 1]! += propagationDelay[home]!;
      this.#transfer[k + 1]! += backSeconds;
      this.#transferJoules += transmitPower[home]! * backSeconds;
    }
  }

  least(latencyShare: number, energyShare: number): number {
    const { capacity, energyCoefficient, resourceCap } = this.#network;
    const helpers = this.#helpers;
    const count = helpers.length;
    const cycles = this.#cycles;
    const homeSeconds = cycles / (resourceCap * latencyShare * capacity[this.#home]!);
    const joules = (server: number) =>
      energyCoefficient[server]! * (resourceCap * energyShare * capacity[server]!) ** 2 * cycles;
    const homeJoules = joules(this.#home);
    if (count === 0) return this.#weights.perSecond * homeSeconds + this.#weights.perJoule * homeJoules;

    this.#at0[0] = homeSeconds;
    this.#slope[0] = -homeSeconds;
    let helperJoules = this.#transferJoules;
    for (let k = 0; k < count; k++) {
      const server = helpers[k]!;
      this.#at0[k + 1] = this.#delay[k + 1]!;
      this.#slope[k + 1] =
        this.#transfer[k + 1]! + cycles / (count * resourceCap * latencyShare * capacity[server]!);
      helperJoules += joules(server) / count;
    }
    let best = Number.POSITIVE_INFINITY;
    const offer = (x: number) => {
      if (!(x >= 0 && x <= 1)) return;
      let seconds = 0;
      for (let k = 0; k <= count; k++) seconds = Math.max(seconds, this.#at0[k]! + this.#slope[k]! * x);
      const energy = homeJoules + (helperJoules - homeJoules) * x;
      best = Math.min(best, this.#weights.perSecond * seconds + this.#weights.perJoule * energy);
    };
    offer(0);
    offer(1);
    for (let i = 0; i < count; i++) {
      for (let k = i + 1; k <= count; k++) {
        offer((this.#at0[k]! - this.#at0[i]!) / (this.#slope[i]! - this.#slope[k]!));
      }
    }
    return best;
  }
}

/**
 * `split: "weighted"`: work is divided at will, and so is the data, which may all stay at home (`dataRatio` 0): no time and no
 * energy of transfers but the delays. For a given latency the servers of least energy a cycle take as much as they can finish.
 */
export class FreeDivision implements Division {
  readonly #network: Network;
  readonly #servers: readonly number[];
  /** Links there, and back, of each server; −1 of home. */
  readonly #links: readonly (readonly [there: number, back: number])[];
  readonly #delay: Float64Array;
  readonly #order: number[];
  #weights: CostWeights = { perSecond: 0, perJoule: 0 };
  #cycles = 0;

  constructor(network: Network, home: number, helpers: readonly number[]) {
    this.#network = network;
    this.#servers = [home, ...helpers];
    this.#links = this.#servers.map((server) => [
      network.linkBetween(home, server),
      network.linkBetween(server, home),
    ]);
    this.#delay = new Float64Array(this.#servers.length);
    const { energyCoefficient, capacity } = network;
    const perCycle = (k: number) => energyCoefficient[this.#servers[k]!]! * capacity[this.#servers[k]!]! ** 2;
    this.#order = [...this.#servers.keys()].sort((p, q) => perCycle(p) - perCycle(q));
  }

  prepare(tasks: TaskTable, row: number, weights: CostWeights): void {
    this.#weights = weights;
    this.#cycles = tasks.cycles[row]!;
    const { propagationDelay } = this.#network;
    for (const [k, [there, back]] of this.#links.entries()) {
      this.#delay[k] =
        k === 0 ? 0 : propagationDelay[there]! + (tasks.outputRatio[row]! > 0 ? propagationDelay[back]! : 0);
    }
  }

  least(latencyShare: number, energyShare: number): number {
    const { capacity, resourceCap } = this.#network;
    const speed = (k: number) => resourceCap * latencyShare * capacity[this.#servers[k]!]!;
    let best = Number.POSITIVE_INFINITY;
    const offer = (seconds: number) => {
      best = Math.min(best, this.#costWithin(seconds, latencyShare, energyShare));
    };
    // The energy within a latency is linear between the latencies at which a server begins to help, or one more has nothing left.
    for (const delay of this.#delay) offer(delay);
    for (let subset = 1; subset < 2 ** this.#servers.length; subset++) {
      let speeds = 0;
      let late = this.#cycles;
      for (let k = 0; k < this.#servers.length; k++) {
        if ((subset & (1 << k)) === 0) continue;
        speeds += speed(k);
        late += this.#delay[k]! * speed(k);
      }
      offer(late / speeds);
    }
    return best;
  }

  /** Infinity where the work is not done by then. */
  #costWithin(seconds: number, latencyShare: number, energyShare: number): number {
    const { capacity, energyCoefficient, resourceCap } = this.#network;
    let left = this.#cycles;
    let joules = 0;
    for (const k of this.#order) {
      const server = this.#servers[k]!;
      const most = Math.max(0, seconds - this.#delay[k]!) * resourceCap * latencyShare * capacity[server]!;
      const cycles = Math.min(left, most);
      joules += energyCoefficient[server]! * (resourceCap * energyShare * capacity[server]!) ** 2 * cycles;
      left -= cycles;
    }
    if (left > 1e-9 * this.#cycles) return Number.POSITIVE_INFINITY;
    return this.#weights.perSecond * seconds + this.#weights.perJoule * joules;
  }
}
