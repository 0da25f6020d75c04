/** What is in use and what it draws over time: the series behind figures of utilisation and power. Optional. */
import { BinnedIntegral } from "./binned-integral.ts";
import type { Network } from "./network.ts";

/** Mean use of each server in each bin: `series[bin * serverCount + server]`, a fraction of its capacity. */
export interface UtilisationSeries {
  readonly binSeconds: number;
  readonly bins: number;
  readonly series: Float64Array;
}

/**
 * Energy of each server in each bin [J], `[bin * serverCount + server]`: of its computations, of the transfers it sends,
 * and its idle power while it is up, from the first arrival on. Divided by `binSeconds` it is the mean power [W].
 */
export interface PowerSeries {
  readonly binSeconds: number;
  readonly bins: number;
  readonly computeJoules: Float64Array;
  readonly linkJoules: Float64Array;
  readonly idleJoules: Float64Array;
}

export interface MeterOptions {
  readonly utilisationBinSeconds?: number;
  readonly powerBinSeconds?: number;
}

/** Reads resources (numbered as in `ResourceBank`) whenever their use changes. */
export class Meter {
  readonly #network: Network;
  readonly #use: BinnedIntegral | null;
  readonly #compute: BinnedIntegral | null;
  readonly #link: BinnedIntegral | null;
  /** Idle power that was not drawn, because the server was down. */
  readonly #down: BinnedIntegral | null;
  /** What each resource draws now [W]. */
  readonly #watts: Float64Array;

  constructor(network: Network, { utilisationBinSeconds, powerBinSeconds }: MeterOptions) {
    const servers = network.serverCount;
    this.#network = network;
    const integral = (bin?: number) => (bin === undefined ? null : new BinnedIntegral(bin, servers));
    this.#use = integral(utilisationBinSeconds);
    this.#compute = integral(powerBinSeconds);
    this.#link = integral(powerBinSeconds);
    this.#down = integral(powerBinSeconds);
    this.#watts = new Float64Array(servers + network.linkCount);
  }

  drawMore(resource: number, watts: number): void {
    this.#watts[resource]! += watts;
  }

  /** @param watts Infinity when the resource is no longer used at all: no rounding stays */
  drawLess(resource: number, watts: number): void {
    this.#watts[resource] = watts === Number.POSITIVE_INFINITY ? 0 : this.#watts[resource]! - watts;
  }

  /** `resource` was used at `amount`, and drew what it draws now, from `start` to `end` [s]. */
  read(resource: number, start: number, end: number, amount: number): void {
    const servers = this.#network.serverCount;
    if (resource < servers) {
      this.#use?.add(resource, start, end, amount);
      this.#compute?.add(resource, start, end, this.#watts[resource]!);
    } else {
      this.#link?.add(this.#network.linkFrom[resource - servers]!, start, end, this.#watts[resource]!);
    }
  }

  utilisation(now: number): UtilisationSeries | null {
    if (this.#use === null) return null;
    const { serverCount, capacity } = this.#network;
    const { binSeconds } = this.#use;
    const series = this.#use.read(now);
    for (let i = 0; i < series.length; i++) series[i]! /= capacity[i % serverCount]! * binSeconds;
    return { binSeconds, bins: series.length / serverCount, series };
  }

  /** `server` was down from `start` to `end` [s]. */
  wasDown(server: number, start: number, end: number): void {
    this.#down?.add(server, start, end, this.#network.idlePower[server]!);
  }

  /** @param from when idle power begins to count [s]; all outages up to `now` have been told */
  power(from: number, now: number): PowerSeries | null {
    if (this.#compute === null || this.#link === null || this.#down === null) return null;
    const { serverCount, idlePower } = this.#network;
    const { binSeconds } = this.#compute;
    const idle = new BinnedIntegral(binSeconds, serverCount);
    for (let server = 0; server < serverCount; server++) idle.add(server, from, now, idlePower[server]!);
    const idleJoules = idle.read(now);
    for (const [i, joules] of this.#down.read(now).entries()) idleJoules[i]! -= joules;
    const computeJoules = this.#compute.read(now);
    return {
      binSeconds,
      bins: computeJoules.length / serverCount,
      computeJoules,
      linkJoules: this.#link.read(now),
      idleJoules,
    };
  }
}
