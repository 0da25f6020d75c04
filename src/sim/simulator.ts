/**
 * The discrete-event simulator of model.md, sections 2 to 4. It is pulled: `advance` runs it up to the next task
 * that waits for a decision, `decide` takes the decision. Runs in a browser.
 */
import { EdgeflockError } from "../core/errors.ts";
import { checkTasks } from "./check-tasks.ts";
import type { Decision } from "./decision.ts";
import { EventHeap } from "./event-heap.ts";
import { grown } from "./grown.ts";
import { LoadReports } from "./load-reports.ts";
import type { Network } from "./network.ts";
import { createOutcomes, type TaskOutcomes } from "./outcomes.ts";
import { PartPlan } from "./part-plan.ts";
import { PartPool, phase } from "./part-pool.ts";
import { ResourceBank } from "./resource-bank.ts";
import { TaskPool } from "./task-pool.ts";
import type { TaskTable } from "./task-table.ts";
import { UtilisationSeries } from "./utilisation-series.ts";

export type { TaskOutcomes } from "./outcomes.ts";

export interface SimulatorOptions {
  /** How the offloaded share is divided over the targets: `u` equal parts, or by the decision's weights. */
  readonly split?: "equal" | "weighted";
  /** Width of the bins of the utilisation series [s]; no series when absent. */
  readonly utilisationBinSeconds?: number;
  /** Whether servers report their load to their neighbours (`peerLoad`). */
  readonly loadReports?: boolean;
}

/** Read-only view of the network's load at the current time. Arrays are live: never keep or change them. */
export interface NetworkState {
  /** Current simulated time [s]. */
  readonly nowSeconds: number;
  /** Unreserved compute of each server [cycles/s]. */
  readonly freeCompute: Float64Array;
  /** Work of the parts that wait for compute at each server [cycles]. */
  readonly waitingCycles: Float64Array;
  /** Unreserved bandwidth of each link [bit/s]. */
  readonly freeBandwidth: Float64Array;
  /** Data of the parts that wait for each link [bit]. */
  readonly waitingBits: Float64Array;
}

/**
 * A task is complete when each of its parts has completed or been rejected by a full queue. The latency of a
 * dropped task ends when the last of its parts that did complete was done; if none did, at its last rejection.
 */
export interface Simulator extends NetworkState {
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly outcomes: TaskOutcomes;
  /** What neighbours last heard of each other's load; null without `loadReports`. */
  readonly loadReports: LoadReports | null;
  /**
   * Runs to the next task that needs a decision and returns its row; −1 once every task has been decided and
   * every part has run to completion.
   */
  advance(): number;
  /**
   * Takes the decision on the task that `advance` returned. Throws `EdgeflockError("value")` on NaN, foreign or
   * repeated targets; the task then still waits for its decision.
   */
  decide(decision: Decision): void;
  /** Rows of tasks completed since the last call, in order of completion. The array is reused. */
  takeCompleted(): { readonly rows: Int32Array; readonly count: number };
  /** Out-of-range shares that were clipped so far. */
  readonly clippedShares: number;
  /** Time-integrals of reserved capacity so far: for each server [cycles], for each link [bit]. */
  readonly reservedCycles: Float64Array;
  readonly reservedBits: Float64Array;
  /** Mean fraction of each server's compute in use in each bin: `series[bin * serverCount + server]`. */
  utilisationSeries(): {
    readonly binSeconds: number;
    readonly bins: number;
    readonly series: Float64Array;
  } | null;
}

/**
 * A simulation of `tasks` in `network`, from an empty network at time 0. Throws `EdgeflockError("value")` on tasks
 * that cannot be simulated (unordered, without home, of no work).
 */
export function createSimulator(
  network: Network,
  tasks: TaskTable,
  options: SimulatorOptions = {},
): Simulator {
  checkTasks(tasks, network.serverCount);
  const bin = options.utilisationBinSeconds;
  if (bin !== undefined && !(bin > 0 && bin < Number.POSITIVE_INFINITY)) {
    throw new EdgeflockError("value", `utilisationBinSeconds is ${bin}`, "Give a width above 0 s.");
  }
  return new EventSimulator(network, tasks, options);
}

/** The hot loop: plain steps over columns, nothing allocated for an event. */
class EventSimulator implements Simulator {
  readonly outcomes: TaskOutcomes;
  readonly freeCompute: Float64Array;
  readonly waitingCycles: Float64Array;
  readonly freeBandwidth: Float64Array;
  readonly waitingBits: Float64Array;
  readonly loadReports: LoadReports | null;

  readonly #parts = new PartPool();
  readonly #flying = new TaskPool();
  readonly #events = new EventHeap();
  readonly #resources: ResourceBank;
  readonly #plan: PartPlan;
  readonly #series: UtilisationSeries | null;
  readonly #reservedCycles: Float64Array;
  readonly #reservedBits: Float64Array;
  #now = 0;
  #nextTask = 0;
  /** The row that waits for its decision; −1 for none. */
  #undecided = -1;
  readonly #completed = { rows: new Int32Array(64), count: 0 };
  readonly #taken = { rows: new Int32Array(64), count: 0 };

  constructor(
    readonly network: Network,
    readonly tasks: TaskTable,
    options: SimulatorOptions,
  ) {
    const bin = options.utilisationBinSeconds;
    this.loadReports = options.loadReports === true ? new LoadReports(network) : null;
    this.outcomes = createOutcomes(tasks.count);
    this.#series = bin === undefined ? null : new UtilisationSeries(bin, network.capacity);
    this.#resources = new ResourceBank(network, this.#parts, this.#series);
    this.#plan = new PartPlan(network, options.split ?? "equal");
    this.freeCompute = this.#resources.free.subarray(0, network.serverCount);
    this.waitingCycles = this.#resources.waitingSize.subarray(0, network.serverCount);
    this.freeBandwidth = this.#resources.free.subarray(network.serverCount);
    this.waitingBits = this.#resources.waitingSize.subarray(network.serverCount);
    this.#reservedCycles = new Float64Array(network.serverCount);
    this.#reservedBits = new Float64Array(network.linkCount);
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

  advance(): number {
    if (this.#undecided >= 0) throw new Error(`task ${this.#undecided} still waits for its decision`);
    const row = this.#nextTask;
    const arrival = row < this.tasks.count ? this.tasks.arrivalSeconds[row]! : Number.POSITIVE_INFINITY;
    const events = this.#events;
    // An arrival comes before every other event of its time.
    const reports = this.loadReports;
    while (events.nextTime < arrival) {
      this.#now = events.nextTime;
      reports?.record(this.#now, this.freeCompute, this.waitingCycles);
      this.#moveOn(events.pop());
    }
    if (row === this.tasks.count) return -1;
    this.#now = arrival;
    reports?.record(arrival, this.freeCompute, this.waitingCycles);
    this.#nextTask = row + 1;
    this.#undecided = row;
    return row;
  }

  decide(decision: Decision): void {
    const row = this.#undecided;
    if (row < 0) throw new Error("no task waits for a decision: call advance() first");
    const plan = this.#plan;
    plan.fill(this.tasks, row, decision);
    this.#undecided = -1;
    const task = this.#flying.allocate(row, plan.count, this.tasks.uploadJoules[row]!);
    for (let k = 0; k < plan.count; k++) {
      const parts = this.#parts;
      const part = parts.allocate();
      const bits = plan.bits[k]!;
      parts.task[part] = task;
      parts.server[part] = plan.server[k]!;
      parts.link[part] = plan.link[k]!;
      parts.backLink[part] = plan.backLink[k]!;
      parts.cycles[part] = plan.cycles[k]!;
      parts.resultBits[part] = bits * this.tasks.outputRatio[row]!;
      parts.computeFraction[part] = plan.computeFraction;
      parts.bandwidthFraction[part] = plan.bandwidthFraction;
      if (plan.link[k]! < 0) this.#requestCompute(part);
      else this.#requestLink(part, phase.sending, plan.link[k]!, bits);
    }
  }

  takeCompleted(): { readonly rows: Int32Array; readonly count: number } {
    const { rows, count } = this.#completed;
    this.#completed.rows = this.#taken.rows;
    this.#completed.count = 0;
    this.#taken.rows = rows;
    this.#taken.count = count;
    return this.#taken;
  }

  utilisationSeries() {
    if (this.#series === null) return null;
    this.#resources.settleServers(this.#now);
    return this.#series.read(this.#now);
  }

  /** The event of `part`: a completion releases its resource and grants the waiters, then moves the part on. */
  #moveOn(part: number): void {
    const parts = this.#parts;
    switch (parts.phase[part]) {
      case phase.sending:
        this.#release(this.network.serverCount + parts.link[part]!, parts.amount[part]!);
        this.#propagate(part, phase.arriving, parts.link[part]!);
        break;
      case phase.arriving:
        this.#requestCompute(part);
        break;
      case phase.computing:
        this.#release(parts.server[part]!, parts.amount[part]!);
        if (parts.backLink[part]! < 0) this.#end(part, true);
        else this.#requestLink(part, phase.returning, parts.backLink[part]!, parts.resultBits[part]!);
        break;
      case phase.returning:
        this.#release(this.network.serverCount + parts.backLink[part]!, parts.amount[part]!);
        this.#propagate(part, phase.returned, parts.backLink[part]!);
        break;
      case phase.returned:
        this.#end(part, true);
        break;
    }
  }

  #propagate(part: number, next: number, link: number): void {
    const delay = this.network.propagationDelay[link]!;
    this.#parts.phase[part] = next;
    this.#parts.transferSeconds[part]! += delay;
    this.#events.push(this.#now + delay, part);
  }

  #requestLink(part: number, sending: number, link: number, bits: number): void {
    const parts = this.#parts;
    parts.phase[part] = sending;
    parts.amount[part] = parts.bandwidthFraction[part]! * this.network.bandwidth[link]!;
    parts.size[part] = bits;
    parts.requestedAt[part] = this.#now;
    const resource = this.network.serverCount + link;
    if (!this.#grantAtOnce(resource, part)) this.#resources.enqueue(resource, part);
  }

  #requestCompute(part: number): void {
    const parts = this.#parts;
    const server = parts.server[part]!;
    parts.phase[part] = phase.computing;
    parts.amount[part] = parts.computeFraction[part]! * this.network.capacity[server]!;
    parts.size[part] = parts.cycles[part]!;
    parts.requestedAt[part] = this.#now;
    if (this.#grantAtOnce(server, part)) return;
    if (this.#resources.waitingCount[server]! < this.network.queueLimit[server]!) {
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

  #release(resource: number, amount: number): void {
    const resources = this.#resources;
    resources.give(resource, amount, this.#now);
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
    this.#resources.take(resource, amount, this.#now);
    let joules: number;
    if (resource < this.network.serverCount) {
      joules = this.network.energyCoefficient[resource]! * amount * amount * size;
      parts.computeWaitSeconds[part] = waited;
      parts.computeSeconds[part] = seconds;
    } else {
      joules = this.network.transmitPower[resource - this.network.serverCount]! * seconds;
      parts.linkWaitSeconds[part]! += waited;
      parts.transferSeconds[part]! += seconds;
    }
    this.#flying.energyJoules[parts.task[part]!]! += joules;
    this.#events.push(this.#now + seconds, part);
  }

  /** `part` is done, or was rejected. Its slot is kept while it is the one that decides the task's latency. */
  #end(part: number, completed: boolean): void {
    const flying = this.#flying;
    const task = this.#parts.task[part]!;
    if (completed || flying.completed[task] === 0) {
      if (flying.lastPart[task]! >= 0) this.#parts.release(flying.lastPart[task]!);
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
    const flying = this.#flying;
    const parts = this.#parts;
    const outcomes = this.outcomes;
    const row = flying.row[task]!;
    const part = flying.lastPart[task]!;
    const upload = this.tasks.uploadSeconds[row]!;
    outcomes.latencySeconds[row] = flying.lastEnd[task]! - this.tasks.arrivalSeconds[row]! + upload;
    outcomes.energyJoules[row] = flying.energyJoules[task]!;
    outcomes.uplinkSeconds[row] = upload;
    outcomes.transferSeconds[row] = parts.transferSeconds[part]!;
    outcomes.linkWaitSeconds[row] = parts.linkWaitSeconds[part]!;
    outcomes.computeWaitSeconds[row] = parts.computeWaitSeconds[part]!;
    outcomes.computeSeconds[row] = parts.computeSeconds[part]!;
    outcomes.dropped[row] = flying.rejected[task]!;
    parts.release(part);
    flying.release(task);
    const completed = this.#completed;
    if (completed.count === completed.rows.length) completed.rows = grown(completed.rows);
    completed.rows[completed.count++] = row;
  }
}
