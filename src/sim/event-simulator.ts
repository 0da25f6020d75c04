/** The engine behind `Simulator` and `TaskStream`: plain steps over columns, nothing allocated for an event. */
import type { CompletionSink } from "./completion-sink.ts";
import type { Decision } from "./decision.ts";
import { EventQueue } from "./event-queue.ts";
import { FaultDesk } from "./fault-desk.ts";
import type { FaultTotals } from "./faults.ts";
import { LoadReports } from "./load-reports.ts";
import { Meter, type PowerSeries, type UtilisationSeries } from "./meter.ts";
import type { Network } from "./network.ts";
import { PartPlan } from "./part-plan.ts";
import { PartPool, phase } from "./part-pool.ts";
import { ResourceBank } from "./resource-bank.ts";
import type { EnergyTotals, Simulation, SimulatorOptions } from "./simulator.ts";
import { TaskPool } from "./task-pool.ts";
import type { TaskSource } from "./task-source.ts";
import type { TaskTable } from "./task-table.ts";

const noTasks: TaskTable = {
  count: 0,
  home: new Int32Array(0),
  arrivalSeconds: new Float64Array(0),
  inputBits: new Float64Array(0),
  cycles: new Float64Array(0),
  deadlineSeconds: new Float64Array(0),
  outputRatio: new Float64Array(0),
  uploadSeconds: new Float64Array(0),
  uploadJoules: new Float64Array(0),
};

export class EventSimulator implements Simulation {
  readonly freeCompute: Float64Array;
  readonly waitingCycles: Float64Array;
  readonly freeBandwidth: Float64Array;
  readonly waitingBits: Float64Array;
  readonly loadReports: LoadReports | null;
  /** The batch whose tasks arrive now, and the row of the one that arrived last. */
  arriving: TaskTable;
  arrivingRow = -1;
  startSeconds = Number.NaN;
  events = 0;

  readonly #parts = new PartPool();
  readonly #flying = new TaskPool();
  readonly #queue = new EventQueue();
  readonly #resources: ResourceBank;
  readonly #plan: PartPlan;
  readonly #meter: Meter | null;
  readonly #faults: FaultDesk | null;
  readonly #source: TaskSource;
  readonly #sink: CompletionSink;
  #now = 0;
  /** Tasks of the batches before this one. */
  #before = 0;
  /** When the next task arrives [s]; Infinity when none does. */
  #nextArrival = Number.POSITIVE_INFINITY;
  /** Rows of the arriving batch that wait for their decisions, from `arrivingRow` on. */
  #undecided = 0;
  /** The least delay of any link [s]: no decision can be felt at another server before it has passed. */
  readonly #leastDelay: number;
  /** 1 for a server with a task that waits for its decision, while others arrive. */
  readonly #frozen: Uint8Array;
  /** The latest event that was processed while earlier decisions were open [s]. */
  #latest = 0;
  #computeJoules = 0;
  #linkJoules = 0;
  #accessJoules = 0;
  readonly #reservedCycles: Float64Array;
  readonly #reservedBits: Float64Array;

  constructor(
    readonly network: Network,
    source: TaskSource,
    options: SimulatorOptions,
    sink: CompletionSink,
  ) {
    const { faults } = options;
    this.#meter = Meter.for(network, options);
    this.#resources = new ResourceBank(network, this.#parts, this.#meter);
    this.#faults =
      faults === undefined
        ? null
        : new FaultDesk(network, faults, this.#resources, this.#parts, this.#flying, this.#meter);
    const reports = options.loadReports === true;
    this.loadReports = reports ? new LoadReports(network, this.#faults?.serverDown ?? null) : null;
    this.#leastDelay = network.propagationDelay.reduce(
      (least, delay) => Math.min(least, delay),
      Number.POSITIVE_INFINITY,
    );
    this.#frozen = new Uint8Array(network.serverCount);
    this.#plan = new PartPlan(network, options.split ?? "equal");
    this.#source = source;
    this.#sink = sink;
    this.freeCompute = this.#resources.free.subarray(0, network.serverCount);
    this.waitingCycles = this.#resources.waitingSize.subarray(0, network.serverCount);
    this.freeBandwidth = this.#resources.free.subarray(network.serverCount);
    this.waitingBits = this.#resources.waitingSize.subarray(network.serverCount);
    this.#reservedCycles = new Float64Array(network.serverCount);
    this.#reservedBits = new Float64Array(network.linkCount);
    this.arriving = noTasks;
    this.#fetchArrival();
  }

  get nowSeconds(): number {
    return this.#now;
  }

  get clippedShares(): number {
    return this.#plan.clippedShares;
  }

  get reservedCycles(): Float64Array {
    return this.#resources.readIntegrals(0, this.#now, this.#reservedCycles);
  }

  get reservedBits(): Float64Array {
    return this.#resources.readIntegrals(this.network.serverCount, this.#now, this.#reservedBits);
  }

  get energyTotals(): EnergyTotals {
    const { idlePower } = this.network;
    const horizon = this.#now - this.startSeconds;
    const down = this.faultTotals?.serverDownSeconds;
    const undrawn = down?.reduce((sum, seconds, server) => sum + seconds * idlePower[server]!, 0) ?? 0;
    return {
      computeJoules: this.#computeJoules,
      linkJoules: this.#linkJoules,
      accessJoules: this.#accessJoules,
      idleJoules: horizon * idlePower.reduce((sum, watts) => sum + watts, 0) - undrawn,
    };
  }

  get faultTotals(): FaultTotals | null {
    return this.#faults?.totals(this.startSeconds, this.#now) ?? null;
  }

  utilisationSeries(): UtilisationSeries | null {
    this.#resources.settleAll(this.#now);
    return this.#meter?.utilisation(this.#now) ?? null;
  }

  powerSeries(): PowerSeries | null {
    this.#resources.settleAll(this.#now);
    this.#faults?.settle(this.startSeconds, this.#now);
    return this.#meter?.power(this.startSeconds, this.#now) ?? null;
  }

  get carbonGrams(): Float64Array | null {
    this.#resources.settleAll(this.#now);
    this.#faults?.settle(this.startSeconds, this.#now);
    return this.#meter?.carbonGrams(this.startSeconds, this.#now) ?? null;
  }

  advance(): number {
    if (this.#undecided > 0) {
      throw new Error(`task ${this.#before + this.arrivingRow} still waits for its decision`);
    }
    const queue = this.#queue;
    const arrival = this.#nextArrival;
    // An arrival comes before every other event of its time, and an event before a fault.
    for (let next = queue.nextTime; ; next = queue.nextTime) {
      if (this.#faults !== null && this.#faults.nextTime < Math.min(next, arrival)) {
        // What may be left in the end are events of parts that were lost.
        if (arrival === Number.POSITIVE_INFINITY && this.#flying.count === 0) break;
        this.#strike(this.#faults);
      } else if (next < arrival) {
        this.#step(next);
      } else {
        break;
      }
    }
    if (arrival === Number.POSITIVE_INFINITY) {
      this.#now = Math.max(this.#now, this.#latest);
      return -1;
    }
    this.#arrive(arrival);
    return this.#before + this.arrivingRow;
  }

  advanceTogether(most: number, visit: () => void): number {
    if (this.advance() < 0) return 0;
    visit();
    const first = this.arrivingRow;
    const { home } = this.arriving;
    const until = this.#now + this.#leastDelay;
    this.#frozen[home[first]!] = 1;
    // What is next must neither feel an open decision nor be felt by it: then their order does not matter.
    while (this.#undecided < most && this.arrivingRow + 1 < this.arriving.count) {
      const next = this.#queue.nextTime;
      const arrival = this.arriving.arrivalSeconds[this.arrivingRow + 1]!;
      const time = Math.min(next, arrival);
      if (time >= until || (this.#faults?.nextTime ?? until) < time || this.loadReports?.isDue(time)) break;
      if (next < arrival) {
        if (this.#frozen[this.#serverOf(this.#queue.nextPart)] === 1) break;
        this.#step(next);
        this.#latest = Math.max(this.#latest, this.#now);
      } else {
        const server = home[this.arrivingRow + 1]!;
        if (this.#frozen[server] === 1) break;
        this.#arrive(arrival);
        visit();
        this.#frozen[server] = 1;
      }
    }
    for (let row = first; row <= this.arrivingRow; row++) this.#frozen[home[row]!] = 0;
    this.arrivingRow = first;
    this.#now = this.arriving.arrivalSeconds[first]!;
    return this.#undecided;
  }

  /** The server whose compute or links the event of `part` is about; −1 for none. */
  #serverOf(part: number): number {
    const parts = this.#parts;
    switch (parts.phase[part]) {
      case phase.sending:
        return this.network.linkFrom[parts.link[part]!]!;
      case phase.arriving:
      case phase.computing:
      case phase.returning:
        return parts.server[part]!;
      case phase.lost:
        return this.#flying.home[parts.task[part]!]!;
      default:
        return -1;
    }
  }

  /** The next task arrives. */
  #arrive(time: number): void {
    this.#now = time;
    this.loadReports?.record(time, this.freeCompute, this.waitingCycles);
    if (Number.isNaN(this.startSeconds)) this.startSeconds = time;
    this.events++;
    this.arrivingRow++;
    this.#undecided++;
  }

  decide(decision: Decision): void {
    if (this.#undecided === 0) throw new Error("no task waits for a decision: call advance() first");
    const plan = this.#plan;
    const tasks = this.arriving;
    const row = this.arrivingRow;
    plan.fill(tasks, row, decision);
    this.#undecided--;
    const task = this.#flying.allocate(this.#before + row, tasks, row, plan.count);
    this.#accessJoules += tasks.uploadJoules[row]!;
    this.#sink.accept(task, tasks, row, decision);
    const parts = this.#parts;
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
      parts.resultBits[part] = bits * tasks.outputRatio[row]!;
      parts.computeFraction[part] = plan.computeFraction;
      parts.bandwidthFraction[part] = plan.bandwidthFraction;
      if (plan.link[k]! < 0) this.#requestCompute(part);
      else this.#requestLink(part, phase.sending, plan.link[k]!, bits);
    }
    if (this.#undecided > 0) this.#now = tasks.arrivalSeconds[++this.arrivingRow]!;
    else this.#fetchArrival();
  }

  /** Looks up when the next task arrives; the present one's columns are not needed any more. */
  #fetchArrival(): void {
    while (this.arrivingRow + 1 >= this.arriving.count) {
      // The source may fill the same table anew.
      const given = this.arriving.count;
      const batch = this.#source.next();
      if (batch === null) {
        this.#nextArrival = Number.POSITIVE_INFINITY;
        return;
      }
      this.#before += given;
      this.arriving = batch;
      this.arrivingRow = -1;
    }
    this.#nextArrival = this.arriving.arrivalSeconds[this.arrivingRow + 1]!;
  }

  /** The next event, at `time`. */
  #step(time: number): void {
    const part = this.#queue.pop();
    if (this.#parts.phase[part] === phase.cancelled) {
      this.#parts.release(part);
      return;
    }
    this.#now = time;
    this.loadReports?.record(time, this.freeCompute, this.waitingCycles);
    this.events++;
    this.#moveOn(part);
  }

  /** The next fault or repair. */
  #strike(faults: FaultDesk): void {
    this.#now = faults.nextTime;
    this.loadReports?.record(this.#now, this.freeCompute, this.waitingCycles);
    for (const part of faults.strike(this.startSeconds)) this.#lose(part);
  }

  /** The event of `part`: a completion releases its resource and grants the waiters, then moves the part on. */
  #moveOn(part: number): void {
    const parts = this.#parts;
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
    this.#parts.phase[part] = next;
    this.#parts.transferSeconds[part]! += delay;
    this.#queue.push(this.#now + delay, part);
  }

  #requestLink(part: number, sending: number, link: number, bits: number): void {
    const parts = this.#parts;
    parts.phase[part] = sending;
    parts.amount[part] = parts.bandwidthFraction[part]! * this.network.bandwidth[link]!;
    parts.size[part] = bits;
    parts.requestedAt[part] = this.#now;
    const resource = this.network.serverCount + link;
    if (this.#grantAtOnce(resource, part)) return;
    parts.endsAt[part] = Number.POSITIVE_INFINITY;
    if (this.#resources.isUp(resource)) this.#resources.enqueue(resource, part);
    else this.#lose(part);
  }

  #requestCompute(part: number): void {
    const parts = this.#parts;
    const server = parts.server[part]!;
    parts.phase[part] = phase.computing;
    parts.amount[part] = parts.computeFraction[part]! * this.network.capacity[server]!;
    parts.size[part] = parts.cycles[part]!;
    parts.requestedAt[part] = this.#now;
    if (this.#grantAtOnce(server, part)) return;
    parts.endsAt[part] = Number.POSITIVE_INFINITY;
    if (!this.#resources.isUp(server)) this.#lose(part);
    else if (this.#resources.waitingCount[server]! < this.network.queueLimit[server]!) {
      this.#resources.enqueue(server, part);
    } else {
      this.#end(part, false);
    }
  }

  /** Grants the request when nobody waits and it fits. */
  #grantAtOnce(resource: number, part: number): boolean {
    const resources = this.#resources;
    if (resources.head[resource]! >= 0 || !resources.fits(resource, this.#parts.amount[part]!)) return false;
    this.#grant(resource, part);
    return true;
  }

  /** `part` gives back what it holds of the resource; those who wait and now fit are granted theirs. */
  #release(resource: number, part: number): void {
    const resources = this.#resources;
    const amount = this.#parts.amount[part]!;
    resources.give(resource, amount, this.network.watts(resource, amount), this.#now);
    for (;;) {
      const head = resources.head[resource]!;
      if (head < 0 || !resources.fits(resource, this.#parts.amount[head]!)) return;
      resources.dequeue(resource);
      this.#grant(resource, head);
    }
  }

  #grant(resource: number, part: number): void {
    const parts = this.#parts;
    const amount = parts.amount[part]!;
    const size = parts.size[part]!;
    const seconds = size / amount;
    const waited = this.#now - parts.requestedAt[part]!;
    const watts = this.network.watts(resource, amount);
    this.#resources.take(resource, amount, watts, this.#now);
    let joules: number;
    if (resource < this.network.serverCount) {
      joules = this.network.energyCoefficient[resource]! * amount * amount * size;
      parts.computeWaitSeconds[part] = waited;
      parts.computeSeconds[part] = seconds;
      this.#computeJoules += joules;
    } else {
      joules = watts * seconds;
      parts.linkWaitSeconds[part]! += waited;
      parts.transferSeconds[part]! += seconds;
      this.#linkJoules += joules;
    }
    this.#flying.energyJoules[parts.task[part]!]! += joules;
    parts.endsAt[part] = this.#now + seconds;
    this.#queue.push(this.#now + seconds, part);
  }

  /** A fault has destroyed `part`: its home server will notice. */
  #lose(part: number): void {
    const faults = this.#faults!;
    const wasComputing = this.#parts.phase[part] === phase.computing;
    const { lost, unusedJoules } = faults.lose(part, this.#now);
    this.#flying.energyJoules[this.#parts.task[part]!]! -= unusedJoules;
    if (wasComputing) this.#computeJoules -= unusedJoules;
    else this.#linkJoules -= unusedJoules;
    this.#queue.push(this.#now + faults.detectionSeconds, lost);
  }

  /** The home server of `part` has noticed its loss. */
  #recover(part: number): void {
    const parts = this.#parts;
    if (!this.#faults!.restart(part, this.#now)) this.#end(part, false);
    else if (parts.link[part]! < 0) this.#requestCompute(part);
    else this.#requestLink(part, phase.sending, parts.link[part]!, parts.inputBits[part]!);
  }

  /** `part` is done, or was rejected. Its slot is kept while it is the one that decides the task's latency. */
  #end(part: number, completed: boolean): void {
    const flying = this.#flying;
    const task = this.#parts.task[part]!;
    if (completed || flying.completed[task] === 0) {
      if (flying.lastPart[task]! >= 0) this.#parts.release(flying.lastPart[task]!);
      this.#parts.phase[part] = phase.ended;
      flying.lastPart[task] = part;
      flying.lastEnd[task] = this.#now;
    } else {
      this.#parts.release(part);
    }
    if (completed) flying.completed[task] = 1;
    else flying.rejected[task] = 1;
    flying.pending[task]! -= 1;
    if (flying.pending[task] === 0) this.#complete(task);
  }

  #complete(task: number): void {
    const part = this.#flying.lastPart[task]!;
    this.#sink.complete(this.#flying, task, this.#parts, part);
    this.#parts.release(part);
    this.#flying.release(task);
  }
}
