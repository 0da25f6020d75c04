import fc from "fast-check";
import { expect, it } from "vitest";
import { Rng } from "../../core/rng.ts";
import { SiteGrid } from "./site-grid.ts";

function bruteForce(x: readonly number[], y: readonly number[], px: number, py: number): number {
  let best = 0;
  for (let site = 1; site < x.length; site++) {
    const square = (k: number) => (x[k]! - px) ** 2 + (y[k]! - py) ** 2;
    if (square(site) < square(best)) best = site;
  }
  return best;
}

// Whole numbers make ties and sites on the borders of cells likely, wide ranges empty cells and far points.
const coordinate = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.double({ min: -1e4, max: 1e4, noNaN: true }));
const places = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 40 });

it("finds the nearest site, the first of equals, as a look at all of them does", () => {
  fc.assert(
    fc.property(places, places, (sites, points) => {
      const x = sites.map(([sx]) => sx);
      const y = sites.map(([, sy]) => sy);
      const grid = new SiteGrid(x, y);
      for (const [px, py] of [...points, ...sites]) {
        const found = grid.nearest(px, py);
        expect(found).toBe(bruteForce(x, y, px, py));
        expect(grid.distance(found, px, py)).toBeCloseTo(Math.hypot(x[found]! - px, y[found]! - py), 6);
      }
    }),
    { numRuns: 2000 },
  );
});

it("does so for a thousand sites", () => {
  const rng = Rng.stream(1, "sites");
  const draw = () => Array.from({ length: 1000 }, () => rng.uniform() * 20_000);
  const [x, y, px, py] = [draw(), draw(), draw(), draw()];
  const grid = new SiteGrid(x, y);
  for (let k = 0; k < 1000; k++) expect(grid.nearest(px[k]!, py[k]!)).toBe(bruteForce(x, y, px[k]!, py[k]!));
});
