/** Exploration noise for continuous actions. */
import type { Rng, RngState } from "../core/rng.ts";

export interface OrnsteinUhlenbeckOptions {
  /** Number of independent components. */
  readonly size: number;
  /** Pull towards zero, a step. Default 0.15 (Lillicrap et al., 2016). */
  readonly theta?: number;
  /** Deviation of the random push of a step. Default 0.2. */
  readonly sigma?: number;
}

export interface OrnsteinUhlenbeckState {
  readonly values: readonly number[];
  readonly sigma: number;
  readonly rng: RngState;
}

/** The Ornstein-Uhlenbeck process `x ← x - θ·x + σ·N(0, 1)` (Uhlenbeck and Ornstein, 1930). */
export class OrnsteinUhlenbeck {
  readonly #rng: Rng;
  readonly #theta: number;
  readonly #values: Float64Array;
  #sigma: number;

  constructor(rng: Rng, { size, theta = 0.15, sigma = 0.2 }: OrnsteinUhlenbeckOptions) {
    this.#rng = rng;
    this.#theta = theta;
    this.#values = new Float64Array(size);
    this.#sigma = sigma;
  }

  /** The next noise: the same array at every call. */
  next(): Float64Array {
    for (let i = 0; i < this.#values.length; i++) {
      const value = this.#values[i]!;
      this.#values[i] = value - this.#theta * value + this.#sigma * this.#rng.normal();
    }
    return this.#values;
  }

  state(): OrnsteinUhlenbeckState {
    return { values: [...this.#values], sigma: this.#sigma, rng: this.#rng.state() };
  }

  restore({ values, sigma, rng }: OrnsteinUhlenbeckState): void {
    if (values.length !== this.#values.length) {
      throw new Error(`noise of ${this.#values.length} components cannot take ${values.length}`);
    }
    this.#values.set(values);
    this.#sigma = sigma;
    this.#rng.restore(rng);
  }
}
