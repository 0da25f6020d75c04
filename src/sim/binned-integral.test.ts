import { expect, it } from "vitest";
import { BinnedIntegral } from "./binned-integral.ts";

it("spreads a rate over the bins it covers", () => {
  const integral = new BinnedIntegral(2, 2);
  integral.add(0, 1, 5, 5);
  integral.add(1, 4, 6, 20);
  expect(integral.read(6)).toEqual(Float64Array.of(5, 0, 10, 0, 5, 40));
});

it("grows with time, and has empty bins for idle time", () => {
  const integral = new BinnedIntegral(1, 1);
  integral.add(0, 4999.5, 5000, 1);
  const values = integral.read(5002);
  expect(values.length).toBe(5002);
  expect(values[4999]).toBe(0.5);
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(0.5);
  expect(new BinnedIntegral(1, 1).read(0).length).toBe(0);
});

it("refuses bins that are too short for the time", () => {
  const integral = new BinnedIntegral(1e-7, 3);
  expect(() => integral.add(0, 0, 0.5, 1)).not.toThrow();
  expect(() => integral.add(0, 0.5, 3, 1)).toThrow(/bins of 1e-7 s has more than 16777216 numbers, 3 for/);
});
