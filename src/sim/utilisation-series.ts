/** Mean use of each server in bins of simulated time. Bin `k` covers `[k, k + 1) · binSeconds`, from time 0. */
import { grown } from "./grown.ts";

export class UtilisationSeries {
  /** Capacity in use, integrated over each bin: `#integral[bin * serverCount + server]` [cycles]. */
  #integral: Float64Array;
  #bins = 0;

  /**
   * @param binSeconds width of a bin [s], above 0
   * @param capacity each server's capacity [cycles/s]
   */
  constructor(
    readonly binSeconds: number,
    readonly capacity: Float64Array,
  ) {
    this.#integral = new Float64Array(Math.max(1, 256 * capacity.length));
  }

  /** `server` had `amount` [cycles/s] in use from `start` to `end` [s]. */
  add(server: number, start: number, end: number, amount: number): void {
    const width = this.binSeconds;
    const servers = this.capacity.length;
    const last = Math.floor(end / width);
    while ((last + 1) * servers > this.#integral.length) this.#integral = grown(this.#integral);
    let from = start;
    for (let bin = Math.floor(start / width); bin <= last; bin++) {
      const to = bin === last ? end : (bin + 1) * width;
      this.#integral[bin * servers + server]! += amount * (to - from);
      from = to;
    }
    if (end > last * width && last >= this.#bins) this.#bins = last + 1;
  }

  /** The series up to `now` [s]: `series[bin * serverCount + server]`, each a fraction of the server's capacity. */
  read(now: number): { readonly binSeconds: number; readonly bins: number; readonly series: Float64Array } {
    const servers = this.capacity.length;
    const bins = Math.max(this.#bins, Math.ceil(now / this.binSeconds));
    const series = new Float64Array(bins * servers);
    series.set(this.#integral.subarray(0, Math.min(series.length, this.#integral.length)));
    for (let i = 0; i < series.length; i++) series[i]! /= this.capacity[i % servers]! * this.binSeconds;
    return { binSeconds: this.binSeconds, bins, series };
  }
}
