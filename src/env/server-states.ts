/** What critics see of one server, whichever others they see: its load, its latest task, the forecast of its next one. */
import type { Network } from "../sim/network.ts";
import type { NetworkState } from "../sim/simulator.ts";
import type { TaskTable } from "../sim/task-table.ts";
import { longestSeconds } from "./local-observer.ts";

/** Floats of one forecast: time to the next arrival [s], its work [cycles], its input size [bit]. */
export const forecastWidth = 3;

/** Floats of one server. */
export function serverStateWidth(withForecasts: boolean): number {
  return 7 + (withForecasts ? forecastWidth : 0);
}

export class ServerStates {
  readonly #meanCapacity: number;
  readonly #meanBandwidth: number;
  readonly #latestArrival: Float64Array;
  readonly #latestTask: Int32Array;

  /** @param forecasts `[tasks.count, 3]`, row i made after task i's arrival about its home's next task; NaN: masked; null for none */
  constructor(
    readonly network: Network,
    readonly tasks: TaskTable,
    readonly forecasts: Float32Array | null,
  ) {
    const servers = network.serverCount;
    this.#meanCapacity = network.capacity.reduce((sum, f) => sum + f, 0) / servers;
    this.#meanBandwidth = network.bandwidth.reduce((sum, b) => sum + b, 0) / Math.max(1, network.linkCount);
    this.#latestArrival = new Float64Array(servers).fill(Number.NEGATIVE_INFINITY);
    this.#latestTask = new Int32Array(servers).fill(-1);
  }

  /** Notes that `task` has arrived at its home server at time `now`. */
  noteArrival(task: number, nowSeconds: number): void {
    const home = this.tasks.home[task]!;
    this.#latestTask[home] = task;
    this.#latestArrival[home] = nowSeconds;
  }

  /** Writes server `m` at the current time to `out` from `offset` on. Returns where it ends. */
  write(state: NetworkState, m: number, out: Float32Array, offset: number): number {
    const capacity = this.network.capacity[m]!;
    const task = this.#latestTask[m]!;
    const silence = state.nowSeconds - this.#latestArrival[m]!;
    let at = offset;
    out[at++] = capacity / this.#meanCapacity;
    out[at++] = state.freeCompute[m]! / capacity;
    out[at++] = state.waitingCycles[m]! / capacity;
    out[at++] = task < 0 ? 0 : this.tasks.cycles[task]! / capacity;
    out[at++] = task < 0 ? 0 : this.tasks.inputBits[task]! / this.#meanBandwidth;
    out[at++] = task < 0 ? 0 : 1 / (1 + this.tasks.deadlineSeconds[task]!);
    out[at++] = Math.min(silence, longestSeconds);
    if (this.forecasts !== null) {
      const gap = this.#forecastOf(task, 0);
      out[at++] = Number.isNaN(gap) ? longestSeconds : Math.max(0, gap - silence);
      const cycles = this.#forecastOf(task, 1);
      out[at++] = Number.isNaN(cycles) ? 0 : cycles / capacity;
      const bits = this.#forecastOf(task, 2);
      out[at++] = Number.isNaN(bits) ? 0 : bits / this.#meanBandwidth;
    }
    return at;
  }

  /** NaN where there is none. */
  #forecastOf(task: number, column: number): number {
    if (task < 0 || this.forecasts === null) return Number.NaN;
    return this.forecasts[task * forecastWidth + column]!;
  }
}
