/**
 * What one agent sees at its decisions (model.md, section 5), as a `LocalView` in physical units and as the
 * normalised vector its networks read. What each entry means is in local-observation.ts.
 */
import type { Network } from "../sim/network.ts";
import type { NetworkState, Simulator } from "../sim/simulator.ts";
import type { TaskTable } from "../sim/task-table.ts";
import type { LocalView, Sight } from "./policy.ts";
import { ReleaseView } from "./release-view.ts";

/** Floats in the local observation of a server with `degree` neighbours. */
export function localObservationSize(degree: number, sight: Sight): number {
  return 6 + 2 * degree + { local: 0, peers: 2 * degree, releases: 3 + 7 * degree }[sight];
}

/** Where a local observation holds the task's work, `C/F` [s]. */
export function workIndex(degree: number): number {
  return 2 + 2 * degree;
}

/** Where a local observation with release times holds the wait and the busy time at home, and those at the neighbours. */
export function releasePlaces(degree: number): {
  readonly home: readonly number[];
  readonly peers: readonly number[][];
} {
  const at = 2 + 2 * degree + 4;
  const peers = Array.from({ length: degree }, (_, k) => [at + 3 + 7 * k + 4, at + 3 + 7 * k + 5]);
  return { home: [at, at + 1], peers };
}

/** Mean bandwidth of a server's links [bit/s]; 1 when it has none. */
export function meanBandwidth(network: Network, server: number): number {
  const first = network.firstLink[server]!;
  const degree = network.degree(server);
  let sum = 0;
  for (let k = 0; k < degree; k++) sum += network.bandwidth[first + k]!;
  return degree > 0 ? sum / degree : 1;
}

/** Times are cut off here [s]: before the first arrival there was none, and what is down is never free. */
export const longestSeconds = 60;

export class LocalObserver implements LocalView {
  freeCompute = 0;
  waitingCycles = 0;
  readonly freeBandwidth: Float64Array;
  readonly waitingBits: Float64Array;
  inputBits = 0;
  cycles = 0;
  deadlineSeconds = Number.POSITIVE_INFINITY;
  outputRatio = 0;
  nowSeconds = 0;
  sinceLastDecisionSeconds = Number.POSITIVE_INFINITY;
  readonly peers: { readonly freeCompute: Float64Array; readonly waitingCycles: Float64Array } | null;
  readonly releases: ReleaseView | null;
  readonly size: number;
  readonly #firstLink: number;
  readonly #degree: number;
  readonly #meanBandwidth: number;

  constructor(
    readonly network: Network,
    readonly server: number,
    sight: Sight,
  ) {
    this.#degree = network.degree(server);
    this.#firstLink = network.firstLink[server]!;
    this.freeBandwidth = new Float64Array(this.#degree);
    this.waitingBits = new Float64Array(this.#degree);
    this.peers =
      sight === "local"
        ? null
        : { freeCompute: new Float64Array(this.#degree), waitingCycles: new Float64Array(this.#degree) };
    this.releases = sight === "releases" ? new ReleaseView(network, server) : null;
    this.size = localObservationSize(this.#degree, sight);
    this.#meanBandwidth = meanBandwidth(network, server);
  }

  /** Looks at the network at the moment `task` waits for its decision. */
  look(
    state: NetworkState & Pick<Simulator, "loadReports" | "releaseTimes">,
    tasks: TaskTable,
    task: number,
    sinceLastDecisionSeconds: number,
  ): void {
    this.nowSeconds = state.nowSeconds;
    this.sinceLastDecisionSeconds = sinceLastDecisionSeconds;
    this.freeCompute = state.freeCompute[this.server]!;
    this.waitingCycles = state.waitingCycles[this.server]!;
    for (let k = 0; k < this.#degree; k++) {
      this.freeBandwidth[k] = state.freeBandwidth[this.#firstLink + k]!;
      this.waitingBits[k] = state.waitingBits[this.#firstLink + k]!;
    }
    if (this.peers !== null) this.#hear(state, this.peers);
    this.releases?.look(state);
    this.inputBits = tasks.inputBits[task]!;
    this.cycles = tasks.cycles[task]!;
    this.deadlineSeconds = tasks.deadlineSeconds[task]!;
    this.outputRatio = tasks.outputRatio[task]!;
  }

  #hear(
    { loadReports, nowSeconds }: Parameters<LocalObserver["look"]>[0],
    peers: NonNullable<LocalView["peers"]>,
  ): void {
    if (loadReports === null) throw new Error("the simulator was made without load reports");
    for (let k = 0; k < this.#degree; k++) {
      const link = this.#firstLink + k;
      const neighbour = this.network.linkTo[link]!;
      const delay = this.network.propagationDelay[link]!;
      peers.freeCompute[k] = loadReports.freeCompute(neighbour, delay, nowSeconds);
      peers.waitingCycles[k] = loadReports.waitingCycles(neighbour, delay, nowSeconds);
    }
  }

  /** Writes the normalised observation, `size` floats, to `out` from `offset` on. */
  writeObservation(out: Float32Array, offset = 0): void {
    const capacity = this.network.capacity[this.server]!;
    let at = offset;
    out[at++] = this.freeCompute / capacity;
    out[at++] = this.waitingCycles / capacity;
    for (let k = 0; k < this.#degree; k++) {
      const bandwidth = this.network.bandwidth[this.#firstLink + k]!;
      out[at++] = this.freeBandwidth[k]! / bandwidth;
      out[at++] = this.waitingBits[k]! / bandwidth;
    }
    out[at++] = this.cycles / capacity;
    out[at++] = this.inputBits / this.#meanBandwidth;
    out[at++] = 1 / (1 + this.deadlineSeconds);
    out[at++] = Math.min(this.sinceLastDecisionSeconds, longestSeconds);
    if (this.peers === null) return;
    const { releases } = this;
    const seconds = (time: number) => Math.min(time, longestSeconds);
    if (releases !== null) {
      out[at++] = seconds(releases.computeWaitSeconds);
      out[at++] = seconds(releases.computeBusySeconds);
      out[at++] = releases.inboundCycles / capacity;
    }
    for (let k = 0; k < this.#degree; k++) {
      const neighbourCapacity = this.network.capacity[this.network.linkTo[this.#firstLink + k]!]!;
      out[at++] = this.peers.freeCompute[k]! / neighbourCapacity;
      out[at++] = this.peers.waitingCycles[k]! / neighbourCapacity;
      if (releases === null) continue;
      out[at++] = seconds(releases.linkWaitSeconds[k]!);
      out[at++] = seconds(releases.linkBusySeconds[k]!);
      out[at++] = seconds(releases.peerWaitSeconds[k]!);
      out[at++] = seconds(releases.peerBusySeconds[k]!);
      out[at++] = releases.peerInboundCycles[k]! / neighbourCapacity;
    }
  }

  /** Writes the measurements behind the normalised observation, in its order, to `out` from `offset` on. */
  writeMeasurements(out: Float32Array, offset = 0): void {
    let at = offset;
    out[at++] = this.freeCompute;
    out[at++] = this.waitingCycles;
    for (let k = 0; k < this.#degree; k++) {
      out[at++] = this.freeBandwidth[k]!;
      out[at++] = this.waitingBits[k]!;
    }
    out[at++] = this.cycles;
    out[at++] = this.inputBits;
    out[at++] = this.deadlineSeconds;
    out[at++] = this.sinceLastDecisionSeconds;
    if (this.peers === null) return;
    const { releases } = this;
    if (releases !== null) {
      out[at++] = releases.computeWaitSeconds;
      out[at++] = releases.computeBusySeconds;
      out[at++] = releases.inboundCycles;
    }
    for (let k = 0; k < this.#degree; k++) {
      out[at++] = this.peers.freeCompute[k]!;
      out[at++] = this.peers.waitingCycles[k]!;
      if (releases === null) continue;
      out[at++] = releases.linkWaitSeconds[k]!;
      out[at++] = releases.linkBusySeconds[k]!;
      out[at++] = releases.peerWaitSeconds[k]!;
      out[at++] = releases.peerBusySeconds[k]!;
      out[at++] = releases.peerInboundCycles[k]!;
    }
  }
}
