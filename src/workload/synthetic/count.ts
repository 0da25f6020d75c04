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
