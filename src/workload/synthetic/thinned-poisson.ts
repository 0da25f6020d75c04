/**
 * A Poisson process of any bounded rate, by thinning: candidates at the highest rate, each kept with the chance that the
 * rate of its moment is of the highest (Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning",
 * Naval Research Logistics Quarterly 26, 1979).
 */
import { Rng } from "../../core/rng.ts";
import type { Rate } from "./rate.ts";

export class ThinnedPoisson {
  readonly #rate: Rate;
  readonly #arrivals: Rng;
  readonly #kept: Rng;
  #nowSeconds = 0;

  /** @param generator names the random streams */
  constructor(rate: Rate, seed: number, generator: string) {
    this.#rate = rate;
    this.#arrivals = Rng.stream(seed, `${generator}/arrivals`);
    this.#kept = Rng.stream(seed, `${generator}/thinning`);
  }

  /** When the next arrives [s]; Infinity when none ever will. */
  next(): number {
    const rate = this.#rate;
    for (;;) {
      rate.moveTo(this.#nowSeconds);
      const { most, mostUntilSeconds } = rate;
      const candidate =
        most > 0 ? this.#nowSeconds + this.#arrivals.exponential(1 / most) : Number.POSITIVE_INFINITY;
      if (candidate >= mostUntilSeconds) {
        // Nothing until the bound ends; the process has no memory, so it starts anew there.
        this.#nowSeconds = mostUntilSeconds;
        if (mostUntilSeconds === Number.POSITIVE_INFINITY) return mostUntilSeconds;
        continue;
      }
      this.#nowSeconds = candidate;
      rate.moveTo(candidate);
      if (rate.now >= most || this.#kept.uniform() * most < rate.now) return candidate;
    }
  }
}
