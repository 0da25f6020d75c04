/**
 * The discrete-event simulator of model.md, sections 2 to 4. It is pulled: `advance` runs it up to the next task
 * that waits for a decision, `decide` takes the decision. Runs in a browser.
 */
import type { Decision } from "./decision.ts";
import type { Network } from "./network.ts";
import type { TaskTable } from "./task-table.ts";

export interface SimulatorOptions {
  /** How the offloaded share is divided over the targets: `u` equal parts, or by the decision's weights. */
  readonly split?: "equal" | "weighted";
  /** Width of the bins of the utilisation series [s]; no series when absent. */
  readonly utilisationBinSeconds?: number;
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

/** What became of each task; row i is task i of the table. NaN until the task is complete. */
export interface TaskOutcomes {
  /** Latency `L` [s], upload included. */
  readonly latencySeconds: Float64Array;
  /** Energy `E` [J], upload included. */
  readonly energyJoules: Float64Array;
  /** The five parts of the latency along the part that finished last [s]; they add up to it. */
  readonly uplinkSeconds: Float64Array;
  readonly transferSeconds: Float64Array;
  readonly linkWaitSeconds: Float64Array;
  readonly computeWaitSeconds: Float64Array;
  readonly computeSeconds: Float64Array;
  /** 1 when a part was rejected by a full queue. */
  readonly dropped: Uint8Array;
}

export interface Simulator extends NetworkState {
  readonly network: Network;
  readonly tasks: TaskTable;
  readonly outcomes: TaskOutcomes;
  /**
   * Runs to the next task that needs a decision and returns its row; −1 once every task has been decided and
   * every part has run to completion.
   */
  advance(): number;
  /** Takes the decision on the task that `advance` returned. Throws on NaN, foreign or repeated targets. */
  decide(decision: Decision): void;
  /** Rows of tasks completed since the last call, in order of completion. The array is reused. */
  takeCompleted(): { readonly rows: Int32Array; readonly count: number };
  /** Out-of-range shares that were clipped so far. */
  readonly clippedShares: number;
  /** Time-integrals of reserved capacity so far: for each server [cycles], for each link [bit]. */
  readonly reservedCycles: Float64Array;
  readonly reservedBits: Float64Array;
  /** Mean fraction of each server's compute in use in each bin: `series[bin * serverCount + server]`. */
  utilisationSeries(): { readonly binSeconds: number; readonly bins: number; readonly series: Float64Array } | null;
}

export declare function createSimulator(network: Network, tasks: TaskTable, options?: SimulatorOptions): Simulator;
