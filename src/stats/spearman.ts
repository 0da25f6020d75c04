/** Spearman's rank correlation, with its interval. */
import type { Interval } from "./interval.ts";
import { mean } from "./moments.ts";

export interface RankCorrelation {
  /** In [−1, 1]. */
  readonly rho: number;
  /** 95 % interval; null below five pairs. */
  readonly interval: Interval | null;
}

/**
 * The correlation of the ranks of two samples; equal values share the mean of their ranks. The interval is Fisher's
 * transform with the standard error of Bonett and Wright (Psychometrika 65, 2000): √((1 + ρ²/2)/(n − 3)).
 * @returns null where it is not defined: fewer than three pairs, or all values of a sample equal
 */
export function spearman(x: readonly number[], y: readonly number[]): RankCorrelation | null {
  if (x.length !== y.length) throw new Error(`${x.length} values beside ${y.length}`);
  const n = x.length;
  if (n < 3) return null;
  const [p, q] = [ranks(x), ranks(y)];
  const middle = mean(p);
  let both = 0;
  let squaresP = 0;
  let squaresQ = 0;
  for (let i = 0; i < n; i++) {
    const [a, b] = [p[i]! - middle, q[i]! - middle];
    both += a * b;
    squaresP += a * a;
    squaresQ += b * b;
  }
  if (squaresP === 0 || squaresQ === 0) return null;
  const rho = Math.max(-1, Math.min(1, both / Math.sqrt(squaresP * squaresQ)));
  if (n < 5) return { rho, interval: null };
  const reach = 1.959963984540054 * Math.sqrt((1 + (rho * rho) / 2) / (n - 3));
  const z = Math.atanh(rho);
  return { rho, interval: { low: Math.tanh(z - reach), high: Math.tanh(z + reach) } };
}

/** From 1, in the order of the values. */
function ranks(values: readonly number[]): number[] {
  // Not by a difference: there is none between two infinite values.
  const compare = (p: number, q: number) => (p < q ? -1 : p > q ? 1 : 0);
  const order = values.map((_, i) => i).sort((i, j) => compare(values[i]!, values[j]!));
  const result = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last++;
    for (let k = first; k <= last; k++) result[order[k]!] = 1 + (first + last) / 2;
    first = last + 1;
  }
  return result;
}
