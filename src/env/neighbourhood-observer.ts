/**
 * What critics see of a network of any size: the deciding server, its neighbours one by one, and the mean over all
 * servers, each as a token of equal width (after Yang et al., 2018, where one agent meets the mean of the others). A
 * transition's width then depends on how many neighbours a server may have, and not on the number of servers.
 */
import type { Decision } from "../sim/decision.ts";
import type { Network } from "../sim/network.ts";
import type { NetworkState } from "../sim/simulator.ts";
import type { TaskTable } from "../sim/task-table.ts";
import type { CriticObserver } from "./critic-observer.ts";
import { ServerStates, serverStateWidth } from "./server-states.ts";

/** Whether there is such a server. */
const presenceWidth = 1;
/** Of the server's latest decision: its three shares, how many servers help, whether the deciding one does. */
const actionWidth = 5;
/** Of the link to the server: free bandwidth, waiting bits. */
const linkWidth = 2;

/** Floats of one token. */
export function tokenWidth(withForecasts: boolean): number {
  return presenceWidth + serverStateWidth(withForecasts) + actionWidth + linkWidth;
}

/** The deciding server, `slots` neighbours, and the mean. */
export function tokenCount(slots: number): number {
  return slots + 2;
}

export class NeighbourhoodObserver implements CriticObserver {
  readonly size: number;
  readonly #servers: ServerStates;
  readonly #width: number;
  readonly #latestShares: Float32Array;
  /** Row `m`: the servers that helped with `m`'s latest task, −1 where fewer. */
  readonly #latestTargets: Int32Array;
  readonly #latestCount: Int32Array;
  /** The mean over all servers, taken anew once in as many decisions as there are servers. */
  readonly #mean: Float32Array;
  #decisionsUntilMean = 0;
  readonly #token: Float32Array;

  /**
   * @param slots neighbours that are shown
   * @param forecasts as `ServerStates` takes them
   */
  constructor(
    readonly network: Network,
    tasks: TaskTable,
    forecasts: Float32Array | null,
    readonly slots: number,
  ) {
    const servers = network.serverCount;
    this.#servers = new ServerStates(network, tasks, forecasts);
    this.#width = tokenWidth(forecasts !== null);
    this.size = tokenCount(slots) * this.#width;
    this.#latestShares = new Float32Array(servers * 3);
    this.#latestTargets = new Int32Array(servers * network.maxTargets).fill(-1);
    this.#latestCount = new Int32Array(servers);
    this.#mean = new Float32Array(this.#width);
    this.#token = new Float32Array(this.#width);
  }

  noteArrival(task: number, nowSeconds: number): void {
    this.#servers.noteArrival(task, nowSeconds);
  }

  noteDecision(server: number, decision: Decision): void {
    const most = this.network.maxTargets;
    this.#latestCount[server] = decision.targetCount;
    for (let k = 0; k < most; k++) {
      this.#latestTargets[server * most + k] = k < decision.targetCount ? decision.targets[k]! : -1;
    }
    const at = server * 3;
    this.#latestShares[at] = decision.targetCount > 0 ? decision.offloadRatio : 0;
    this.#latestShares[at + 1] = decision.computeShare;
    this.#latestShares[at + 2] = decision.bandwidthShare;
  }

  write(state: NetworkState, server: number, out: Float32Array, offset = 0): void {
    const { network, slots } = this;
    const width = this.#width;
    if (this.#decisionsUntilMean-- === 0) this.#takeMean(state);
    out.fill(0, offset, offset + this.size);
    // The own latest decision is no help in judging the present one: it is left out by showing no action.
    this.#writeToken(state, server, server, -1, out, offset);
    const degree = Math.min(slots, network.degree(server));
    for (let k = 0; k < degree; k++) {
      const link = network.firstLink[server]! + k;
      this.#writeToken(state, network.linkTo[link]!, server, link, out, offset + (1 + k) * width);
    }
    out.set(this.#mean, offset + (1 + slots) * width);
  }

  /** Writes server `m` as agent `to` sees it; `link` leads from `to` to it, −1 for none. */
  #writeToken(
    state: NetworkState,
    m: number,
    to: number,
    link: number,
    out: Float32Array,
    offset: number,
  ): void {
    const { network } = this;
    out[offset] = 1;
    let at = this.#servers.write(state, m, out, offset + presenceWidth);
    if (m !== to) {
      for (let j = 0; j < 3; j++) out[at + j] = this.#latestShares[m * 3 + j]!;
      out[at + 3] = this.#latestCount[m]!;
      for (let k = 0; k < network.maxTargets; k++) {
        if (this.#latestTargets[m * network.maxTargets + k] === to) out[at + 4] = 1;
      }
    }
    at += actionWidth;
    if (link < 0) return;
    out[at] = state.freeBandwidth[link]! / network.bandwidth[link]!;
    out[at + 1] = state.waitingBits[link]! / network.bandwidth[link]!;
  }

  #takeMean(state: NetworkState): void {
    const servers = this.network.serverCount;
    this.#decisionsUntilMean = servers - 1;
    this.#mean.fill(0);
    for (let m = 0; m < servers; m++) {
      this.#token.fill(0);
      this.#writeToken(state, m, -1, -1, this.#token, 0);
      for (let i = 0; i < this.#width; i++) this.#mean[i] = this.#mean[i]! + this.#token[i]! / servers;
    }
  }
}
