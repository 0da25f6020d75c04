import { expect, it } from "vitest";
import { UtilisationSeries } from "./utilisation-series.ts";

it("spreads a use over the bins it covers", () => {
  const series = new UtilisationSeries(2, Float64Array.of(10, 20));
  series.add(0, 1, 5, 5);
  series.add(1, 4, 6, 20);
  expect(series.read(6)).toEqual({
    binSeconds: 2,
    bins: 3,
    series: Float64Array.of(0.25, 0, 0.5, 0, 0.25, 1),
  });
});

it("grows with time, and has empty bins for idle time", () => {
  const series = new UtilisationSeries(1, Float64Array.of(1));
  series.add(0, 4999.5, 5000, 1);
  const { bins, series: values } = series.read(5002);
  expect(bins).toBe(5002);
  expect(values[4999]).toBe(0.5);
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(0.5);
  expect(new UtilisationSeries(1, Float64Array.of(1)).read(0).bins).toBe(0);
});
