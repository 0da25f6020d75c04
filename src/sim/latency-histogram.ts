/**
 * Counts of latencies in bins of equal relative width, so that quantiles of any number of tasks fit into 2 MB: 128 bins
 * between each two powers of two, found from the bits of the number. A quantile is off by at most 1/256 of itself.
 */
const binsPerOctaveBits = 7;

export class LatencyHistogram {
  readonly #counts = new Float64Array(2048 << binsPerOctaveBits);
  #total = 0;
  readonly #number = new Float64Array(1);
  /** Its exponent and first digits lie in the upper word (little-endian, as every engine that runs this is). */
  readonly #words = new Uint32Array(this.#number.buffer);

  /** @param seconds 0 or more */
  add(seconds: number): void {
    this.#number[0] = seconds;
    this.#counts[this.#words[1]! >>> (20 - binsPerOctaveBits)]! += 1;
    this.#total++;
  }

  /** The middle of the bin that holds the latency of rank `floor(q·n)`; NaN without any. */
  quantile(q: number): number {
    if (this.#total === 0) return Number.NaN;
    let left = Math.min(this.#total - 1, Math.floor(q * this.#total));
    let bin = 0;
    while (left >= this.#counts[bin]!) left -= this.#counts[bin++]!;
    return bin === 0 ? 0 : (this.#lowEnd(bin) + this.#lowEnd(bin + 1)) / 2;
  }

  #lowEnd(bin: number): number {
    this.#words[0] = 0;
    this.#words[1] = bin << (20 - binsPerOctaveBits);
    return this.#number[0]!;
  }
}
