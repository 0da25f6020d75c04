/** The built-in stand-in for the Google trace as it goes on: the tasks of `syntheticGoogle`, one batch after the other. */

import { batchRows, TaskBatch } from "../sim/task-batch.ts";
import type { TaskSource } from "../sim/task-source.ts";
import type { TaskTable } from "../sim/task-table.ts";
import { inputBitsOf, type TaskShaping } from "./shape-tasks.ts";
import { type Burst, SyntheticBursts, type SyntheticGoogleOptions } from "./synthetic-bursts.ts";
import { syntheticJobId } from "./synthetic-google.ts";
import { homeDraw } from "./workload.ts";

export interface SyntheticSourceOptions extends SyntheticGoogleOptions {
  readonly shaping: TaskShaping;
  /** Only arrivals in `[fromSeconds, toSeconds)`, after `timeScale`. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Draws the homes, by `homeWeights`. */
  readonly salt: string;
  readonly homeWeights: readonly number[];
}

/**
 * The same tasks, homes and order, to the bit, as `windowTasks` of `syntheticGoogle`; memory does not grow with the
 * duration.
 */
export class SyntheticSource implements TaskSource {
  readonly #options: SyntheticSourceOptions;
  readonly #bursts: SyntheticBursts;
  readonly #drawHome: (jobId: string) => number;
  readonly #batch = new TaskBatch(batchRows);
  #burst: Burst | null;
  /** Of the burst: its home, −1 until a task of it is in the window, and the tasks dealt with. */
  #home = -1;
  #done = 0;

  /** @throws EdgeflockError("value") when an option is out of its domain */
  constructor(options: SyntheticSourceOptions) {
    this.#options = options;
    this.#bursts = new SyntheticBursts(options);
    this.#drawHome = homeDraw(options.salt, options.homeWeights);
    this.#burst = this.#bursts.next();
    this.#batch.deadlineSeconds.fill(options.shaping.deadlineSeconds);
    this.#batch.outputRatio.fill(options.shaping.outputRatio);
  }

  next(): TaskTable | null {
    const batch = this.#batch;
    batch.count = 0;
    for (let burst = this.#current(); burst !== null && batch.count < batch.rows; burst = this.#current()) {
      this.#take(burst);
    }
    return batch.count > 0 ? batch : null;
  }

  /** The burst that has tasks left; null at the end of the window. */
  #current(): Burst | null {
    const burst = this.#burst;
    if (burst === null || this.#done < Math.min(burst.size, this.#options.shaping.perJobLimit)) return burst;
    this.#burst = this.#bursts.next();
    this.#home = -1;
    this.#done = 0;
    return this.#burst;
  }

  /** Adds what is left of `burst` to the batch, as far as there is room. */
  #take(burst: Burst): void {
    const { shaping, fromSeconds, toSeconds } = this.#options;
    const batch = this.#batch;
    const kept = Math.min(burst.size, shaping.perJobLimit);
    for (; this.#done < kept && batch.count < batch.rows; this.#done++) {
      const arrival = burst.timeSeconds[this.#done]! * shaping.timeScale;
      if (arrival < fromSeconds) continue;
      if (arrival >= toSeconds) {
        this.#burst = null;
        return;
      }
      if (this.#home < 0) this.#home = this.#drawHome(syntheticJobId(burst.job));
      const row = batch.count++;
      batch.home[row] = this.#home;
      batch.arrivalSeconds[row] = arrival;
      batch.inputBits[row] = inputBitsOf(burst.habit.memory, shaping);
      batch.cycles[row] = burst.habit.cpu * shaping.cyclesPerUnit;
    }
  }
}
