import { describe, expect, test } from "vitest";
import { windowOf } from "../testing/window-of.ts";
import type { Forecaster } from "./forecaster.ts";
import { scoreForecasters, scorePairs } from "./score.ts";

test("scores of pairs, computed by hand", () => {
  // Truth 1, 2, 3 with mean 2: spread 2. Mean forecasts miss by 0, 1, 0. Logarithms of 1, 2, 4 spread by 2·ln²2.
  expect(scorePairs(1, [1, 2, 3], [1, 3, 3], [1, 3, 3]).r2Raw).toBeCloseTo(0.5, 12);
  const score = scorePairs(1, [1, 2, 4], [1, 2, 4], [2, 2, 4]);
  expect(score.count).toBe(3);
  expect(score.r2Raw).toBe(1);
  expect(score.r2Log).toBeCloseTo(0.5, 12);
  expect(score.mae).toBeCloseTo(1 / 3, 12);
});

test("gaps have a millisecond added before the logarithm, so that gaps of zero count", () => {
  const score = scorePairs(0, [0, 0.999], [0, 0.999], [0, 0.999]);
  expect(score.r2Log).toBe(1);
  const spread = Math.log(1000) ** 2 / 2;
  expect(scorePairs(0, [0, 0.999], [0, 0], [0, 0]).r2Log).toBeCloseTo(1 - (2 * spread) / spread, 12);
});

describe("on a window", () => {
  const tasks = windowOf([
    { arrival: 0, job: 1, cycles: 1e9 },
    { arrival: 0.5, home: 1, job: 5, cycles: 9e9 },
    { arrival: 1, job: 1, cycles: 1e9 },
    { arrival: 3, job: 2, cycles: 4e9 },
    { arrival: 7, job: 3, cycles: 2e9 },
    { arrival: 8, job: 3, cycles: 2e9 },
  ]);
  /** Knows the truth of server 0, and is right. */
  const oracle: Forecaster = {
    name: "oracle",
    forecast: async () => {
      const forecasts = new Float32Array(18).fill(Number.NaN);
      const truth = { 0: [1, 1e9, 1e6], 2: [2, 4e9, 1e6], 3: [4, 2e9, 1e6], 4: [1, 2e9, 1e6] };
      for (const [row, values] of Object.entries(truth)) forecasts.set(values, Number(row) * 3);
      return forecasts;
    },
  };

  test("only rows that another task follows count; by burst, only the ends of bursts", async () => {
    const { scores } = await scoreForecasters(oracle, [tasks, tasks], { train: [tasks] });
    const find = (forecaster: string, scope: string, target: string) =>
      scores.find((s) => s.forecaster === forecaster && s.scope === scope && s.target === target);
    expect(find("oracle", "task", "work")).toMatchObject({ count: 8, r2Raw: 1, mae: 0 });
    expect(find("oracle", "task", "interArrival")).toMatchObject({ count: 8, r2Raw: 1, r2Log: 1 });
    expect(find("oracle", "burst", "work")).toMatchObject({ count: 4, r2Raw: 1, mae: 0 });
    // Truth 4, 2 after the bursts' first tasks 1, 4: errors 3 and −2, spread 2, twice.
    expect(find("last", "burst", "work")?.r2Raw).toBeCloseTo(1 - (9 + 4) / 2, 12);
    expect(find("last", "task", "work")?.mae).toBeCloseTo(((0 + 3 + 2 + 0) / 4) * 1e9, 3);
    expect(scores).toHaveLength(4 * 2 * 3);
  });

  test("the sample pairs truth and forecast", async () => {
    const { sample } = await scoreForecasters(oracle, [tasks], { train: [tasks], sampleTasks: 2 });
    expect(
      sample.map(({ server, timeSeconds, target, truth, forecast }) => [
        server,
        timeSeconds,
        target,
        truth,
        forecast,
      ]),
    ).toEqual([
      [0, 0, "interArrival", 1, 1],
      [0, 0, "work", 1e9, 1e9],
      [0, 0, "input", 1e6, 1e6],
      [0, 1, "interArrival", 2, 2],
      [0, 1, "work", 4e9, 4e9],
      [0, 1, "input", 1e6, 1e6],
    ]);
  });
});
