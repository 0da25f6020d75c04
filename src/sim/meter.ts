/** What is in use and what it draws over time: the series behind figures of utilisation and power. Optional. */
import { BinnedIntegral } from "./binned-integral.ts";
import { type CarbonIntensity, carbonGrams } from "./carbon.ts";
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

export interface SeriesOptions {
  /** Width of the bins of the utilisation series, and of the power series [s]; no series when absent. */
  readonly utilisationBinSeconds?: number;
  readonly powerBinSeconds?: number;
}

export interface MeterOptions extends SeriesOptions {
  /** Carbon intensity of the electricity; emissions are counted when given. */
  readonly carbon?: CarbonIntensity;
}

/** Reads resources (numbered as in `ResourceBank`) whenever their use changes. */
export class Meter {
  readonly #network: Network;
  readonly #use: BinnedIntegral | null;
  readonly #power: PowerIntegral | null;
  readonly #carbon: { readonly power: PowerIntegral; readonly intensity: CarbonIntensity } | null;
  /** What each resource draws now [W]. */
  readonly #watts: Float64Array;

  /** A meter, if there is anything to measure. */
  static for(network: Network, options: MeterOptions): Meter | null {
    const { utilisationBinSeconds, powerBinSeconds, carbon } = options;
    const wanted = [utilisationBinSeconds, powerBinSeconds, carbon].some((option) => option !== undefined);
    return wanted ? new Meter(network, options) : null;
  }

  private constructor(network: Network, { utilisationBinSeconds, powerBinSeconds, carbon }: MeterOptions) {
    this.#network = network;
    this.#use =
      utilisationBinSeconds === undefined
        ? null
        : new BinnedIntegral(utilisationBinSeconds, network.serverCount);
    this.#power = powerBinSeconds === undefined ? null : new PowerIntegral(network, powerBinSeconds);
    this.#carbon =
      carbon === undefined
        ? null
        : { power: new PowerIntegral(network, carbon.intervalSeconds), intensity: carbon };
    this.#watts = new Float64Array(network.serverCount + network.linkCount);
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
    if (resource < this.#network.serverCount) this.#use?.add(resource, start, end, amount);
    this.#power?.add(resource, start, end, this.#watts[resource]!);
    this.#carbon?.power.add(resource, start, end, this.#watts[resource]!);
  }

  /** `server` was down from `start` to `end` [s]. */
  wasDown(server: number, start: number, end: number): void {
    this.#power?.wasDown(server, start, end);
    this.#carbon?.power.wasDown(server, start, end);
  }

  utilisation(now: number): UtilisationSeries | null {
    if (this.#use === null) return null;
    const { serverCount, capacity } = this.#network;
    const { binSeconds } = this.#use;
    const series = this.#use.read(now);
    for (let i = 0; i < series.length; i++) series[i]! /= capacity[i % serverCount]! * binSeconds;
    return { binSeconds, bins: series.length / serverCount, series };
  }

  /** @param from when idle power begins to count [s]; all outages up to `now` have been told */
  power(from: number, now: number): PowerSeries | null {
    return this.#power?.series(from, now) ?? null;
  }

  /** Emissions of each server [g CO2e], likewise. */
  carbonGrams(from: number, now: number): Float64Array | null {
    if (this.#carbon === null) return null;
    return carbonGrams(this.#carbon.power.series(from, now), this.#carbon.intensity);
  }
}

/** The power of servers, of the links they send by, and of being up, integrated over bins. */
class PowerIntegral {
  readonly #network: Network;
  readonly #compute: BinnedIntegral;
  readonly #link: BinnedIntegral;
  /** Idle power that was not drawn, because the server was down. */
  readonly #down: BinnedIntegral;

  constructor(network: Network, binSeconds: number) {
    this.#network = network;
    this.#compute = new BinnedIntegral(binSeconds, network.serverCount);
    this.#link = new BinnedIntegral(binSeconds, network.serverCount);
    this.#down = new BinnedIntegral(binSeconds, network.serverCount);
  }

  add(resource: number, start: number, end: number, watts: number): void {
    const { serverCount, linkFrom } = this.#network;
    if (resource < serverCount) this.#compute.add(resource, start, end, watts);
    else this.#link.add(linkFrom[resource - serverCount]!, start, end, watts);
  }

  wasDown(server: number, start: number, end: number): void {
    this.#down.add(server, start, end, this.#network.idlePower[server]!);
  }

  series(from: number, now: number): PowerSeries {
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
