/**
 * Seeded random streams. One stream for each purpose ("exploration/agent-0", "salt", ...), so that adding a
 * consumer never shifts another's numbers. The whole state is four 32-bit words and serialises.
 *
 * Generator: xoshiro128** (Blackman and Vigna, 2018), seeded by hashing seed and stream name with FNV-1a and
 * spreading the result with splitmix32.
 */

export type RngState = readonly [number, number, number, number, number | null];

export class Rng {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  /** The second normal variate of the last Box-Muller pair. */
  #spareNormal: number | null = null;

  private constructor() {}

  /** The stream `name` of `seed` (a safe integer). Streams of different names are independent. */
  static stream(seed: number, name: string): Rng {
    let hash = 0x811c9dc5;
    for (const char of `${seed}/${name}`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    }
    const next = () => {
      hash = (hash + 0x9e3779b9) | 0;
      let z = hash;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) | 0;
    };
    const rng = new Rng();
    rng.#a = next();
    rng.#b = next();
    rng.#c = next();
    rng.#d = next() | 1;
    return rng;
  }

  static fromState(state: RngState): Rng {
    const rng = new Rng();
    rng.restore(state);
    return rng;
  }

  state(): RngState {
    return [this.#a, this.#b, this.#c, this.#d, this.#spareNormal];
  }

  restore([a, b, c, d, spareNormal]: RngState): void {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
    this.#spareNormal = spareNormal;
  }

  /** The next 32 random bits as an unsigned integer. */
  bits(): number {
    const r = Math.imul(this.#b, 5);
    const result = Math.imul((r << 7) | (r >>> 25), 9);
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 0x4000000 + (this.bits() >>> 6)) / 0x20000000000000;
  }

  /** Uniform integer in [0, n), 1 ≤ n ≤ 2^32; unbiased. */
  integer(n: number): number {
    const limit = 0x100000000 - (0x100000000 % n);
    let bits = this.bits();
    while (bits >= limit) bits = this.bits();
    return bits % n;
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }
}
