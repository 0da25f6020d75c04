/** What happens to parts between their requests and their end (model.md, section 3): plain steps over columns. */
import type { CompletionSink } from "./completion-sink.ts";
import { EventQueue } from "./event-queue.ts";
import { FaultDesk } from "./fault-desk.ts";
import type { FaultModel } from "./faults.ts";
import type { Meter } from "./meter.ts";
import type { Network } from "./network.ts";
import type { PartPlan } from "./part-plan.ts";
import { PartPool, phase } from "./part-pool.ts";
import { ResourceBank } from "./resource-bank.ts";
import { TaskPool } from "./task-pool.ts";

export class PartFlow {
  /** The time at which things happen [s]; the owner moves it on. */
  now = 0;
  /** The parts that will do something, by when. */
  readonly queue = new EventQueue();
  readonly parts = new PartPool();
  readonly tasks = new TaskPool();
  readonly resources: ResourceBank;
  readonly faults: FaultDesk | null;
  /** Energy so far [J]. */
  computeJoules = 0;
  linkJoules = 0;
  readonly #sink: CompletionSink;

  constructor(
    readonly network: Network,
    faults: FaultModel | undefined,
    meter: Meter | null,
    sink: CompletionSink,
  ) {
    this.resources = new ResourceBank(network, this.parts, meter);
    this.faults =
      faults === undefined
        ? null
        : new FaultDesk(network, faults, this.resources, this.parts, this.tasks, meter);
    this.#sink = sink;
  }

  /** The parts that the task in slot `task` is cut into ask for what they need first. */
  start(task: number, plan: PartPlan): void {
    const parts = this.parts;
    const outputRatio = this.tasks.outputRatio[task]!;
    for (let k = 0; k < plan.count; k++) {
      const part = parts.allocate();
      const bits = plan.bits[k]!;
      parts.task[part] = task;
      parts.place[part] = k;
      parts.server[part] = plan.server[k]!;
      parts.link[part] = plan.link[k]!;
      parts.backLink[part] = plan.backLink[k]!;
      parts.cycles[part] = plan.cycles[k]!;
      parts.inputBits[part] = bits;
      parts.resultBits[part] = bits * outputRatio;
      parts.computeFraction[part] = plan.computeFraction;
      parts.bandwidthFraction[part] = plan.bandwidthFraction;
      if (plan.link[k]! < 0) this.#requestCompute(part);
      else this.#requestLink(part, phase.sending, plan.link[k]!, bits);
    }
  }

  /** Becomes a copy of `other`, of the same network and without faults. */
  copyFrom(other: PartFlow): void {
    this.now = other.now;
    this.computeJoules = other.computeJoules;
    this.linkJoules = other.linkJoules;
    this.queue.copyFrom(other.queue);
    this.parts.copyFrom(other.parts);
    this.tasks.copyFrom(other.tasks);
    this.resources.copyFrom(other.resources);
  }

  /** The server whose compute or links the event of `part` is about; −1 for none. */
  serverOf(part: number): number {
    const parts = this.parts;
    switch (parts.phase[part]) {
      case phase.sending:
        return this.network.linkFrom[parts.link[part]!]!;
      case phase.arriving:
      case phase.computing:
      case phase.returning:
        return parts.server[part]!;
      case phase.lost:
        return this.tasks.home[parts.task[part]!]!;
      default:
        return -1;
    }
  }

  /** The event of `part`: a completion releases its resource and grants the waiters, then moves the part on. */
  moveOn(part: number): void {
    const parts = this.parts;
    switch (parts.phase[part]) {
      case phase.sending:
        this.#release(this.network.serverCount + parts.link[part]!, part);
        this.#propagate(part, phase.arriving, parts.link[part]!);
        break;
      case phase.arriving:
        this.#requestCompute(part);
        break;
      case phase.computing:
        this.#release(parts.server[part]!, part);
        if (parts.backLink[part]! < 0) this.#end(part, true);
        else this.#requestLink(part, phase.returning, parts.backLink[part]!, parts.resultBits[part]!);
        break;
      case phase.returning:
        this.#release(this.network.serverCount + parts.backLink[part]!, part);
        this.#propagate(part, phase.returned, parts.backLink[part]!);
        break;
      case phase.returned:
        this.#end(part, true);
        break;
      case phase.lost:
        this.#recover(part);
        break;
    }
  }

  #propagate(part: number, next: number, link: number): void {
    const delay = this.network.propagationDelay[link]!;
    this.parts.phase[part] = next;
    this.parts.transferSeconds[part]! += delay;
    this.queue.push(this.now + delay, part);
  }

  #requestLink(part: number, sending: number, link: number, bits: number): void {
    const parts = this.parts;
    parts.phase[part] = sending;
    parts.amount[part] = parts.bandwidthFraction[part]! * this.network.bandwidth[link]!;
    parts.size[part] = bits;
    parts.requestedAt[part] = this.now;
    const resource = this.network.serverCount + link;
    if (this.#grantAtOnce(resource, part)) return;
    parts.endsAt[part] = Number.POSITIVE_INFINITY;
    if (this.resources.isUp(resource)) this.resources.enqueue(resource, part);
    else this.lose(part);
  }

  #requestCompute(part: number): void {
    const parts = this.parts;
    const server = parts.server[part]!;
    parts.phase[part] = phase.computing;
    parts.amount[part] = parts.computeFraction[part]! * this.network.capacity[server]!;
    parts.size[part] = parts.cycles[part]!;
    parts.requestedAt[part] = this.now;
    if (this.#grantAtOnce(server, part)) return;
    parts.endsAt[part] = Number.POSITIVE_INFINITY;
    if (!this.resources.isUp(server)) this.lose(part);
    else if (this.resources.waitingCount[server]! < this.network.queueLimit[server]!) {
      this.resources.enqueue(server, part);
    } else {
      this.#end(part, false);
    }
  }

  /** Grants the request when nobody waits and it fits. */
  #grantAtOnce(resource: number, part: number): boolean {
    const resources = this.resources;
    if (resources.head[resource]! >= 0 || !resources.fits(resource, this.parts.amount[part]!)) return false;
    this.#grant(resource, part);
    return true;
  }

  /** `part` gives back what it holds of the resource; those who wait and now fit are granted theirs. */
  #release(resource: number, part: number): void {
    const resources = this.resources;
    const amount = this.parts.amount[part]!;
    resources.give(resource, amount, this.network.watts(resource, amount), this.now);
    for (;;) {
      const head = resources.head[resource]!;
      if (head < 0 || !resources.fits(resource, this.parts.amount[head]!)) return;
      resources.dequeue(resource);
      this.#grant(resource, head);
    }
  }

  #grant(resource: number, part: number): void {
    const parts = this.parts;
    const amount = parts.amount[part]!;
    const size = parts.size[part]!;
    const seconds = size / amount;
    const waited = this.now - parts.requestedAt[part]!;
    const watts = this.network.watts(resource, amount);
    this.resources.take(resource, amount, watts, this.now);
    let joules: number;
    if (resource < this.network.serverCount) {
      joules = this.network.energyCoefficient[resource]! * amount * amount * size;
      parts.computeWaitSeconds[part] = waited;
      parts.computeSeconds[part] = seconds;
      this.computeJoules += joules;
    } else {
      joules = watts * seconds;
      parts.linkWaitSeconds[part]! += waited;
      parts.transferSeconds[part]! += seconds;
      this.linkJoules += joules;
    }
    this.tasks.energyJoules[parts.task[part]!]! += joules;
    parts.endsAt[part] = this.now + seconds;
    this.queue.push(this.now + seconds, part);
  }

  /** A fault has destroyed `part`: its home server will notice. */
  lose(part: number): void {
    const faults = this.faults!;
    const wasComputing = this.parts.phase[part] === phase.computing;
    const { lost, unusedJoules } = faults.lose(part, this.now);
    this.tasks.energyJoules[this.parts.task[part]!]! -= unusedJoules;
    if (wasComputing) this.computeJoules -= unusedJoules;
    else this.linkJoules -= unusedJoules;
    this.queue.push(this.now + faults.detectionSeconds, lost);
  }

  /** The home server of `part` has noticed its loss. */
  #recover(part: number): void {
    const parts = this.parts;
    if (!this.faults!.restart(part, this.now)) this.#end(part, false);
    else if (parts.link[part]! < 0) this.#requestCompute(part);
    else this.#requestLink(part, phase.sending, parts.link[part]!, parts.inputBits[part]!);
  }

  /** `part` is done, or was rejected. Its slot is kept while it is the one that decides the task's latency. */
  #end(part: number, completed: boolean): void {
    const flying = this.tasks;
    const task = this.parts.task[part]!;
    if (completed || flying.completed[task] === 0) {
      if (flying.lastPart[task]! >= 0) this.parts.release(flying.lastPart[task]!);
      this.parts.phase[part] = phase.ended;
      flying.lastPart[task] = part;
      flying.lastEnd[task] = this.now;
    } else {
      this.parts.release(part);
    }
    if (completed) flying.completed[task] = 1;
    else flying.rejected[task] = 1;
    flying.pending[task]! -= 1;
    if (flying.pending[task] === 0) this.#complete(task);
  }

  #complete(task: number): void {
    const part = this.tasks.lastPart[task]!;
    this.#sink.complete(this.tasks, task, this.parts, part);
    this.parts.release(part);
    this.tasks.release(task);
  }
}
