/** What faults do to a simulation (model.md, "Faults"): which parts they destroy, and where those start again. */
import { EdgeflockError } from "../core/errors.ts";
import { FaultTimeline } from "./fault-timeline.ts";
import type { FaultModel, FaultTotals } from "./faults.ts";
import type { Meter } from "./meter.ts";
import type { Network } from "./network.ts";
import { type PartPool, phase } from "./part-pool.ts";
import type { ResourceBank } from "./resource-bank.ts";
import type { TaskPool } from "./task-pool.ts";

export class FaultDesk {
  readonly detectionSeconds: number;
  /** 1 for each server that is down; live. */
  readonly serverDown: Uint8Array;
  readonly #timeline: FaultTimeline;
  readonly #downSeconds: Float64Array;
  /** Up to when the present outage of each server is in `#downSeconds`. */
  readonly #countedTo: Float64Array;
  #serverFailures = 0;
  #linkFailures = 0;
  #lostParts = 0;
  #restarts = 0;
  #abandonedParts = 0;
  #wastedJoules = 0;

  constructor(
    readonly network: Network,
    readonly model: FaultModel,
    readonly resources: ResourceBank,
    readonly parts: PartPool,
    readonly tasks: TaskPool,
    readonly meter: Meter | null,
  ) {
    this.detectionSeconds = model.detectionSeconds;
    this.serverDown = new Uint8Array(network.serverCount);
    this.#timeline = new FaultTimeline(network, model);
    this.#downSeconds = new Float64Array(network.serverCount);
    this.#countedTo = new Float64Array(network.serverCount);
  }

  /** When the next fault or repair happens [s]. */
  get nextTime(): number {
    return this.#timeline.nextTime;
  }

  /**
   * The next fault or repair happens. Returns the parts it destroys, in the order of their tasks.
   *
   * @param start first arrival [s], NaN before it
   */
  strike(start: number): readonly number[] {
    const now = this.nextTime;
    const change = this.#timeline.pop();
    if (Number.isNaN(change)) return [];
    if (change >= 0) return this.#fail(change, start, now);
    this.#repair(-1 - change, start, now);
    return [];
  }

  #fail(resource: number, start: number, now: number): readonly number[] {
    const counts = Number.isNaN(start) ? 0 : 1;
    const lost = this.#partsOn(resource);
    this.resources.fail(resource, now);
    if (resource < this.network.serverCount) {
      this.#serverFailures += counts;
      this.serverDown[resource] = 1;
      this.#countedTo[resource] = now;
    } else {
      this.#linkFailures += counts;
    }
    return lost;
  }

  #repair(resource: number, start: number, now: number): void {
    this.resources.repair(resource, now);
    if (resource >= this.network.serverCount) return;
    this.#count(resource, start, now);
    this.serverDown[resource] = 0;
  }

  #partsOn(resource: number): number[] {
    const { parts, tasks, network } = this;
    const link = resource - network.serverCount;
    const found: number[] = [];
    for (let part = 0; part < parts.capacity; part++) {
      const doing = parts.phase[part];
      const on =
        link < 0
          ? doing === phase.computing && parts.server[part] === resource
          : (doing === phase.sending && parts.link[part] === link) ||
            (doing === phase.returning && parts.backLink[part] === link);
      if (on) found.push(part);
    }
    const number = (part: number) => tasks.number[parts.task[part]!]!;
    return found.sort((a, b) => number(a) - number(b) || parts.place[a]! - parts.place[b]!);
  }

  /**
   * `part`, which is on a resource that is down or asks for one, is lost. What it held has been taken away already.
   *
   * @returns the slot for the event of its home server's notice, and the energy [J] that it had been charged for what it
   *   did not get to do
   */
  lose(part: number, now: number): { readonly lost: number; readonly unusedJoules: number } {
    const { parts, network } = this;
    this.#lostParts++;
    this.#wastedJoules += this.#spentBefore(part);
    // Nothing is scheduled for a part that waits.
    if (parts.endsAt[part] === Number.POSITIVE_INFINITY) {
      parts.phase[part] = phase.lost;
      return { lost: part, unusedJoules: 0 };
    }
    const doing = parts.phase[part]!;
    const resource =
      doing === phase.computing
        ? parts.server[part]!
        : network.serverCount + (doing === phase.sending ? parts.link[part]! : parts.backLink[part]!);
    const amount = parts.amount[part]!;
    const watts = network.watts(resource, amount);
    const left = parts.endsAt[part]! - now;
    this.#wastedJoules += watts * (parts.size[part]! / amount - left);
    const lost = parts.copy(part);
    parts.phase[part] = phase.cancelled;
    parts.phase[lost] = phase.lost;
    return { lost, unusedJoules: watts * left };
  }

  /** What `part` has drawn since it started, before what it does or waits for now [J]. */
  #spentBefore(part: number): number {
    const { parts, network } = this;
    const doing = parts.phase[part]!;
    const use = (resource: number, amount: number, size: number) =>
      network.watts(resource, amount) * (size / amount);
    let joules = 0;
    const link = parts.link[part]!;
    if (link >= 0 && doing !== phase.sending) {
      const amount = parts.bandwidthFraction[part]! * network.bandwidth[link]!;
      joules += use(network.serverCount + link, amount, parts.inputBits[part]!);
    }
    if (doing === phase.returning) {
      const server = parts.server[part]!;
      joules += use(server, parts.computeFraction[part]! * network.capacity[server]!, parts.cycles[part]!);
    }
    return joules;
  }

  /**
   * Its home server has noticed that `part` is lost, and makes it ready to start again: by its link, or at home when it has
   * none. Returns whether it does; if not, the part is given up.
   */
  restart(part: number, now: number): boolean {
    const { parts, tasks, network, model } = this;
    const task = parts.task[part]!;
    const home = tasks.home[task]!;
    const hasResult = tasks.outputRatio[task]! > 0;
    parts.resetTimes(part);
    parts.recoverySeconds[part] = now - tasks.arrivalSeconds[task]!;
    const lost = {
      task: tasks.number[task]!,
      home,
      server: parts.server[part]!,
      restarts: parts.restarts[part]!,
      hasResult,
    };
    const linkIsUp = (link: number) => this.resources.isUp(network.serverCount + link);
    const server = lost.restarts < model.maxRestarts ? model.recovery(lost, network, linkIsUp) : -1;
    if (server < 0) {
      this.#abandonedParts++;
      return false;
    }
    const link = server === home ? -1 : network.linkBetween(home, server);
    const backLink = server === home || !hasResult ? -1 : network.linkBetween(server, home);
    if (server !== home && (link < 0 || (hasResult && backLink < 0))) {
      throw new EdgeflockError(
        "value",
        `recovery of a part of task ${lost.task}: server ${server} is no neighbour of its home server ${home}, or has no link back`,
        "Start parts again at the home server, or at one of its neighbours.",
      );
    }
    this.#restarts++;
    parts.restarts[part]! += 1;
    tasks.restarts[task]! += 1;
    parts.server[part] = server;
    parts.link[part] = link;
    parts.backLink[part] = backLink;
    parts.resultBits[part] = parts.inputBits[part]! * tasks.outputRatio[task]!;
    return true;
  }

  /** Counts the outages that still last, up to `now`. */
  settle(start: number, now: number): void {
    for (let server = 0; server < this.serverDown.length; server++) {
      if (this.serverDown[server] === 1) this.#count(server, start, now);
    }
  }

  totals(start: number, now: number): FaultTotals {
    this.settle(start, now);
    return {
      serverFailures: this.#serverFailures,
      linkFailures: this.#linkFailures,
      lostParts: this.#lostParts,
      restarts: this.#restarts,
      abandonedParts: this.#abandonedParts,
      wastedJoules: this.#wastedJoules,
      serverDownSeconds: this.#downSeconds.slice(),
    };
  }

  #count(server: number, start: number, now: number): void {
    const from = Math.max(this.#countedTo[server]!, start);
    // Nothing counts before the first arrival, when `start` is NaN.
    if (now > from) {
      this.#downSeconds[server]! += now - from;
      this.meter?.wasDown(server, from, now);
    }
    this.#countedTo[server] = now;
  }
}
