/**
 * The global state that centralised critics see in training (model.md, section 5): every server's load and latest
 * task, every link's load, the other agents' latest actions, and the predictor's forecasts. It is written from the
 * deciding agent's point of view (itself first, then its neighbours, then the rest), so that transitions of
 * different agents mean the same thing when they meet in the global replay buffer.
 */
import type { Decision } from "../sim/decision.ts";
import type { Network } from "../sim/network.ts";
import type { NetworkState } from "../sim/simulator.ts";
import type { TaskTable } from "../sim/task-table.ts";
import type { CriticObserver } from "./critic-observer.ts";
import { ServerStates, serverStateWidth } from "./server-states.ts";

const sharesWidth = 3;
const linkWidth = 2;

/** Floats in the global state of a network. */
export function globalStateSize(network: Network, withForecasts: boolean): number {
  const servers = network.serverCount;
  return (
    servers * serverStateWidth(withForecasts) +
    network.linkCount * linkWidth +
    (servers - 1) * (servers + sharesWidth)
  );
}

export class GlobalObserver implements CriticObserver {
  readonly size: number;
  readonly #network: Network;
  readonly #servers: ServerStates;
  /** `order[m]`: all servers as agent `m` lists them; `linkOrder[m]`: all links likewise. */
  readonly #order: Int32Array[];
  readonly #linkOrder: Int32Array[];
  readonly #latestShares: Float32Array;
  /** Row `m`: 1 for each server that helped with `m`'s latest task. */
  readonly #latestTargets: Uint8Array;

  /** @param forecasts as `ServerStates` takes them */
  constructor(network: Network, tasks: TaskTable, forecasts: Float32Array | null) {
    const servers = network.serverCount;
    this.#network = network;
    this.size = globalStateSize(network, forecasts !== null);
    this.#servers = new ServerStates(network, tasks, forecasts);
    this.#latestShares = new Float32Array(servers * sharesWidth);
    this.#latestTargets = new Uint8Array(servers * servers);
    this.#order = Array.from({ length: servers }, (_, m) => serversAsSeenFrom(network, m));
    this.#linkOrder = this.#order.map((order) => linksAsSeenFrom(network, order));
  }

  /** Notes that `task` has arrived at its home server at time `now`. Call before `write`. */
  noteArrival(task: number, nowSeconds: number): void {
    this.#servers.noteArrival(task, nowSeconds);
  }

  /** Notes the decision of agent `server`. Call after the simulator took (and clipped) it. */
  noteDecision(server: number, decision: Decision): void {
    const servers = this.#network.serverCount;
    this.#latestTargets.fill(0, server * servers, (server + 1) * servers);
    for (let k = 0; k < decision.targetCount; k++) {
      this.#latestTargets[server * servers + decision.targets[k]!] = 1;
    }
    const at = server * sharesWidth;
    this.#latestShares[at] = decision.targetCount > 0 ? decision.offloadRatio : 0;
    this.#latestShares[at + 1] = decision.computeShare;
    this.#latestShares[at + 2] = decision.bandwidthShare;
  }

  /** Writes the state as agent `server` sees it at the current time, `size` floats, to `out` from `offset` on. */
  write(state: NetworkState, server: number, out: Float32Array, offset = 0): void {
    const network = this.#network;
    const order = this.#order[server]!;
    let at = offset;
    for (let i = 0; i < order.length; i++) at = this.#servers.write(state, order[i]!, out, at);
    const links = this.#linkOrder[server]!;
    for (let i = 0; i < links.length; i++) {
      const link = links[i]!;
      out[at++] = state.freeBandwidth[link]! / network.bandwidth[link]!;
      out[at++] = state.waitingBits[link]! / network.bandwidth[link]!;
    }
    for (let i = 1; i < order.length; i++) {
      const other = order[i]!;
      for (let j = 0; j < order.length; j++) {
        out[at++] = this.#latestTargets[other * order.length + order[j]!]!;
      }
      for (let j = 0; j < sharesWidth; j++) out[at++] = this.#latestShares[other * sharesWidth + j]!;
    }
  }
}

/** `server`, its neighbours in ascending order, then all others in ascending order. */
function serversAsSeenFrom(network: Network, server: number): Int32Array {
  const neighbours = network.linkTo.subarray(network.firstLink[server]!, network.firstLink[server + 1]!);
  const known = new Set([server, ...neighbours]);
  const rest = Array.from({ length: network.serverCount }, (_, m) => m).filter((m) => !known.has(m));
  return Int32Array.from([...known, ...rest]);
}

/** All links, ordered by the positions of their ends in `order`. */
function linksAsSeenFrom(network: Network, order: Int32Array): Int32Array {
  const links: number[] = [];
  for (const from of order) {
    for (const to of order) {
      const link = network.linkBetween(from, to);
      if (link >= 0) links.push(link);
    }
  }
  return Int32Array.from(links);
}
