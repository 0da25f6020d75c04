import { expect, test } from "vitest";
import { windowOf } from "../testing/window-of.ts";
import type { ForecastRequest } from "./forecaster.ts";
import { naiveForecasters } from "./naive-forecasters.ts";

/** Two servers; server 0 has the bursts (job 1: rows 0, 1), (job 2: row 3), (job 3: rows 4, 5). */
const tasks = windowOf([
  { arrival: 0, home: 0, job: 1, cycles: 1e9, bits: 1e6 },
  { arrival: 1, home: 0, job: 1, cycles: 2e9, bits: 1e6 },
  { arrival: 2, home: 1, job: 9, cycles: 7e9, bits: 4e6 },
  { arrival: 4, home: 0, job: 2, cycles: 4e9, bits: 2e6 },
  { arrival: 9, home: 0, job: 3, cycles: 1e9, bits: 8e6 },
  { arrival: 9.5, home: 0, job: 3, cycles: 3e9, bits: 8e6 },
]);

async function forecastOf(name: string, request: ForecastRequest): Promise<number[][]> {
  const forecaster = naiveForecasters([tasks]).find((one) => one.name === name);
  if (forecaster === undefined) throw new Error(name);
  const flat = await forecaster.forecast(tasks, request);
  return Array.from({ length: tasks.count }, (_, row) => Array.from(flat.subarray(row * 3, row * 3 + 3)));
}

test("the last value is the server's own, and the training mean before there is one", async () => {
  const rows = await forecastOf("last", { scope: "task", kind: "mean" });
  expect(rows[0]).toEqual([Math.fround((1 + 3 + 5 + 0.5) / 4), 1e9, 1e6]);
  expect(rows[2]).toEqual([Math.fround((1 + 3 + 5 + 0.5) / 4), 7e9, 4e6]);
  expect(rows[3]).toEqual([3, 4e9, 2e6]);
  expect(rows[5]).toEqual([0.5, 3e9, 8e6]);
});

test("by burst, the last value is of the burst's first task and the pause before it", async () => {
  const rows = await forecastOf("last", { scope: "burst", kind: "mean" });
  expect(rows[1]).toEqual([4, 1e9, 1e6]);
  expect(rows[3]).toEqual([3, 4e9, 2e6]);
  expect(rows[5]).toEqual([5, 1e9, 8e6]);
});

test("the mean is the server's, of values or of logarithms", async () => {
  const mean = await forecastOf("mean", { scope: "task", kind: "mean" });
  expect(mean[0]).toEqual([2.375, Math.fround(11e9 / 5), 4e6]);
  expect(mean[2]![1]).toBe(7e9);
  const typical = await forecastOf("mean", { scope: "task", kind: "typical" });
  expect(typical[0]![1]! / 1e9).toBeCloseTo((1 * 2 * 4 * 1 * 3) ** (1 / 5), 5);
  expect(typical[0]![0]).toBeCloseTo((1.001 * 3.001 * 5.001 * 0.501) ** (1 / 4) - 0.001, 5);
});

test("EWMA finds the factor that suits the training window", async () => {
  const alternating = windowOf(
    Array.from({ length: 60 }, (_, i) => ({ arrival: i, job: i, cycles: i % 2 === 0 ? 1e9 : 3e9 })),
  );
  const steps = windowOf(
    Array.from({ length: 60 }, (_, i) => ({ arrival: i, job: i, cycles: i < 30 ? 1e9 : 3e9 })),
  );
  for (const [window, low, high] of [
    [alternating, 1.9e9, 2.1e9],
    [steps, 2.99e9, 3.01e9],
  ] as const) {
    const ewma = naiveForecasters([window])[2]!;
    const last = (await ewma.forecast(window, { kind: "mean" })).at(-2)!;
    expect(last).toBeGreaterThan(low);
    expect(last).toBeLessThan(high);
  }
});
