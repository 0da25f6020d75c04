/**
 * When which resource goes down and comes back: outages of a schedule, then those drawn for each resource. Resources are
 * numbered as in `ResourceBank`: servers, then links.
 */
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import { EventQueue } from "./event-queue.ts";
import type { FailureRates, FaultModel, Outage } from "./faults.ts";
import type { Network } from "./network.ts";

interface Change {
  readonly seconds: number;
  readonly resource: number;
  readonly down: boolean;
}

export class FaultTimeline {
  readonly #schedule: readonly Change[];
  #next = 0;
  /** Next drawn change of each resource. */
  readonly #drawn = new EventQueue();
  readonly #rng = new Map<number, Rng>();
  readonly #rates = new Map<number, FailureRates>();
  /** Whether a resource's own draws have it down. */
  readonly #drawnDown: Uint8Array;
  /** How many faults a resource suffers at present. */
  readonly #faults: Int32Array;

  /** @throws EdgeflockError("value") on an outage or a rate out of its domain */
  constructor(network: Network, model: FaultModel) {
    const resources = network.serverCount + network.linkCount;
    this.#schedule = changesOf(network, model.outages);
    this.#drawnDown = new Uint8Array(resources);
    this.#faults = new Int32Array(resources);
    for (let resource = 0; resource < resources; resource++) {
      const isServer = resource < network.serverCount;
      const rates = isServer ? model.servers : model.links;
      if (rates === null) continue;
      checkRates(rates, isServer ? "servers" : "links");
      const name = isServer ? `server-${resource}` : `link-${resource - network.serverCount}`;
      const rng = Rng.stream(0, `faults/${model.salt}/${name}`);
      this.#rates.set(resource, rates);
      this.#rng.set(resource, rng);
      this.#drawn.push(rng.exponential(rates.mtbfSeconds), resource);
    }
  }

  /** Time of the next change [s]; Infinity when there is none. */
  get nextTime(): number {
    return Math.min(this.#schedule[this.#next]?.seconds ?? Number.POSITIVE_INFINITY, this.#drawn.nextTime);
  }

  /**
   * Makes the next change. Returns the resource when it goes down by it, `−1 − resource` when it comes back, and NaN when
   * it stays as it was, since other faults have it down.
   */
  pop(): number {
    const scheduled = this.#schedule[this.#next];
    if (scheduled !== undefined && scheduled.seconds <= this.#drawn.nextTime) {
      this.#next++;
      return this.#change(scheduled.resource, scheduled.down);
    }
    const now = this.#drawn.nextTime;
    const resource = this.#drawn.pop();
    const down = this.#drawnDown[resource] === 0;
    const { mtbfSeconds, mttrSeconds } = this.#rates.get(resource)!;
    this.#drawnDown[resource] = down ? 1 : 0;
    this.#drawn.push(now + this.#rng.get(resource)!.exponential(down ? mttrSeconds : mtbfSeconds), resource);
    return this.#change(resource, down);
  }

  #change(resource: number, down: boolean): number {
    const before = this.#faults[resource]!;
    this.#faults[resource] = before + (down ? 1 : -1);
    if (down) return before === 0 ? resource : Number.NaN;
    return before === 1 ? -1 - resource : Number.NaN;
  }
}

/** By time; at the same time in the order of the list. */
function changesOf(network: Network, outages: readonly Outage[]): Change[] {
  const changes = outages.flatMap((outage, index) => {
    const resource = resourceOf(network, outage, index);
    const { fromSeconds, toSeconds } = outage;
    if (!(fromSeconds >= 0 && toSeconds > fromSeconds)) {
      refuse(
        index,
        `from ${fromSeconds} s to ${toSeconds} s`,
        "It has to begin at 0 s or later, and to end after it begins.",
      );
    }
    return [
      { seconds: fromSeconds, resource, down: true },
      ...(toSeconds < Number.POSITIVE_INFINITY ? [{ seconds: toSeconds, resource, down: false }] : []),
    ];
  });
  return changes.sort((a, b) => a.seconds - b.seconds);
}

function resourceOf(network: Network, { resource }: Outage, index: number): number {
  if ("server" in resource) {
    if (resource.server in network.spec.servers) return resource.server;
    refuse(index, `server ${resource.server}`, `There are ${network.serverCount} servers, numbered from 0.`);
  }
  const { from, to } = resource.link;
  const link = from in network.spec.servers ? network.linkBetween(from, to) : -1;
  if (link < 0) refuse(index, `link ${from} → ${to}`, "There is no such link in the network.");
  return network.serverCount + link;
}

function checkRates(rates: FailureRates, what: string): void {
  for (const name of ["mtbfSeconds", "mttrSeconds"] as const) {
    if (rates[name] > 0 && rates[name] < Number.POSITIVE_INFINITY) continue;
    throw new EdgeflockError(
      "value",
      `faults of ${what}: ${name} is ${rates[name]}`,
      "Give a time above 0 s.",
    );
  }
}

function refuse(index: number, problem: string, fix: string): never {
  throw new EdgeflockError("value", `outage ${index}: ${problem}`, fix);
}
