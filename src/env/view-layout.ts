/**
 * What the networks of an agent read at a decision: its local observation and, where agents with different numbers of
 * neighbours are to share buffers or parameters, padded to a common number of them and followed by what the agent's
 * server and its links are like; and, for recurrent networks, the same of its decisions before.
 */
import type { Network } from "../sim/network.ts";
import { localObservationSize, workIndex } from "./local-observer.ts";
import type { Sight } from "./policy.ts";

export interface ViewOptions {
  readonly sight: Sight;
  /** Neighbours that observations have room for; null for those of each server, with nothing said about them. */
  readonly slots: number | null;
  /** Decisions looked at, the present one included; 1 for no memory. */
  readonly history: number;
}

/** Of the server, and of each of its neighbours: see `writeFeatures`. */
const serverFeatures = 2;
const neighbourFeatures = 4;

export class ViewLayout {
  /** Neighbours the observation has room for. */
  readonly slots: number;
  /** Floats of the local observation, which comes first. */
  readonly local: number;
  /** Where each slot says whether there is such a neighbour, 1 or 0, `slots` floats; null where all slots are taken. */
  readonly presenceAt: number | null;
  /** Floats of one decision. */
  readonly width: number;
  /** Floats in all: `history` decisions, newest first. */
  readonly size: number;
  readonly history: number;
  /** Where the newest decision holds the task's work. */
  readonly workAt: number;

  /** @param degree number of neighbours of the server */
  constructor(
    degree: number,
    readonly options: ViewOptions,
  ) {
    this.slots = options.slots ?? degree;
    this.local = localObservationSize(this.slots, options.sight);
    this.presenceAt = options.slots === null ? null : this.local + serverFeatures;
    this.width = this.local + (options.slots === null ? 0 : serverFeatures + neighbourFeatures * this.slots);
    this.history = options.history;
    this.size = this.width * this.history;
    this.workAt = workIndex(this.slots);
  }

  /**
   * Spreads a local observation of a server with `degree` neighbours over the slots: entries of neighbours that are not
   * there are 0. Returns, for each entry of `local`, the place where it goes.
   */
  places(degree: number): Int32Array {
    const size = localObservationSize(degree, this.options.sight);
    const shift = 2 * (this.slots - degree);
    const links = 2 + 2 * degree;
    return Int32Array.from({ length: size }, (_, at) => (at < links ? at : at + shift));
  }

  /**
   * What the server is like, as it never changes: its capacity and number of neighbours; then, for all slots, whether
   * there is a neighbour, its capacity, the link's bandwidth, its propagation delay [10 ms]. Capacities and bandwidths
   * are multiples of the network's means, so that servers of different networks can be compared.
   */
  features(network: Network, server: number): Float32Array {
    const { slots } = this;
    const features = new Float32Array(this.width - this.local);
    if (this.presenceAt === null) return features;
    const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
    const [capacity, bandwidth] = [mean(network.capacity), mean(network.bandwidth)];
    features[0] = network.capacity[server]! / capacity;
    features[1] = network.degree(server) / Math.max(1, slots);
    for (let k = 0; k < network.degree(server); k++) {
      const link = network.firstLink[server]! + k;
      const at = serverFeatures + k;
      features[at] = 1;
      features[at + slots] = network.capacity[network.linkTo[link]!]! / capacity;
      features[at + 2 * slots] = network.bandwidth[link]! / bandwidth;
      features[at + 3 * slots] = 100 * network.propagationDelay[link]!;
    }
    return features;
  }
}
