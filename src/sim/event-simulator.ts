/** The engine behind `Simulator` and `TaskStream`: time, arrivals, decisions, and what can be read. */
import type { CompletionSink } from "./completion-sink.ts";
import type { Decision } from "./decision.ts";
import type { FaultDesk } from "./fault-desk.ts";
import type { FaultTotals } from "./faults.ts";
import { LoadReports } from "./load-reports.ts";
import { Meter, type PowerSeries, type UtilisationSeries } from "./meter.ts";
import type { Network } from "./network.ts";
import { PartFlow } from "./part-flow.ts";
import { PartPlan } from "./part-plan.ts";
import { phase } from "./part-pool.ts";
import { ReleaseTimes } from "./release-times.ts";
import type { EnergyTotals, Simulation, SimulatorOptions } from "./simulator.ts";
import { TaskBatch } from "./task-batch.ts";
import type { TaskSource } from "./task-source.ts";
import type { TaskTable } from "./task-table.ts";

export class EventSimulator implements Simulation {
  readonly freeCompute: Float64Array;
  readonly waitingCycles: Float64Array;
  readonly freeBandwidth: Float64Array;
  readonly waitingBits: Float64Array;
  readonly loadReports: LoadReports | null;
  readonly releaseTimes: ReleaseTimes | null;
  /** The batch whose tasks arrive now, and the row of the one that arrived last. */
  arriving: TaskTable;
  arrivingRow = -1;
  startSeconds = Number.NaN;
  events = 0;

  readonly #flow: PartFlow;
  readonly #plan: PartPlan;
  readonly #meter: Meter | null;
  readonly #source: TaskSource;
  readonly #sink: CompletionSink;
  /** Of a copy: the row of the arriving batch from which on none arrives. */
  #end = Number.POSITIVE_INFINITY;
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
  #accessJoules = 0;
  readonly #reservedCycles: Float64Array;
  readonly #reservedBits: Float64Array;

  constructor(
    readonly network: Network,
    source: TaskSource,
    options: SimulatorOptions,
    sink: CompletionSink,
  ) {
    this.#meter = Meter.for(network, options);
    this.#flow = new PartFlow(network, options.faults, this.#meter, sink);
    const { parts, resources, faults } = this.#flow;
    this.releaseTimes = options.releaseTimes === true ? new ReleaseTimes(network, parts, resources) : null;
    this.loadReports =
      options.loadReports === true
        ? new LoadReports(network, faults?.serverDown ?? null, this.releaseTimes)
        : null;
    this.#leastDelay = network.propagationDelay.reduce(
      (least, delay) => Math.min(least, delay),
      Number.POSITIVE_INFINITY,
    );
    this.#frozen = new Uint8Array(network.serverCount);
    this.#plan = new PartPlan(network, options.split ?? "equal");
    this.#source = source;
    this.#sink = sink;
    this.freeCompute = this.#flow.resources.free.subarray(0, network.serverCount);
    this.waitingCycles = this.#flow.resources.waitingSize.subarray(0, network.serverCount);
    this.freeBandwidth = this.#flow.resources.free.subarray(network.serverCount);
    this.waitingBits = this.#flow.resources.waitingSize.subarray(network.serverCount);
    this.#reservedCycles = new Float64Array(network.serverCount);
    this.#reservedBits = new Float64Array(network.linkCount);
    this.arriving = new TaskBatch(0);
    this.#fetchArrival();
  }

  get nowSeconds(): number {
    return this.#flow.now;
  }

  get clippedShares(): number {
    return this.#plan.clippedShares;
  }

  get reservedCycles(): Float64Array {
    return this.#flow.resources.readIntegrals(0, this.#flow.now, this.#reservedCycles);
  }

  get reservedBits(): Float64Array {
    return this.#flow.resources.readIntegrals(this.network.serverCount, this.#flow.now, this.#reservedBits);
  }

  get energyTotals(): EnergyTotals {
    const { idlePower } = this.network;
    const horizon = this.#flow.now - this.startSeconds;
    const down = this.faultTotals?.serverDownSeconds;
    const undrawn = down?.reduce((sum, seconds, server) => sum + seconds * idlePower[server]!, 0) ?? 0;
    return {
      computeJoules: this.#flow.computeJoules,
      linkJoules: this.#flow.linkJoules,
      accessJoules: this.#accessJoules,
      idleJoules: horizon * idlePower.reduce((sum, watts) => sum + watts, 0) - undrawn,
    };
  }

  get faultTotals(): FaultTotals | null {
    return this.#flow.faults?.totals(this.startSeconds, this.#flow.now) ?? null;
  }

  utilisationSeries(): UtilisationSeries | null {
    return this.#readMeter()?.utilisation(this.#flow.now) ?? null;
  }

  powerSeries(): PowerSeries | null {
    return this.#readMeter()?.power(this.startSeconds, this.#flow.now) ?? null;
  }

  get carbonGrams(): Float64Array | null {
    return this.#readMeter()?.carbonGrams(this.startSeconds, this.#flow.now) ?? null;
  }

  /** The meter with all that it has to know up to now; null when nothing is measured. */
  #readMeter(): Meter | null {
    if (this.#meter === null) return null;
    this.#flow.resources.settleAll(this.#flow.now);
    this.#flow.faults?.settle(this.startSeconds, this.#flow.now);
    return this.#meter;
  }

  advance(): number {
    if (this.#undecided > 0) {
      throw new Error(`task ${this.#before + this.arrivingRow} still waits for its decision`);
    }
    const queue = this.#flow.queue;
    const arrival = this.#nextArrival;
    // An arrival comes before every other event of its time, and an event before a fault.
    for (let next = queue.nextTime; ; next = queue.nextTime) {
      if (this.#flow.faults !== null && this.#flow.faults.nextTime < Math.min(next, arrival)) {
        // What may be left in the end are events of parts that were lost.
        if (arrival === Number.POSITIVE_INFINITY && this.#flow.tasks.count === 0) break;
        this.#strike(this.#flow.faults);
      } else if (next < arrival) {
        this.#step(next);
      } else {
        break;
      }
    }
    if (arrival === Number.POSITIVE_INFINITY) {
      this.#flow.now = Math.max(this.#flow.now, this.#latest);
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
    const until = this.#flow.now + this.#leastDelay;
    this.#frozen[home[first]!] = 1;
    // What is next must neither feel an open decision nor be felt by it: then their order does not matter.
    while (this.#undecided < most && this.arrivingRow + 1 < this.arriving.count) {
      const next = this.#flow.queue.nextTime;
      const arrival = this.arriving.arrivalSeconds[this.arrivingRow + 1]!;
      const time = Math.min(next, arrival);
      if (time >= until || (this.#flow.faults?.nextTime ?? until) < time || this.loadReports?.isDue(time))
        break;
      if (next < arrival) {
        if (this.#frozen[this.#flow.serverOf(this.#flow.queue.nextPart)] === 1) break;
        this.#step(next);
        this.#latest = Math.max(this.#latest, this.#flow.now);
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
    this.#flow.now = this.arriving.arrivalSeconds[first]!;
    return this.#undecided;
  }

  /** The next task arrives. */
  #arrive(time: number): void {
    this.#flow.now = time;
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
    this.#accessJoules += tasks.uploadJoules[row]!;
    const task = this.#flow.tasks.allocate(this.#before + row, tasks, row, plan.count);
    // Before its parts start: a full queue may end it at once.
    this.#sink.accept(task, tasks, row, decision);
    this.#flow.start(task, plan);
    if (this.#undecided > 0) this.#flow.now = tasks.arrivalSeconds[++this.arrivingRow]!;
    else this.#fetchArrival();
  }

  /** The task that waits for its decision goes away, as if it had not arrived. */
  pass(): void {
    if (this.#undecided !== 1) throw new Error("one task has to wait for its decision: call advance() first");
    this.#undecided--;
    this.#fetchArrival();
  }

  /**
   * Becomes a copy of `other` at this moment, in which no task of row `end` or later arrives.
   * Both have the same network and one table of tasks; loads are not reported, and nothing is measured.
   */
  protected copyFrom(other: EventSimulator, end: number): void {
    if (this.loadReports !== null || this.#meter !== null || this.#flow.faults !== null) {
      throw new Error("simulations with load reports, a meter or faults cannot become copies");
    }
    this.#flow.copyFrom(other.#flow);
    this.#plan.clippedShares = other.#plan.clippedShares;
    this.arriving = other.arriving;
    this.arrivingRow = other.arrivingRow;
    this.#end = end;
    this.startSeconds = other.startSeconds;
    this.events = other.events;
    this.#before = other.#before;
    this.#nextArrival = other.#nextArrival;
    this.#undecided = other.#undecided;
    this.#latest = other.#latest;
    this.#accessJoules = other.#accessJoules;
  }

  /** Looks up when the next task arrives; the present one's columns are not needed any more. */
  #fetchArrival(): void {
    while (this.arrivingRow + 1 >= this.arriving.count || this.arrivingRow + 1 >= this.#end) {
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
    const part = this.#flow.queue.pop();
    if (this.#flow.parts.phase[part] === phase.cancelled) {
      this.#flow.parts.release(part);
      return;
    }
    this.#flow.now = time;
    this.loadReports?.record(time, this.freeCompute, this.waitingCycles);
    this.events++;
    this.#flow.moveOn(part);
  }

  /** The next fault or repair. */
  #strike(faults: FaultDesk): void {
    this.#flow.now = faults.nextTime;
    this.loadReports?.record(this.#flow.now, this.freeCompute, this.waitingCycles);
    for (const part of faults.strike(this.startSeconds)) this.#flow.lose(part);
  }
}
