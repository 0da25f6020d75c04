/**
 * What servers tell their neighbours of their load (the option `peerLoad`): every `intervalSeconds` each server
 * sends its free compute and waiting work, with `releaseTimes` also when they will be done with, and a report arrives after
 * the propagation delay of its link. Reports are a few bytes and take no bandwidth. Only the newest ones, as many as can be
 * in flight, are kept.
 */
import type { Network } from "./network.ts";
import { type ReleaseTimes, releaseTimesWidth } from "./release-times.ts";

export class LoadReports {
  readonly #interval: number;
  readonly #servers: number;
  /** Ring of instants: report `k` of all servers lies in slot `k % slots`. */
  readonly #slots: number;
  readonly #freeCompute: Float64Array;
  readonly #waitingCycles: Float64Array;
  /** Number of the newest report; −1 before the first. */
  #newest = -1;
  readonly #down: Uint8Array | null;
  readonly #releases: ReleaseTimes | null;
  /** The times that `ReleaseTimes.write` gives, and work on its way there; empty where not reported. */
  readonly #releaseTimes: Float64Array;
  readonly #inboundCycles: Float64Array;
  readonly #timesNow: Float64Array;
  readonly #inboundNow: Float64Array;

  /**
   * @param down 1 for each server that is down now (live), and sends no reports: neighbours keep what they heard last
   * @param releases for reports that say when capacity will be free, too
   */
  constructor(network: Network, down: Uint8Array | null = null, releases: ReleaseTimes | null = null) {
    this.#down = down;
    this.#releases = releases;
    const longestDelay = network.propagationDelay.reduce((most, delay) => Math.max(most, delay), 0);
    this.#interval = network.loadReportSeconds;
    this.#servers = network.serverCount;
    this.#slots = Math.ceil(longestDelay / this.#interval) + 2;
    this.#freeCompute = new Float64Array(this.#slots * this.#servers);
    this.#waitingCycles = new Float64Array(this.#slots * this.#servers);
    for (let k = 0; k < this.#slots; k++) this.#freeCompute.set(network.capacity, k * this.#servers);
    const telling = releases === null ? 0 : this.#servers;
    this.#timesNow = new Float64Array(telling * releaseTimesWidth);
    this.#inboundNow = new Float64Array(telling);
    this.#releaseTimes = new Float64Array(this.#slots * telling * releaseTimesWidth);
    this.#inboundCycles = new Float64Array(this.#slots * telling);
  }

  /** Sends the reports that are due up to `until` [s]; the load has been as given since the last call. */
  record(until: number, freeCompute: Float64Array, waitingCycles: Float64Array): void {
    const due = Math.floor(until / this.#interval);
    if (due <= this.#newest) return;
    this.#lookAtReleases(until);
    let before = ((this.#newest + this.#slots) % this.#slots) * this.#servers;
    for (let k = Math.max(this.#newest + 1, due - this.#slots + 1); k <= due; k++) {
      const at = (k % this.#slots) * this.#servers;
      this.#send(this.#freeCompute, freeCompute, before, at);
      this.#send(this.#waitingCycles, waitingCycles, before, at);
      if (this.#releases !== null) {
        this.#send(this.#inboundCycles, this.#inboundNow, before, at);
        this.#send(this.#releaseTimes, this.#timesNow, before, at, releaseTimesWidth);
      }
      before = at;
    }
    this.#newest = due;
  }

  /** Whether a report is sent between the last call of `record` and `until` [s], inclusive. */
  isDue(until: number): boolean {
    return Math.floor(until / this.#interval) > this.#newest;
  }

  #lookAtReleases(now: number): void {
    const releases = this.#releases;
    if (releases === null) return;
    releases.look(now);
    for (let m = 0; m < this.#servers; m++) {
      releases.write(m, this.#timesNow, m * releaseTimesWidth);
      this.#inboundNow[m] = releases.inboundCycles(m);
    }
  }

  /** @param before, at where the servers begin in the report before and in this one, `width` numbers each */
  #send(reports: Float64Array, load: Float64Array, before: number, at: number, width = 1): void {
    const down = this.#down;
    if (down === null) {
      reports.set(load, at * width);
      return;
    }
    // Number by number: after a long silence the report before lies in the same slot.
    for (let m = 0; m < this.#servers; m++) {
      for (let k = m * width; k < (m + 1) * width; k++) {
        reports[at * width + k] = down[m] === 1 ? reports[before * width + k]! : load[k]!;
      }
    }
  }

  /** Free compute [cycles/s] of `server` as last reported over a link of `delay` [s], at time `now`. */
  freeCompute(server: number, delay: number, now: number): number {
    return this.#freeCompute[this.#slot(delay, now) + server]!;
  }

  /** Waiting work [cycles] of `server`, likewise. */
  waitingCycles(server: number, delay: number, now: number): number {
    return this.#waitingCycles[this.#slot(delay, now) + server]!;
  }

  /** Work on its way to `server` [cycles], likewise. Needs `releases`. */
  inboundCycles(server: number, delay: number, now: number): number {
    return this.#inboundCycles[this.#slot(delay, now) + server]!;
  }

  /** Writes what `ReleaseTimes.write` says of `server` [s] to `out` from `at` on, likewise. */
  writeReleaseTimes(server: number, delay: number, now: number, out: Float64Array, at: number): void {
    const from = (this.#slot(delay, now) + server) * releaseTimesWidth;
    for (let k = 0; k < releaseTimesWidth; k++) out[at + k] = this.#releaseTimes[from + k]!;
  }

  #slot(delay: number, now: number): number {
    const sent = Math.max(0, Math.floor((now - delay) / this.#interval));
    return (sent % this.#slots) * this.#servers;
  }
}
