import { expect, test } from "vitest";
import { distanceMetres, planePositions } from "./site.ts";

test("a minute of latitude is a nautical mile; one of longitude shrinks with the latitude", () => {
  const at = (latitude: number, longitude: number) => ({ name: "", latitude, longitude });
  const [south, north] = planePositions([at(-1 / 120, 7), at(1 / 120, 7)]);
  expect(distanceMetres(south!, north!)).toBeCloseTo(1853.2, 1);
  const [west, east] = planePositions([at(60, 10), at(60, 10 + 1 / 60)]);
  expect(distanceMetres(west!, east!)).toBeCloseTo(1853.2 / 2, 0);
  expect(east![0]).toBeGreaterThan(west![0]);
  expect(north![1]).toBeGreaterThan(south![1]);
});

test("positions lie around the mean of the sites, to a decimetre", () => {
  expect(planePositions([{ name: "", latitude: -37.8, longitude: 144.9 }])).toEqual([[0, 0]]);
  const positions = planePositions([
    { name: "", latitude: 50, longitude: 8 },
    { name: "", latitude: 50.01, longitude: 8.02 },
    { name: "", latitude: 50.02, longitude: 8.01 },
  ]);
  for (const axis of [0, 1] as const) {
    expect(positions.reduce((sum, position) => sum + position[axis], 0)).toBeCloseTo(0, 0);
    for (const position of positions) {
      expect(position[axis]).toBe(Math.round(position[axis] * 10) / 10);
    }
  }
});
