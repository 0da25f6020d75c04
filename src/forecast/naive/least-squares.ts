/** Least squares with several numbers of leading features tried at once: sums of products, then Cholesky. */

/** Sums of products of `[1, features…, truth]` over rows. */
export class Products {
  /** `(features + 2)²`, the lower triangle. */
  readonly sums: Float64Array;
  readonly #size: number;
  #rows = 0;

  constructor(readonly features: number) {
    this.#size = features + 2;
    this.sums = new Float64Array(this.#size ** 2);
  }

  get rows(): number {
    return this.#rows;
  }

  /** @param row 1, the features, the truth */
  add(row: Float64Array): void {
    const size = this.#size;
    for (let i = 0; i < size; i++) {
      const factor = row[i]!;
      if (factor === 0) continue;
      for (let j = 0; j <= i; j++) this.sums[i * size + j]! += factor * row[j]!;
    }
    this.#rows++;
  }

  addAll(other: Products): void {
    for (let at = 0; at < this.sums.length; at++) this.sums[at]! += other.sums[at]!;
    this.#rows += other.#rows;
  }

  #at(i: number, j: number): number {
    return this.sums[Math.max(i, j) * this.#size + Math.min(i, j)]!;
  }

  /** Intercept and the weights of the first `used` features that are best in squared error. */
  solve(used: number): Float64Array {
    const n = used + 1;
    const truth = this.features + 1;
    const lower = new Float64Array(n * n);
    const weights = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        // A trace of ridge, relative to each feature's own size: features may be constant, or copies of one another.
        let sum = this.#at(i, j) * (i === j ? 1 + 1e-9 : 1) + (i === j ? 1e-12 : 0);
        for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
        lower[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j * n + j]!;
      }
    }
    for (let i = 0; i < n; i++) {
      let sum = this.#at(truth, i);
      for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * weights[k]!;
      weights[i] = sum / lower[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = weights[i]!;
      for (let k = i + 1; k < n; k++) sum -= lower[k * n + i]! * weights[k]!;
      weights[i] = sum / lower[i * n + i]!;
    }
    return weights;
  }

  /** Sum of squared errors of these weights over the rows. */
  error(weights: Float64Array): number {
    const truth = this.features + 1;
    let error = this.#at(truth, truth);
    for (let i = 0; i < weights.length; i++) {
      error -= 2 * weights[i]! * this.#at(truth, i);
      for (let j = 0; j < weights.length; j++) error += weights[i]! * weights[j]! * this.#at(i, j);
    }
    return error;
  }
}

/** Intercept and weights applied to features that begin at `from`. */
export function linear(weights: Float64Array, features: Float64Array, from = 0): number {
  let sum = weights[0]!;
  for (let i = 1; i < weights.length; i++) sum += weights[i]! * features[from + i - 1]!;
  return sum;
}
