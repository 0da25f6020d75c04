/** Exploration noise for continuous actions. */
import type { Rng, RngState } from "../core/rng.ts";

export interface OrnsteinUhlenbeckOptions {
  /** Number of independent components. */
  readonly size: number;
  /** Pull towards zero, a step. Default 0.15 (Lillicrap et al., 2016). */
  readonly theta?: number;
  /** Deviation of the random push of a step, at the start. Default 0.2. */
  readonly sigma?: number;
  /** What `sigma` is multiplied by after each step. Default 1: no decay. */
  readonly decay?: number;
  /** Where the decay of `sigma` ends. Default 0. */
  readonly minSigma?: number;
}

export interface OrnsteinUhlenbeckState {
  readonly values: readonly number[];
  readonly sigma: number;
  readonly rng: RngState;
}

/** The Ornstein-Uhlenbeck process `x ← x - θ·x + σ·N(0, 1)` (Uhlenbeck and Ornstein, 1930), with a decaying `σ`. */
export class OrnsteinUhlenbeck {
  readonly #rng: Rng;
  readonly #theta: number;
  readonly #decay: number;
  readonly #minSigma: number;
  readonly #values: Float64Array;
  #sigma: number;

  constructor(
    rng: Rng,
    { size, theta = 0.15, sigma = 0.2, decay = 1, minSigma = 0 }: OrnsteinUhlenbeckOptions,
  ) {
    this.#rng = rng;
    this.#theta = theta;
    this.#decay = decay;
    this.#minSigma = minSigma;
    this.#values = new Float64Array(size);
    this.#sigma = sigma;
  }

  get sigma(): number {
    return this.#sigma;
  }

  /** The next noise: the same array at every call. */
  next(): Float64Array {
    for (let i = 0; i < this.#values.length; i++) {
      const value = this.#values[i]!;
      this.#values[i] = value - this.#theta * value + this.#sigma * this.#rng.normal();
    }
    this.#sigma = Math.max(this.#minSigma, this.#sigma * this.#decay);
    return this.#values;
  }

  /** Back to zero, as at the start of an episode; `sigma` stays. */
  reset(): void {
    this.#values.fill(0);
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
