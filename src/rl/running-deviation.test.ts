import { expect, it } from "vitest";
import { RunningDeviation } from "./running-deviation.ts";

it("is the standard deviation of all values, also around a large mean", () => {
  const running = new RunningDeviation();
  expect(running.value).toBe(1);
  for (const value of [2, 4, 4, 4, 5, 5, 7, 9]) running.add(1e6 + value);
  expect(running.value).toBeCloseTo(2, 6);
});

it("is 1 where all values are the same", () => {
  const running = new RunningDeviation();
  running.add(3);
  running.add(3);
  expect(running.value).toBe(1);
});

it("continues from a saved state to the same bits", () => {
  const running = new RunningDeviation();
  for (const value of [0.1, -3, 7]) running.add(value);
  const copy = new RunningDeviation();
  copy.restore(structuredClone(running.state()));
  for (const one of [running, copy]) one.add(0.3);
  expect(copy.value).toBe(running.value);
  expect(copy.state()).toEqual(running.state());
});
