/** The tasks of a generator as they go on, one batch after the other. */

import { batchRows, TaskBatch } from "../../sim/task-batch.ts";
import type { TaskSource } from "../../sim/task-source.ts";
import type { TaskTable } from "../../sim/task-table.ts";
import { homeDraw } from "../workload.ts";
import { blankTask, type Generator, generatedJobId } from "./generator.ts";

export interface GeneratedSourceOptions {
  readonly outputRatio: number;
  /** Only arrivals in `[fromSeconds, toSeconds)`. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Draws the homes, by `homeWeights`. */
  readonly salt: string;
  readonly homeWeights: readonly number[];
}

/**
 * The same tasks, homes and order, to the bit, as `windowTasks` of the generator's table; memory does not grow with their
 * number.
 */
export class GeneratedSource implements TaskSource {
  readonly #generator: Generator;
  readonly #fromSeconds: number;
  readonly #toSeconds: number;
  readonly #drawHome: (jobId: string) => number;
  readonly #batch = new TaskBatch(batchRows);
  readonly #task = blankTask();
  /** The job whose home was drawn last, and its home. */
  #job = -1;
  #home = -1;
  #ended = false;

  constructor(generator: Generator, options: GeneratedSourceOptions) {
    this.#generator = generator;
    this.#fromSeconds = options.fromSeconds;
    this.#toSeconds = options.toSeconds;
    this.#drawHome = homeDraw(options.salt, options.homeWeights);
    this.#batch.outputRatio.fill(options.outputRatio);
  }

  next(): TaskTable | null {
    const batch = this.#batch;
    const task = this.#task;
    batch.count = 0;
    while (batch.count < batch.rows && !this.#ended) {
      if (!this.#generator.next(task) || task.arrivalSeconds >= this.#toSeconds) {
        this.#ended = true;
        break;
      }
      if (task.arrivalSeconds < this.#fromSeconds) continue;
      const row = batch.count++;
      batch.home[row] = task.home < 0 ? this.#homeOf(task.job) : task.home;
      batch.arrivalSeconds[row] = task.arrivalSeconds;
      batch.inputBits[row] = task.inputBits;
      batch.cycles[row] = task.cycles;
      batch.deadlineSeconds[row] = task.deadlineSeconds;
    }
    return batch.count > 0 ? batch : null;
  }

  #homeOf(job: number): number {
    if (job !== this.#job) {
      this.#job = job;
      this.#home = this.#drawHome(generatedJobId(job));
    }
    return this.#home;
  }
}
