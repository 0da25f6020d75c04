import { expect, test } from "vitest";
import { paretoFront } from "./pareto-front.ts";

test("on the front is what no other beats in one cost without losing in the other", () => {
  const costs = [
    [1, 4],
    [2, 2],
    [3, 2],
    [4, 1],
    [4, 4],
    [2, 2],
  ] as const;
  expect(paretoFront(costs)).toEqual([true, true, false, true, false, true]);
  expect(paretoFront([])).toEqual([]);
});
