/** Poisson arrivals without end: for benchmarks, and for the cases that queueing theory has answers to. */
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import { batchRows, TaskBatch } from "../sim/task-batch.ts";
import type { TaskSource } from "../sim/task-source.ts";
import type { TaskTable } from "../sim/task-table.ts";

/** Of an amount: always the same, or exponential. */
export interface Amount {
  readonly mean: number;
  readonly distribution: "constant" | "exponential";
}

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
  /** Sums of the weights up to each server, of 1 in all. */
  readonly #upTo: readonly number[];
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
    const total = options.homeWeights.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    this.#upTo = options.homeWeights.map((weight) => {
      sum += weight;
      return sum / total;
    });
    this.#batch.deadlineSeconds.fill(options.deadlineSeconds ?? Number.POSITIVE_INFINITY);
    this.#batch.outputRatio.fill(options.outputRatio ?? 0);
  }

  next(): TaskTable | null {
    const { tasks, ratePerSecond, cycles, inputBits } = this.#options;
    const batch = this.#batch;
    batch.count = Math.min(batch.rows, tasks - this.#given);
    this.#given += batch.count;
    for (let row = 0; row < batch.count; row++) {
      this.#nowSeconds += this.#arrivals.exponential(1 / ratePerSecond);
      batch.arrivalSeconds[row] = this.#nowSeconds;
      batch.home[row] = this.#home();
      // A task of no work at all, which an exponential may be once in 2^53 draws, could not be simulated.
      batch.cycles[row] = Math.max(amount(cycles, this.#work), Number.MIN_VALUE);
      batch.inputBits[row] = amount(inputBits, this.#inputs);
    }
    return batch.count > 0 ? batch : null;
  }

  /** By bisection: there may be ten thousand servers. */
  #home(): number {
    const place = this.#homes.uniform();
    let low = 0;
    let high = this.#upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle]! > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function amount({ mean, distribution }: Amount, rng: Rng): number {
  return distribution === "constant" ? mean : rng.exponential(mean);
}

function check({ seed, ratePerSecond, tasks, homeWeights, cycles, inputBits }: PoissonOptions): void {
  const finite = (value: number) => value >= 0 && value < Number.POSITIVE_INFINITY;
  const bad =
    (!Number.isSafeInteger(seed) && `the seed is ${seed}`) ||
    (!(ratePerSecond > 0 && finite(ratePerSecond)) && `ratePerSecond is ${ratePerSecond}`) ||
    (!(tasks >= 0 && (Number.isSafeInteger(tasks) || tasks === Number.POSITIVE_INFINITY)) &&
      `tasks is ${tasks}`) ||
    (!(homeWeights.every(finite) && homeWeights.some((weight) => weight > 0)) &&
      `homeWeights are ${homeWeights.slice(0, 10).join(", ")}`) ||
    (!(cycles.mean > 0 && finite(cycles.mean)) && `the mean of cycles is ${cycles.mean}`) ||
    (!finite(inputBits.mean) && `the mean of inputBits is ${inputBits.mean}`);
  if (bad) {
    throw new EdgeflockError(
      "value",
      `Poisson arrivals: ${bad}`,
      "Rate and work are above 0, inputs and weights not below, tasks and seed whole numbers.",
    );
  }
}
