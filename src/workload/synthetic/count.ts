/** Whole numbers from 1 on: how many tasks a job or a burst has. */
import type { Rng } from "../../core/rng.ts";
import { indexDraw } from "./amount.ts";

export type Count =
  | { readonly distribution: "constant"; readonly value: number }
  /** Of mean 1 or more. */
  | { readonly distribution: "geometric"; readonly mean: number }
  | {
      readonly distribution: "discrete";
      readonly values: readonly number[];
      readonly shares: readonly number[];
    };

export function countDraw(count: Count): (rng: Rng) => number {
  switch (count.distribution) {
    case "constant":
      return () => count.value;
    case "geometric": {
      if (count.mean === 1) return () => 1;
      // Of an exponential rounded up: P(more than n) = (1 − 1/mean)^n.
      const scale = -1 / Math.log(1 - 1 / count.mean);
      return (rng) => Math.max(1, Math.ceil(rng.exponential(scale)));
    }
    case "discrete": {
      const draw = indexDraw(count.shares);
      return (rng) => count.values[draw(rng)]!;
    }
  }
}

/** What a count is on average, and the average of its square. */
export function countMoments(count: Count): { readonly mean: number; readonly square: number } {
  switch (count.distribution) {
    case "constant":
      return { mean: count.value, square: count.value ** 2 };
    case "geometric":
      return { mean: count.mean, square: count.mean * (2 * count.mean - 1) };
    case "discrete": {
      const total = count.shares.reduce((sum, share) => sum + share, 0);
      const average = (of: (value: number) => number) =>
        count.values.reduce((sum, value, k) => sum + of(value) * (count.shares[k]! / total), 0);
      return { mean: average((value) => value), square: average((value) => value ** 2) };
    }
  }
}
