import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import type { Position } from "./site.ts";

/** By looking at all. */
function plainly(positions: readonly Position[], count: number): number[][] {
  const square = (p: Position, q: Position) => (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2;
  return positions.map((here, place) =>
    positions
      .map((_, other) => other)
      .filter((other) => other !== place)
      .sort((p, q) => square(here, positions[p]!) - square(here, positions[q]!) || p - q)
      .slice(0, count),
  );
}

test("as by looking at all, equally near places by their number", () => {
  // A coarse lattice, so that many places are equally near or the same.
  const coordinate = fc.integer({ min: -4, max: 4 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (positions, count) => {
        expect(nearestNeighbours(positions, count)).toEqual(plainly(positions, count));
      },
    ),
  );
});

test("one place alone has none, two have each other", () => {
  expect(nearestNeighbours([[3, 4]], 6)).toEqual([[]]);
  const two: Position[] = [
    [0, 0],
    [1, 1],
  ];
  expect(nearestNeighbours(two, 6)).toEqual([[1], [0]]);
});
