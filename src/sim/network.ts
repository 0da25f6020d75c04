/** The servers and links of a scenario, as the user gives them and as the simulator indexes them. */
import { EdgeflockError } from "../core/errors.ts";
import { checkNetwork } from "./check-network.ts";

/** An MEC server (model.md, section 1). */
export interface ServerSpec {
  readonly name: string;
  /** Capacity `F` [cycles/s]. */
  readonly capacityCyclesPerSecond: number;
  /** Energy coefficient `ε` [J·s²/cycle³]. */
  readonly energyCoefficient: number;
  /** Idle power [W]; reported beside the objective, not in it. */
  readonly idlePowerWatts: number;
  /** Compute requests that may wait; one more is rejected. Infinity for no limit. */
  readonly queueLimit: number;
}

/** A directed link between two servers. */
export interface LinkSpec {
  readonly from: number;
  readonly to: number;
  /** Bandwidth `B` [bit/s]. */
  readonly bandwidthBitsPerSecond: number;
  /** Propagation delay `δ` [s]. */
  readonly propagationDelaySeconds: number;
  /** Transmit power `P` [W]. */
  readonly transmitPowerWatts: number;
}

export interface NetworkSpec {
  readonly servers: readonly ServerSpec[];
  readonly links: readonly LinkSpec[];
  /** `κ`: the largest fraction of a server or link that one task may take, in (0, 1]. */
  readonly resourceCap: number;
  /** Least compute or bandwidth share a decision may ask for, in (0, 1]. */
  readonly shareMin: number;
  /** Most servers that may help with one task. */
  readonly maxTargets: number;
  /** Time between two load reports of a server to its neighbours [s]; default 0.05. Only some policies listen. */
  readonly loadReportSeconds?: number;
}

/** The same as typed arrays. Links are numbered by (from, to) ascending, so a server's links are contiguous. */
export class Network {
  readonly serverCount: number;
  readonly linkCount: number;
  readonly capacity: Float64Array;
  readonly energyCoefficient: Float64Array;
  readonly idlePower: Float64Array;
  readonly queueLimit: Float64Array;
  readonly linkFrom: Int32Array;
  readonly linkTo: Int32Array;
  readonly bandwidth: Float64Array;
  readonly propagationDelay: Float64Array;
  readonly transmitPower: Float64Array;
  /** Server `m`'s outgoing links are `firstLink[m] … firstLink[m + 1] − 1`; their heads are its neighbours. */
  readonly firstLink: Int32Array;
  readonly resourceCap: number;
  readonly shareMin: number;
  readonly maxTargets: number;
  readonly loadReportSeconds: number;

  /** Throws `EdgeflockError("value")` on a value out of its domain, or a link that joins no two servers. */
  constructor(readonly spec: NetworkSpec) {
    checkNetwork(spec);
    const servers = spec.servers;
    const links = [...spec.links].sort((p, q) => p.from - q.from || p.to - q.to);
    this.serverCount = servers.length;
    this.linkCount = links.length;
    this.capacity = Float64Array.from(servers, (s) => s.capacityCyclesPerSecond);
    this.energyCoefficient = Float64Array.from(servers, (s) => s.energyCoefficient);
    this.idlePower = Float64Array.from(servers, (s) => s.idlePowerWatts);
    this.queueLimit = Float64Array.from(servers, (s) => s.queueLimit);
    this.linkFrom = Int32Array.from(links, (l) => l.from);
    this.linkTo = Int32Array.from(links, (l) => l.to);
    this.bandwidth = Float64Array.from(links, (l) => l.bandwidthBitsPerSecond);
    this.propagationDelay = Float64Array.from(links, (l) => l.propagationDelaySeconds);
    this.transmitPower = Float64Array.from(links, (l) => l.transmitPowerWatts);
    this.firstLink = new Int32Array(servers.length + 1);
    for (const [index, link] of links.entries()) {
      if (
        !(link.from in servers) ||
        !(link.to in servers) ||
        link.from === link.to ||
        (index > 0 && links[index - 1]?.from === link.from && links[index - 1]?.to === link.to)
      ) {
        throw new EdgeflockError(
          "value",
          `link ${link.from} → ${link.to} is not a link between two different servers of ${servers.length}, named once`,
        );
      }
      this.firstLink[link.from + 1]! += 1;
    }
    for (let m = 0; m < servers.length; m++) this.firstLink[m + 1]! += this.firstLink[m]!;
    this.resourceCap = spec.resourceCap;
    this.shareMin = spec.shareMin;
    this.maxTargets = spec.maxTargets;
    this.loadReportSeconds = spec.loadReportSeconds ?? 0.05;
  }

  /** Number of neighbours of `server`. */
  degree(server: number): number {
    return this.firstLink[server + 1]! - this.firstLink[server]!;
  }

  /**
   * What a use of `amount` draws [W]: of a server's compute, `ε·f³`; of a link, its transmit power. Resources are numbered
   * servers first, then links.
   */
  watts(resource: number, amount: number): number {
    if (resource >= this.serverCount) return this.transmitPower[resource - this.serverCount]!;
    return this.energyCoefficient[resource]! * amount * amount * amount;
  }

  /** The link `from → to`, or −1 when `to` is no neighbour of `from`. Binary search over the links of `from`. */
  linkBetween(from: number, to: number): number {
    let low = this.firstLink[from]!;
    let high = this.firstLink[from + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const head = this.linkTo[middle]!;
      if (head === to) return middle;
      if (head < to) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
