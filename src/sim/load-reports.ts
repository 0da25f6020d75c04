/**
 * What servers tell their neighbours of their load (the option `peerLoad`): every `intervalSeconds` each server
 * sends its free compute and waiting work, and a report arrives after the propagation delay of its link. Reports are
 * a few bytes and take no bandwidth. Only the newest ones, as many as can be in flight, are kept.
 */
import type { Network } from "./network.ts";

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

  /** @param down 1 for each server that is down now (live), and sends no reports: neighbours keep what they heard last */
  constructor(network: Network, down: Uint8Array | null = null) {
    this.#down = down;
    const longestDelay = network.propagationDelay.reduce((most, delay) => Math.max(most, delay), 0);
    this.#interval = network.loadReportSeconds;
    this.#servers = network.serverCount;
    this.#slots = Math.ceil(longestDelay / this.#interval) + 2;
    this.#freeCompute = new Float64Array(this.#slots * this.#servers);
    this.#waitingCycles = new Float64Array(this.#slots * this.#servers);
    for (let k = 0; k < this.#slots; k++) this.#freeCompute.set(network.capacity, k * this.#servers);
  }

  /** Sends the reports that are due up to `until` [s]; the load has been as given since the last call. */
  record(until: number, freeCompute: Float64Array, waitingCycles: Float64Array): void {
    const due = Math.floor(until / this.#interval);
    if (due <= this.#newest) return;
    let before = ((this.#newest + this.#slots) % this.#slots) * this.#servers;
    for (let k = Math.max(this.#newest + 1, due - this.#slots + 1); k <= due; k++) {
      const at = (k % this.#slots) * this.#servers;
      this.#send(this.#freeCompute, freeCompute, before, at);
      this.#send(this.#waitingCycles, waitingCycles, before, at);
      before = at;
    }
    this.#newest = due;
  }

  /** Whether a report is sent between the last call of `record` and `until` [s], inclusive. */
  isDue(until: number): boolean {
    return Math.floor(until / this.#interval) > this.#newest;
  }

  #send(reports: Float64Array, load: Float64Array, before: number, at: number): void {
    const down = this.#down;
    if (down === null) reports.set(load, at);
    else
      for (let m = 0; m < this.#servers; m++)
        reports[at + m] = down[m] === 1 ? reports[before + m]! : load[m]!;
  }

  /** Free compute [cycles/s] of `server` as last reported over a link of `delay` [s], at time `now`. */
  freeCompute(server: number, delay: number, now: number): number {
    return this.#freeCompute[this.#slot(delay, now) + server]!;
  }

  /** Waiting work [cycles] of `server`, likewise. */
  waitingCycles(server: number, delay: number, now: number): number {
    return this.#waitingCycles[this.#slot(delay, now) + server]!;
  }

  #slot(delay: number, now: number): number {
    const sent = Math.max(0, Math.floor((now - delay) / this.#interval));
    return (sent % this.#slots) * this.#servers;
  }
}
