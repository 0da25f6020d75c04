import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mobility, Point } from "./mobility.ts";
import { type RandomWaypointOptions, randomWaypoint } from "./random-waypoint.ts";

const options: RandomWaypointOptions = {
  userCount: 2000,
  area: { minX: 0, minY: 0, maxX: 1000, maxY: 600 },
  speedMetresPerSecond: [0.5, 10],
  pauseSeconds: [0, 120],
  seed: 1,
};
const at = (mobility: Mobility, user: number, seconds: number): Point => {
  const point = { x: Number.NaN, y: Number.NaN };
  mobility.locate(user, seconds, point);
  return point;
};

it("stays in the area and never goes faster than the greatest speed", () => {
  fc.assert(
    fc.property(
      fc.record({
        minX: fc.integer({ min: -500, max: 500 }),
        minY: fc.integer({ min: -500, max: 500 }),
        width: fc.integer({ min: 0, max: 500 }),
        height: fc.integer({ min: 1, max: 500 }),
      }),
      fc.double({ min: 0.1, max: 30, noNaN: true }),
      fc.double({ min: 1, max: 4, noNaN: true }),
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 }),
      ({ minX, minY, width, height }, slowest, factor, pause, gaps) => {
        const area = { minX, minY, maxX: minX + width, maxY: minY + height };
        const fastest = slowest * factor;
        const mobility = randomWaypoint({
          userCount: 1,
          area,
          speedMetresPerSecond: [slowest, fastest],
          pauseSeconds: [0, pause],
          seed: 3,
        });
        let time = 0;
        let before = at(mobility, 0, 0);
        for (const gap of gaps) {
          time += gap;
          const now = at(mobility, 0, time);
          expect(now.x >= area.minX && now.x <= area.maxX).toBe(true);
          expect(now.y >= area.minY && now.y <= area.maxY).toBe(true);
          expect(Math.hypot(now.x - before.x, now.y - before.y)).toBeLessThanOrEqual(fastest * gap + 1e-6);
          before = now;
        }
      },
    ),
  );
});

it("moves each user the same way whoever else is asked for, when, and how often", () => {
  const often = randomWaypoint(options);
  for (let second = 0; second <= 900; second++) for (const user of [3, 1, 2]) at(often, user, second);
  const once = randomWaypoint(options);
  for (const user of [1, 2, 3]) expect(at(often, user, 950.5)).toEqual(at(once, user, 950.5));
  const other = randomWaypoint({ ...options, seed: 2 });
  expect(at(once, 4, 0)).not.toEqual(at(other, 4, 0));
});

describe("the stationary regime, from the first second on", () => {
  /** Mean speed and share of users at rest over [from, from + 0.01 s], and mean distance from the centre. */
  function figures(from: number) {
    const mobility = randomWaypoint(options);
    let speed = 0;
    let resting = 0;
    let fromCentre = 0;
    for (let user = 0; user < options.userCount; user++) {
      const a = at(mobility, user, from);
      const b = at(mobility, user, from + 0.01);
      const metres = Math.hypot(b.x - a.x, b.y - a.y);
      speed += metres / 0.01 / options.userCount;
      if (metres === 0) resting += 1 / options.userCount;
      fromCentre += Math.hypot(a.x - 500, a.y - 300) / options.userCount;
    }
    return { speed, resting, fromCentre };
  }

  it("has the same speed, rest and places at 0 s as after three hours", () => {
    const start = figures(0);
    const late = figures(10_800);
    // Standard errors at 2,000 users are about 0.06 m/s, 0.011 and 3.5 m; five of both together.
    expect(Math.abs(start.speed - late.speed)).toBeLessThan(0.42);
    expect(Math.abs(start.resting - late.resting)).toBeLessThan(0.08);
    expect(Math.abs(start.fromCentre - late.fromCentre)).toBeLessThan(25);
  });

  it("rests as long as the ratio of mean pause to mean way tells", () => {
    // Mean way in a 1000 × 600 m rectangle: 423.6 m (Ghosh, 1951), times the mean of 1/v.
    const meanWay = (423.6 * Math.log(20)) / 9.5;
    const { resting, speed } = figures(0);
    expect(resting).toBeCloseTo(60 / (60 + meanWay), 1);
    expect(speed / (1 - resting)).toBeCloseTo(9.5 / Math.log(20), 0);
  });
});

it.each([
  ["a least speed of 0", { speedMetresPerSecond: [0, 2] }, "speeds are 0 to 2 m/s"],
  ["a range of speeds upside down", { speedMetresPerSecond: [3, 2] }, "speeds are 3 to 2 m/s"],
  ["a negative pause", { pauseSeconds: [-1, 2] }, "pauses are -1 to 2 s"],
  ["an area without room", { area: { minX: 1, minY: 1, maxX: 1, maxY: 1 } }, "from (1, 1) to (1, 1)"],
  ["no users", { userCount: 0 }, "userCount is 0"],
] as const)("refuses %s", (_, change, message) => {
  expect(() => randomWaypoint({ ...options, ...change })).toThrow(message);
});
