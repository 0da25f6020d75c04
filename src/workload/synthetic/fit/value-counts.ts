/** How often each value occurs, in memory that does not grow with the rows: where values are very many, near ones are put together. */

/** More values than this are put together. */
const mostValues = 20_000;
/** Steps between a value and its double, where values are put together: 1 % each. */
const stepsPerDoubling = 64;
/** Values that differ by less are the same to `kolmogorovDistance`: those of a fitted table are rounded. */
const sameValue = 2e-3;

interface Cell {
  weight: number;
  occurrences: number;
  sum: number;
}

export interface CountedValue {
  readonly value: number;
  readonly weight: number;
  /** Runs of rows that had it. */
  readonly occurrences: number;
}

export class ValueCounts {
  weight = 0;
  sum = 0;
  #cells = new Map<number, Cell>();
  #coarse = false;

  /** @param value not negative */
  add(value: number, weight = 1, occurrences = weight): void {
    this.weight += weight;
    this.sum += value * weight;
    this.#enter(value, weight, occurrences, value * weight);
    if (this.#cells.size > mostValues && !this.#coarse) this.#coarsen();
  }

  /** All of another's values too. */
  addAll(other: ValueCounts): void {
    for (const { value, weight, occurrences } of other.entries()) this.add(value, weight, occurrences);
  }

  get mean(): number {
    return this.sum / this.weight;
  }

  /** Ascending. */
  entries(): CountedValue[] {
    return [...this.#cells]
      .map(([key, { weight, occurrences, sum }]) => ({
        value: this.#coarse ? sum / weight : key,
        weight,
        occurrences,
      }))
      .sort((a, b) => a.value - b.value);
  }

  /** `sorted[floor(q·n)]` */
  quantile(q: number): number {
    let upTo = 0;
    const entries = this.entries();
    for (const { value, weight } of entries) {
      upTo += weight;
      if (upTo > q * this.weight) return value;
    }
    return entries.at(-1)?.value ?? Number.NaN;
  }

  /** Share of the values above `limit`. */
  shareAbove(limit: number): number {
    let above = 0;
    for (const { value, weight } of this.entries()) if (value > limit) above += weight;
    return above / this.weight;
  }

  #enter(value: number, weight: number, occurrences: number, sum: number): void {
    const key = this.#coarse && value > 0 ? Math.round(Math.log2(value) * stepsPerDoubling) : value;
    const cell = this.#cells.get(key);
    if (cell === undefined) {
      this.#cells.set(key, { weight, occurrences, sum });
      return;
    }
    cell.weight += weight;
    cell.occurrences += occurrences;
    cell.sum += sum;
  }

  #coarsen(): void {
    const cells = this.#cells;
    this.#cells = new Map();
    this.#coarse = true;
    for (const [value, { weight, occurrences, sum }] of cells) this.#enter(value, weight, occurrences, sum);
  }
}

/** Greatest difference of the shares that are not above a value (Kolmogorov): 0 for like distributions, at most 1. */
export function kolmogorovDistance(one: ValueCounts, other: ValueCounts): number {
  const [x, y] = [one.entries(), other.entries()];
  let [i, j, upToX, upToY, most] = [0, 0, 0, 0, 0];
  while (i < x.length || j < y.length) {
    const at = Math.min(x[i]?.value ?? Number.POSITIVE_INFINITY, y[j]?.value ?? Number.POSITIVE_INFINITY);
    const same = at * (1 + sameValue);
    for (; i < x.length && x[i]!.value <= same; i++) upToX += x[i]!.weight / one.weight;
    for (; j < y.length && y[j]!.value <= same; j++) upToY += y[j]!.weight / other.weight;
    most = Math.max(most, Math.abs(upToX - upToY));
  }
  return most;
}
