/** The built-in stand-in for the Google trace, and for any trace whose statistics it is given. */
import { inputBitsOf, type TaskShaping } from "../shape-tasks.ts";
import type { Workload } from "../workload.ts";
import { generatedWorkload } from "./generated-workload.ts";
import type { GeneratedTask, Generator } from "./generator.ts";
import { type Burst, GoogleBursts } from "./google-bursts.ts";
import type { SyntheticGoogleOptions } from "./google-options.ts";

/** Bursts as tasks: rules 2 and 3 of reference-scenarios.md. */
export class GoogleGenerator implements Generator {
  beyondJobLimit = 0;
  readonly #bursts: GoogleBursts;
  readonly #shaping: TaskShaping;
  #burst: Burst | null;
  /** Of the burst: tasks that were kept so far. */
  #done = 0;

  /** @throws EdgeflockError("value") when an option is out of its domain */
  constructor(options: SyntheticGoogleOptions, shaping: TaskShaping) {
    this.#bursts = new GoogleBursts(options);
    this.#shaping = shaping;
    this.#burst = this.#bursts.next();
  }

  next(task: GeneratedTask): boolean {
    const { perJobLimit, timeScale, cyclesPerUnit, deadlineSeconds } = this.#shaping;
    while (this.#burst !== null && this.#done >= Math.min(this.#burst.size, perJobLimit)) {
      this.beyondJobLimit += this.#burst.size - this.#done;
      this.#burst = this.#bursts.next();
      this.#done = 0;
    }
    const burst = this.#burst;
    if (burst === null) return false;
    task.arrivalSeconds = burst.timeSeconds[this.#done++]! * timeScale;
    task.job = burst.job;
    task.home = -1;
    task.user = burst.user;
    task.schedulingClass = burst.habit.schedulingClass;
    task.cycles = burst.habit.cpu * cyclesPerUnit;
    task.inputBits = inputBitsOf(burst.habit.memory, this.#shaping);
    task.deadlineSeconds = deadlineSeconds;
    return true;
  }
}

/**
 * A workload of `durationSeconds · timeScale` seconds.
 *
 * @throws EdgeflockError("value") when an option is out of its domain
 */
export function syntheticGoogle(options: SyntheticGoogleOptions, shaping: TaskShaping): Workload {
  return generatedWorkload("synthetic-google", new GoogleGenerator(options, shaping), shaping.outputRatio);
}
