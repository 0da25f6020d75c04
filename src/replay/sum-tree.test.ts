import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { SumTree } from "./sum-tree.ts";

/** What the tree stands for, by walking along the weights. */
function walk(weights: readonly number[], amount: number): number {
  let rest = amount;
  for (const [place, weight] of weights.entries()) {
    if (rest < weight) return place;
    rest -= weight;
  }
  return weights.length - 1;
}

describe.each([1, 2, 3, 7, 64, 100])("a sum tree of %i places", (size) => {
  it("finds what a walk along the weights finds, after any changes", () => {
    const rng = Rng.stream(size, "sum-tree");
    const tree = new SumTree(size);
    const weights = Array<number>(size).fill(0);
    for (let round = 0; round < 200; round++) {
      const place = rng.integer(size);
      // Whole numbers add up without rounding, in any order.
      weights[place] = rng.integer(4) === 0 ? 0 : rng.integer(1000);
      tree.set(place, weights[place]!);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      expect(tree.total).toBe(total);
      expect(tree.weight(place)).toBe(weights[place]);
      if (total === 0) continue;
      for (let k = 0; k < 5; k++) {
        const amount = rng.integer(total);
        expect(tree.find(amount)).toBe(walk(weights, amount));
      }
    }
  });

  it("never finds a place that weighs nothing, at the very end neither", () => {
    const tree = new SumTree(size);
    tree.set(0, 0.1);
    expect(tree.find(tree.total)).toBe(0);
    expect(tree.find(0)).toBe(0);
  });
});
