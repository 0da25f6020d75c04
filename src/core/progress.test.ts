import { expect, test } from "vitest";
import { TimeLeft } from "./progress.ts";

function withClock(): { readonly left: TimeLeft; at(seconds: number, fraction: number): number } {
  let now = 0;
  const left = new TimeLeft(() => now);
  return {
    left,
    at(seconds, fraction) {
      now = seconds * 1000;
      return left.update(fraction);
    },
  };
}

test("is unknown at the start and zero at the end", () => {
  const { at } = withClock();
  expect(at(0, 0)).toBeNaN();
  expect(at(5, 0)).toBeNaN();
  expect(at(10, 1)).toBe(0);
});

test("follows an even pace exactly", () => {
  const { at } = withClock();
  at(0, 0);
  for (let k = 1; k < 1000; k++) expect(at(k, k / 1000)).toBeCloseTo(1000 - k, 6);
});

test("counts only the work done since it was made, so that a resumed run is not taken for a fast one", () => {
  const { at } = withClock();
  at(0, 0.9);
  at(10, 0.91);
  expect(at(20, 0.92)).toBeCloseTo(80, 6);
});

test("forgets a slow start", () => {
  const { at } = withClock();
  at(0, 0);
  at(100, 0.1);
  for (let k = 2; k <= 8; k++) at(100 + k, k / 10);
  expect(at(109, 0.9)).toBeLessThan(2);
});

test("shows the price of a step that hangs", () => {
  const { at } = withClock();
  at(0, 0);
  at(1, 0.5);
  expect(at(10, 0.5)).toBeGreaterThan(5);
});
