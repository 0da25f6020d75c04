/**
 * The discrete-event simulator of model.md: its interface. It is pulled: `advance` runs it up to the next task that
 * waits for a decision, `decide` takes the decision. Runs in a browser.
 */
import { EdgeflockError } from "../core/errors.ts";
import { checkTasks } from "./check-tasks.ts";
import type { Decision } from "./decision.ts";
import { EventSimulator } from "./event-simulator.ts";
import type { FaultModel, FaultTotals } from "./faults.ts";
import type { LoadReports } from "./load-reports.ts";
import type { MeterOptions, PowerSeries, UtilisationSeries } from "./meter.ts";
import type { Network } from "./network.ts";
import { OutcomeSink, type TaskOutcomes } from "./outcomes.ts";
import type { ReleaseTimes } from "./release-times.ts";
import { StreamSink, type StreamSums } from "./stream-sums.ts";
import { RecordSink, type TaskRecords } from "./task-records.ts";
import { type TaskSource, tableSource } from "./task-source.ts";
import type { TaskTable } from "./task-table.ts";

export type { TaskOutcomes } from "./outcomes.ts";

export interface SimulatorOptions extends MeterOptions {
  /** How the offloaded share is divided over the targets: `u` equal parts, or by the decision's weights. */
  readonly split?: "equal" | "weighted";
  /** Faults of servers and links; none when absent. */
  readonly faults?: FaultModel;
  /** Whether servers report their load to their neighbours (`peerLoad`). */
  readonly loadReports?: boolean;
  /** Whether it can be asked when what is held or waited for will be free; load reports then say it, too. */
  readonly releaseTimes?: boolean;
}

/** Read-only view of the network's load at the current time. Arrays are live: never keep or change them. */
export interface NetworkState {
  /** Current simulated time [s]. */
  readonly nowSeconds: number;
  /** Unreserved compute of each server [cycles/s]; 0 while it is down. */
  readonly freeCompute: Float64Array;
  /** Work of the parts that wait for compute at each server [cycles]. */
  readonly waitingCycles: Float64Array;
  /** Unreserved bandwidth of each link [bit/s]; 0 while it is down. */
  readonly freeBandwidth: Float64Array;
  /** Data of the parts that wait for each link [bit]. */
  readonly waitingBits: Float64Array;
}

/** Energy by what used it [J]; all but idle energy is in the energy of some task. */
export interface EnergyTotals {
  readonly computeJoules: number;
  readonly linkJoules: number;
  /** The users' uploads over the access network. */
  readonly accessJoules: number;
  /** `Σ P_idle` over the time that each server was up, from the first arrival to the last event. */
  readonly idleJoules: number;
}

/**
 * A task is complete when each of its parts has completed or been rejected by a full queue (or given up after a loss). The
 * latency of a dropped task ends when the last of its parts that did complete was done; if none did, at its last rejection.
 */
export interface Simulation extends NetworkState {
  readonly network: Network;
  /** What neighbours last heard of each other's load; null without `loadReports`. */
  readonly loadReports: LoadReports | null;
  /** When capacity will be free; null without the option `releaseTimes`. */
  readonly releaseTimes: ReleaseTimes | null;
  /**
   * Runs to the next task that needs a decision and returns its number, counted from 0 (its row, of a table); −1 once every
   * task has been decided and every part has run to completion.
   */
  advance(): number;
  /**
   * Like `advance`, for several tasks at once: runs on through arrivals at different servers for as long as no decision on
   * one could be felt by another (a decision is felt at another server after the least delay of all links at the earliest).
   * Returns how many tasks wait, 0 at the end; `decide` then takes their decisions in the order of their arrivals. Every
   * task gets the outcome that it gets one by one, but for events of exactly equal times (they may change places) and the
   * rounding of sums over tasks.
   *
   * @param most tasks at a time
   * @param visit called at each arrival, when `arrivingRow` and the network's load are what its agent sees
   */
  advanceTogether(most: number, visit: () => void): number;
  /**
   * Takes the decision on the task that `advance` returned. Throws `EdgeflockError("value")` on NaN, foreign or
   * repeated targets; the task then still waits for its decision.
   */
  decide(decision: Decision): void;
  /** Where the columns lie of the task that waits for its decision. */
  readonly arriving: TaskTable;
  readonly arrivingRow: number;
  /** First arrival [s]; NaN before it. */
  readonly startSeconds: number;
  /** Out-of-range shares that were clipped so far. */
  readonly clippedShares: number;
  /** Events so far: arrivals, and the ends of transfers, propagations and computations. */
  readonly events: number;
  /** Time-integrals of reserved capacity so far: for each server [cycles], for each link [bit]. */
  readonly reservedCycles: Float64Array;
  readonly reservedBits: Float64Array;
  readonly energyTotals: EnergyTotals;
  /** What faults did so far; null without a fault model. */
  readonly faultTotals: FaultTotals | null;
  /** Emissions of each server so far [g CO2e]; null without a carbon intensity. */
  readonly carbonGrams: Float64Array | null;
  utilisationSeries(): UtilisationSeries | null;
  powerSeries(): PowerSeries | null;
}

/** A simulation of a table of tasks. */
export interface Simulator extends Simulation {
  readonly tasks: TaskTable;
  readonly outcomes: TaskOutcomes;
  /** Rows of tasks completed since the last call, in order of completion. The array is reused. */
  takeCompleted(): { readonly rows: Int32Array; readonly count: number };
}

/**
 * A simulation that becomes a copy of another again and again, to see what would happen there. It has no load reports, no
 * faults, and measures nothing; `outcomes` holds what completed since it became a copy.
 */
export interface Fork extends Simulator {
  /** Becomes what `simulator`, of the same network and tasks, is now; tasks from row `end` on do not arrive. */
  become(simulator: Simulator, end: number): void;
  /** In place of a decision: the task that `advance` returned goes away, as if it had not arrived. */
  pass(): void;
}

/** A simulation of tasks that come in batches. Its memory does not grow with their number. */
export interface TaskStream extends Simulation {
  /** Running sums over the tasks completed so far. */
  readonly sums: StreamSums;
  /** Tasks that wait to be taken as records. */
  readonly waitingRecords: number;
  /** The tasks completed since the last call, in order of completion; valid until the next one. Needs `records`. */
  takeRecords(): TaskRecords;
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
  checkOptions(options);
  return new TableSimulator(network, tasks, options);
}

/**
 * A simulation of the tasks that `source` gives, which are checked as they come.
 *
 * @param records whether tasks are recorded as they complete; they are kept until `takeRecords`
 */
export function createStream(
  network: Network,
  source: TaskSource,
  options: SimulatorOptions & { readonly records?: boolean } = {},
): TaskStream {
  checkOptions(options);
  return new StreamSimulator(network, source, options);
}

/** A fork of simulations of `tasks` in `network`, which have no faults. */
export function createFork(network: Network, tasks: TaskTable, split: "equal" | "weighted"): Fork {
  return new TableSimulator(network, tasks, { split });
}

class TableSimulator extends EventSimulator implements Fork {
  readonly #sink: OutcomeSink;

  constructor(
    network: Network,
    readonly tasks: TaskTable,
    options: SimulatorOptions,
  ) {
    const sink = new OutcomeSink(tasks.count);
    super(network, tableSource(tasks), options, sink);
    this.#sink = sink;
  }

  get outcomes(): TaskOutcomes {
    return this.#sink.outcomes;
  }

  takeCompleted(): { readonly rows: Int32Array; readonly count: number } {
    return this.#sink.take();
  }

  become(simulator: Simulator, end: number): void {
    if (!(simulator instanceof TableSimulator)) throw new Error("only simulations of a table can be copied");
    this.copyFrom(simulator, end);
    this.#sink.take();
  }
}

class StreamSimulator extends EventSimulator implements TaskStream {
  readonly #sink: StreamSink;
  readonly #records: RecordSink | null;

  constructor(
    network: Network,
    source: TaskSource,
    options: SimulatorOptions & { readonly records?: boolean },
  ) {
    const records = options.records === true ? new RecordSink(network.maxTargets) : null;
    const sink = new StreamSink(network, records);
    super(network, checked(source, network.serverCount), options, sink);
    this.#sink = sink;
    this.#records = records;
  }

  get sums(): StreamSums {
    return this.#sink;
  }

  get waitingRecords(): number {
    return this.#records?.waiting ?? 0;
  }

  takeRecords(): TaskRecords {
    if (this.#records === null) throw new Error("the stream was made without records");
    return this.#records.take();
  }
}

/** Refuses tasks that cannot be simulated, also those that arrive before the batch ahead of them. */
function checked(source: TaskSource, serverCount: number): TaskSource {
  let before = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    next() {
      const tasks = source.next();
      if (tasks === null) return null;
      checkTasks(tasks, serverCount, before, last);
      before += tasks.count;
      last = tasks.arrivalSeconds[tasks.count - 1] ?? last;
      return tasks;
    },
  };
}

function checkOptions(options: SimulatorOptions): void {
  for (const name of ["utilisationBinSeconds", "powerBinSeconds"] as const) {
    const bin = options[name];
    if (bin !== undefined && !(bin > 0 && bin < Number.POSITIVE_INFINITY)) {
      throw new EdgeflockError("value", `${name} is ${bin}`, "Give a width above 0 s.");
    }
  }
  const { carbon, faults } = options;
  if (carbon !== undefined && !(carbon.intervalSeconds > 0 && carbon.gramsPerKilowattHour.length > 0)) {
    throw new EdgeflockError(
      "value",
      `carbon: ${carbon.gramsPerKilowattHour.length} values of ${carbon.intervalSeconds} s each`,
      "Give at least one value, and an interval above 0 s.",
    );
  }
  if (faults === undefined) return;
  if (!(faults.detectionSeconds >= 0 && faults.detectionSeconds < Number.POSITIVE_INFINITY)) {
    throw new EdgeflockError(
      "value",
      `faults: detectionSeconds is ${faults.detectionSeconds}`,
      "Give 0 s or more.",
    );
  }
  if (!(Number.isInteger(faults.maxRestarts) && faults.maxRestarts >= 0)) {
    throw new EdgeflockError(
      "value",
      `faults: maxRestarts is ${faults.maxRestarts}`,
      "Give a whole number of 0 or more.",
    );
  }
}
