/** Poisson arrivals without end: for benchmarks, and for the cases that queueing theory has answers to. */
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import { batchRows, TaskBatch } from "../../sim/task-batch.ts";
import type { TaskSource } from "../../sim/task-source.ts";
import type { TaskTable } from "../../sim/task-table.ts";
import { type Amount, amountDraw, areWeights, checkAmount, indexDraw } from "./amount.ts";

export interface PoissonOptions {
  readonly seed: number;
  /** Tasks a second, at all servers together. */
  readonly ratePerSecond: number;
  /** Tasks in all; Infinity for no end. */
  readonly tasks: number;
  /** Chance of each server to be a task's home, up to a common factor. */
  readonly homeWeights: readonly number[];
  /** Work [cycles]. */
  readonly cycles: Amount;
  /** Input [bit]. */
  readonly inputBits: Amount;
  /** Default: none. */
  readonly deadlineSeconds?: number;
  /** Default 0. */
  readonly outputRatio?: number;
}

export class PoissonSource implements TaskSource {
  readonly #options: PoissonOptions;
  readonly #arrivals: Rng;
  readonly #homes: Rng;
  readonly #work: Rng;
  readonly #inputs: Rng;
  readonly #home: (rng: Rng) => number;
  readonly #cycles: (rng: Rng) => number;
  readonly #inputBits: (rng: Rng) => number;
  readonly #batch = new TaskBatch(batchRows);
  #given = 0;
  #nowSeconds = 0;

  /** @throws EdgeflockError("value") when an option is out of its domain */
  constructor(options: PoissonOptions) {
    check(options);
    this.#options = options;
    this.#arrivals = Rng.stream(options.seed, "poisson/arrivals");
    this.#homes = Rng.stream(options.seed, "poisson/homes");
    this.#work = Rng.stream(options.seed, "poisson/work");
    this.#inputs = Rng.stream(options.seed, "poisson/inputs");
    this.#home = indexDraw(options.homeWeights);
    this.#cycles = amountDraw(options.cycles);
    this.#inputBits = amountDraw(options.inputBits);
    this.#batch.deadlineSeconds.fill(options.deadlineSeconds ?? Number.POSITIVE_INFINITY);
    this.#batch.outputRatio.fill(options.outputRatio ?? 0);
  }

  next(): TaskTable | null {
    const { tasks, ratePerSecond } = this.#options;
    const batch = this.#batch;
    batch.count = Math.min(batch.rows, tasks - this.#given);
    this.#given += batch.count;
    for (let row = 0; row < batch.count; row++) {
      this.#nowSeconds += this.#arrivals.exponential(1 / ratePerSecond);
      batch.arrivalSeconds[row] = this.#nowSeconds;
      batch.home[row] = this.#home(this.#homes);
      // A task of no work at all, which an exponential may be once in 2^53 draws, could not be simulated.
      batch.cycles[row] = Math.max(this.#cycles(this.#work), Number.MIN_VALUE);
      batch.inputBits[row] = this.#inputBits(this.#inputs);
    }
    return batch.count > 0 ? batch : null;
  }
}

function check({ seed, ratePerSecond, tasks, homeWeights, cycles, inputBits }: PoissonOptions): void {
  const finite = (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY;
  const bad =
    (!Number.isSafeInteger(seed) && `the seed is ${seed}`) ||
    (!(ratePerSecond > 0 && finite(ratePerSecond)) && `ratePerSecond is ${ratePerSecond}`) ||
    (!(tasks >= 0 && (Number.isSafeInteger(tasks) || tasks === Number.POSITIVE_INFINITY)) &&
      `tasks is ${tasks}`) ||
    (!areWeights(homeWeights) && `homeWeights are ${homeWeights.slice(0, 10).join(", ")}`);
  if (bad) {
    throw new EdgeflockError(
      "value",
      `Poisson arrivals: ${bad}`,
      "Rate and work are above 0, inputs and weights not below, tasks and seed whole numbers.",
    );
  }
  checkAmount("cycles", cycles, "above 0");
  checkAmount("inputBits", inputBits, 0);
}
