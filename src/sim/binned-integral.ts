/** Rates of many things, integrated over bins of simulated time. Bin `k` covers `[k, k + 1) · binSeconds`, from time 0. */
import { EdgeflockError } from "../core/errors.ts";
import { grown } from "./grown.ts";

/** Of one series: 128 MiB. */
const mostNumbers = 2 ** 24;

export class BinnedIntegral {
  /** `#integral[bin * width + index]`. */
  #integral: Float64Array;
  #bins = 0;

  /**
   * @param binSeconds width of a bin [s], above 0
   * @param width how many things there are
   */
  constructor(
    readonly binSeconds: number,
    readonly width: number,
  ) {
    this.#integral = new Float64Array(Math.max(1, 256 * width));
  }

  /**
   * Thing `index` went at `rate` from `start` to `end` [s].
   * @throws EdgeflockError("value") when the bins are too short for so long a time
   */
  add(index: number, start: number, end: number, rate: number): void {
    const seconds = this.binSeconds;
    const last = Math.floor(end / seconds);
    if ((last + 1) * this.width > this.#integral.length) this.#growTo(last + 1);
    let from = start;
    for (let bin = Math.floor(start / seconds); bin <= last; bin++) {
      const to = bin === last ? end : (bin + 1) * seconds;
      this.#integral[bin * this.width + index]! += rate * (to - from);
      from = to;
    }
    if (end > last * seconds && last >= this.#bins) this.#bins = last + 1;
  }

  /** The integrals of the bins up to `now` [s]: `[bins, width]`, a copy. */
  read(now: number): Float64Array {
    const bins = Math.max(this.#bins, Math.ceil(now / this.binSeconds));
    const integrals = new Float64Array(bins * this.width);
    integrals.set(this.#integral.subarray(0, Math.min(integrals.length, this.#integral.length)));
    return integrals;
  }

  #growTo(bins: number): void {
    if (bins * this.width > mostNumbers) {
      throw new EdgeflockError(
        "value",
        `a time series in bins of ${this.binSeconds} s has more than ${mostNumbers} numbers, ${this.width} for each bin`,
        "Choose longer bins: --power-bin, or the interval of the scenario's carbon intensity.",
      );
    }
    while (bins * this.width > this.#integral.length) this.#integral = grown(this.#integral);
  }
}
