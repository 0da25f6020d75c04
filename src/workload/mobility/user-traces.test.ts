import { expect, it } from "vitest";
import type { Mobility } from "./mobility.ts";
import { fixedUsers, followTraces } from "./user-traces.ts";

const at = (mobility: Mobility, user: number, seconds: number): [number, number] => {
  const point = { x: Number.NaN, y: Number.NaN };
  mobility.locate(user, seconds, point);
  return [point.x, point.y];
};

it("goes straight and evenly between two samples, and stays before the first and after the last", () => {
  const mobility = followTraces({
    first: Int32Array.of(0, 3, 4),
    timeSeconds: Float64Array.of(10, 20, 40, 5),
    x: Float64Array.of(0, 100, 100, 7),
    y: Float64Array.of(0, 0, 60, 8),
  });
  expect(mobility.userCount).toBe(2);
  expect(at(mobility, 0, 0)).toEqual([0, 0]);
  expect(at(mobility, 0, 10)).toEqual([0, 0]);
  expect(at(mobility, 0, 12.5)).toEqual([25, 0]);
  expect(at(mobility, 0, 20)).toEqual([100, 0]);
  expect(at(mobility, 0, 30)).toEqual([100, 30]);
  expect(at(mobility, 0, 1e9)).toEqual([100, 60]);
  for (const seconds of [0, 5, 6]) expect(at(mobility, 1, seconds)).toEqual([7, 8]);
});

it("draws users who stay from the area, by seed", () => {
  const area = { minX: -10, minY: 0, maxX: 10, maxY: 5 };
  const mobility = fixedUsers(500, area, 4);
  let sum = 0;
  for (let user = 0; user < 500; user++) {
    const [x, y] = at(mobility, user, user);
    expect(x >= -10 && x <= 10 && y >= 0 && y <= 5).toBe(true);
    expect(at(mobility, user, 1e6)).toEqual([x, y]);
    sum += x;
  }
  expect(Math.abs(sum / 500)).toBeLessThan(1.3); // five standard errors
  expect(at(fixedUsers(500, area, 5), 0, 0)).not.toEqual(at(mobility, 0, 0));
});
