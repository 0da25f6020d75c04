/** The standard deviation of all values so far (Welford, 1962). */
export interface RunningDeviationState {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

export class RunningDeviation {
  #count = 0;
  #mean = 0;
  /** Sum of squared distances from the mean. */
  #squares = 0;

  add(value: number): void {
    this.#count++;
    const before = value - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (value - this.#mean);
  }

  /** 1 before there are two values that differ. */
  get value(): number {
    return this.#squares > 0 ? Math.sqrt(this.#squares / this.#count) : 1;
  }

  state(): RunningDeviationState {
    return { count: this.#count, mean: this.#mean, squares: this.#squares };
  }

  restore({ count, mean, squares }: RunningDeviationState): void {
    this.#count = count;
    this.#mean = mean;
    this.#squares = squares;
  }
}
