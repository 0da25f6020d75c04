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
