/** What became of each task: the columns that a simulation of a table fills. */

import type { CompletionSink } from "./completion-sink.ts";
import { grown } from "./grown.ts";
import type { PartPool } from "./part-pool.ts";
import type { TaskPool } from "./task-pool.ts";

/** Row i is task i of the table. NaN until the task is complete. */
export interface TaskOutcomes {
  /** Latency `L` [s], upload included. Of a dropped task: see `Simulator`. */
  readonly latencySeconds: Float64Array;
  /** Energy `E` [J], upload included. */
  readonly energyJoules: Float64Array;
  /** The parts of the latency along the part that finished last [s]; they add up to it. */
  readonly uplinkSeconds: Float64Array;
  readonly transferSeconds: Float64Array;
  readonly linkWaitSeconds: Float64Array;
  readonly computeWaitSeconds: Float64Array;
  readonly computeSeconds: Float64Array;
  /** What faults cost that part: from the arrival to its last restart; 0 where it was never lost. */
  readonly recoverySeconds: Float64Array;
  /** How often a part of the task was started again after a loss. */
  readonly restarts: Int32Array;
  /** 1 when a part was rejected by a full queue, or given up after a loss. */
  readonly dropped: Uint8Array;
}

/** Fills the outcomes of a table's tasks, and remembers in which order they completed. */
export class OutcomeSink implements CompletionSink {
  readonly outcomes: TaskOutcomes;
  readonly #completed = { rows: new Int32Array(64), count: 0 };
  readonly #taken = { rows: new Int32Array(64), count: 0 };

  constructor(tasks: number) {
    const column = () => new Float64Array(tasks).fill(Number.NaN);
    this.outcomes = {
      latencySeconds: column(),
      energyJoules: column(),
      uplinkSeconds: column(),
      transferSeconds: column(),
      linkWaitSeconds: column(),
      computeWaitSeconds: column(),
      computeSeconds: column(),
      recoverySeconds: column(),
      restarts: new Int32Array(tasks),
      dropped: new Uint8Array(tasks),
    };
  }

  accept(): void {}

  complete(tasks: TaskPool, task: number, parts: PartPool, part: number): void {
    const { outcomes } = this;
    const row = tasks.number[task]!;
    outcomes.latencySeconds[row] = tasks.latencySeconds(task);
    outcomes.energyJoules[row] = tasks.energyJoules[task]!;
    outcomes.uplinkSeconds[row] = tasks.uploadSeconds[task]!;
    outcomes.transferSeconds[row] = parts.transferSeconds[part]!;
    outcomes.linkWaitSeconds[row] = parts.linkWaitSeconds[part]!;
    outcomes.computeWaitSeconds[row] = parts.computeWaitSeconds[part]!;
    outcomes.computeSeconds[row] = parts.computeSeconds[part]!;
    outcomes.recoverySeconds[row] = parts.recoverySeconds[part]!;
    outcomes.restarts[row] = tasks.restarts[task]!;
    outcomes.dropped[row] = tasks.rejected[task]!;
    const completed = this.#completed;
    if (completed.count === completed.rows.length) completed.rows = grown(completed.rows);
    completed.rows[completed.count++] = row;
  }

  /** Rows completed since the last call, in order of completion. The array is reused. */
  take(): { readonly rows: Int32Array; readonly count: number } {
    const { rows, count } = this.#completed;
    this.#completed.rows = this.#taken.rows;
    this.#completed.count = 0;
    this.#taken.rows = rows;
    this.#taken.count = count;
    return this.#taken;
  }
}
