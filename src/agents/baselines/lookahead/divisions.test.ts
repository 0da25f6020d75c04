import { describe, expect, it } from "vitest";
import { latticeOf, nearbyDivisions } from "./divisions.ts";

const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
const helpersOf = (parts: readonly number[]) => parts.slice(1).filter((part) => part > 0);

describe.each(["equal", "weighted"] as const)("a lattice of divisions, split %s", (split) => {
  const rules = { neighbours: 3, mostHelpers: 2, split };
  const lattice = latticeOf(rules, 4);

  it("begins at home, holds no division twice, and each gives the whole task to few enough", () => {
    expect(lattice[0]).toEqual([1, 0, 0, 0]);
    expect(new Set(lattice.map(String)).size).toBe(lattice.length);
    for (const division of lattice) {
      expect(sum(division)).toBeCloseTo(1, 12);
      expect(helpersOf(division).length).toBeLessThanOrEqual(2);
      expect(Math.min(...division)).toBeGreaterThanOrEqual(0);
    }
  });

  it("knows only home where there is no neighbour", () => {
    expect(latticeOf({ ...rules, neighbours: 0 }, 4)).toEqual([[1]]);
  });

  it("moves parts between places that have one, and never more than there is", () => {
    for (const division of lattice) {
      for (const moved of nearbyDivisions(division, split, 0.3)) {
        expect(sum(moved)).toBeCloseTo(1, 12);
        expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
        expect(
          Math.max(...moved.map((part, place) => Math.abs(part - division[place]!))),
        ).toBeLessThanOrEqual(0.3 + 1e-12);
        for (const [place, part] of moved.entries())
          if (place > 0 && part > 0) expect(division[place]).toBeGreaterThan(0);
      }
    }
  });
});

it("with equal parts has a division for each set of helpers and each step of the offload ratio", () => {
  const lattice = latticeOf({ neighbours: 3, mostHelpers: 2, split: "equal" }, 4);
  expect(lattice).toHaveLength(1 + (3 + 3) * 4);
  expect(lattice).toContainEqual([0.25, 0.375, 0, 0.375]);
  for (const division of lattice) expect(new Set(helpersOf(division)).size).toBeLessThanOrEqual(1);
});

it("with weights has every composition of the steps", () => {
  const lattice = latticeOf({ neighbours: 2, mostHelpers: 2, split: "weighted" }, 4);
  // (4 + 2)!/(4!·2!) ways to share four steps among three places.
  expect(lattice).toHaveLength(15);
  expect(lattice).toContainEqual([0.25, 0.5, 0.25]);
});
