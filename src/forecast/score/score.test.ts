import { describe, expect, test } from "vitest";
import { windowOf } from "../../testing/window-of.ts";
import { type Forecaster, Forecasts } from "../forecasts.ts";
import { outcomesOf } from "../outcomes.ts";
import { fitTargetScales } from "../target-scales.ts";
import { forecastTargets, statistics } from "../targets.ts";
import { largestJob } from "./largest-job.ts";
import { pinballLoss } from "./pinball-loss.ts";
import { scoreForecasters } from "./score-forecasters.ts";

const width = forecastTargets.length;
const tasks = windowOf([
  { arrival: 0, job: 1, cycles: 1e9 },
  { arrival: 0.5, home: 1, job: 5, cycles: 9e9 },
  { arrival: 1, job: 1, cycles: 1e9 },
  { arrival: 3, job: 2, cycles: 4e9 },
  { arrival: 7, job: 3, cycles: 2e9 },
  { arrival: 8, job: 3, cycles: 2e9 },
]);
const scales = fitTargetScales([tasks]);

/** Knows what comes, and changes it. */
function oracle(change: (truth: number, statistic: string, row: number) => number): Forecaster {
  return {
    name: "oracle",
    forecast: async (window) => {
      const outcomes = outcomesOf(window);
      const forecasts = new Forecasts(window.count);
      for (let row = 0; row < window.count; row++) {
        for (let target = 0; target < width; target++) {
          for (const statistic of statistics) {
            const value = change(outcomes[row * width + target]!, statistic, row);
            forecasts.set(row, target, statistic, value);
          }
        }
      }
      return forecasts;
    },
  };
}

async function scoresOf(
  change: (truth: number, statistic: string, row: number) => number,
  windows = [tasks],
) {
  const scores = await scoreForecasters([oracle(change)], windows, scales);
  return (target: string, per = "task") => scores.find((s) => s.target === target && s.per === per)!;
}

test("pinball loss, by hand", () => {
  expect(pinballLoss(0.1, 5, 3)).toBeCloseTo(0.2, 12);
  expect(pinballLoss(0.1, 3, 5)).toBeCloseTo(1.8, 12);
  expect(pinballLoss(0.9, 5, 3)).toBeCloseTo(1.8, 12);
  expect(pinballLoss(0.5, 3, 3)).toBe(0);
});

describe("on a window", () => {
  test("what is exact scores one, and loses nothing", async () => {
    const find = await scoresOf((truth) => truth);
    expect(find("task.work")).toMatchObject({
      r2Raw: 1,
      r2Log: 1,
      mae: 0,
      pinball: 0,
      coverage: 1,
      width: 0,
    });
    expect(find("task.interArrival")).toMatchObject({ r2Raw: 1, r2Log: 1, mae: 0 });
  });

  test("only rows count whose outcome is known; by burst, only the ends of bursts", async () => {
    const find = await scoresOf((truth) => truth, [tasks, tasks]);
    expect(find("task.work").count).toBe(8);
    expect(find("task.work", "burst").count).toBe(4);
    expect(find("burst.work").count).toBe(6);
    expect(find("burst.work", "burst").count).toBe(4);
    // The window ends at 8 s: 5 s are known of the first four rows, and of them one ends a burst at its server.
    expect(find("5s.arrivals").count).toBe(8);
    expect(find("5s.arrivals", "burst").count).toBe(4);
    expect(find("30s.work").count).toBe(0);
    expect(find("30s.work").r2Raw).toBeNaN();
  });

  test("without the largest job: no row whose truth is of it or holds a task of it", async () => {
    const rows = [
      { arrival: 0, job: 1 },
      { arrival: 10, job: 2, cycles: 50e9 },
      { arrival: 10.5, job: 2, cycles: 50e9 },
      { arrival: 20, job: 3, cycles: 2e9 },
      { arrival: 26, job: 4 },
      { arrival: 60, job: 5, cycles: 60e9 },
    ];
    const window = windowOf(rows);
    expect(largestJob(window)).toEqual({ job: 2, tasks: 2, workShare: 100 / 164, fromSeconds: 10 });
    const find = await scoresOf((truth) => 0.9 * truth, [window]);
    const counts = (target: string) => (["task", "rest"] as const).map((per) => find(target, per).count);
    expect(counts("task.work")).toEqual([5, 3]);
    expect(counts("task.interArrival")).toEqual([5, 3]);
    // Of row 0 the next task of another job is of job 2; of rows 1 and 2 it is of job 3.
    expect(counts("burst.work")).toEqual([5, 4]);
    // Row 1 has the second task of job 2 within a second.
    expect(counts("1s.work")).toEqual([5, 4]);
    expect(counts("1s.arrivals")).toEqual([5, 4]);
    expect(counts("30s.work")).toEqual([5, 3]);
    expect(find("task.work").largestJobShare).toBeCloseTo(100 / 163, 9);
    expect(find("task.work", "rest").largestJobShare).toBe(0);
    expect(find("task.work", "rest").pinball).toBeCloseTo((find("task.work").pinball * 5 * 63) / 163 / 3, 0);
    expect(find("burst.interArrival", "rest").count).toBe(4);
  });

  test("a window whose tasks are all of one job has no rows without it", async () => {
    const find = await scoresOf(
      (truth) => truth,
      [windowOf([{ arrival: 0 }, { arrival: 1 }, { arrival: 2 }])],
    );
    expect(find("task.work", "rest").count).toBe(0);
    expect(find("task.work", "rest").pinball).toBeNaN();
  });

  test("each statistic is judged by its own measure", async () => {
    const off = (one: string) => scoresOf((truth, statistic) => (statistic === one ? truth + 1e9 : truth));
    const mean = (await off("mean"))("task.work");
    // Truths 1, 4, 2, 2 Gcycle with mean 2.25: spread 4.75. Each forecast is 1 too high.
    expect(mean.r2Raw).toBeCloseTo(1 - 4 / 4.75, 12);
    expect(mean).toMatchObject({ r2Log: 1, mae: 0, pinball: 0, coverage: 1 });
    const typical = (await off("typical"))("task.work");
    expect(typical.r2Raw).toBe(1);
    expect(typical.r2Log).toBeLessThan(0.8);
    const p50 = (await off("p50"))("task.work");
    expect(p50).toMatchObject({ r2Raw: 1, mae: 1e9, coverage: 1 });
    expect(p50.pinball).toBeCloseTo(0.5e9 / 3, 0);
    const p90 = (await off("p90"))("task.work");
    expect(p90.pinball).toBeCloseTo(0.1e9 / 3, 0);
    expect(p90).toMatchObject({ coverage: 1, width: 1e9, below: { p10: 1, p50: 1, p90: 1 } });
    const p10 = (await off("p10"))("task.work");
    expect(p10.coverage).toBe(0);
  });

  test("blocks of rows have the mean loss between them", async () => {
    const rows = Array.from({ length: 1001 }, (_, k) => ({
      arrival: k,
      job: k,
      cycles: 1e9 * (1 + (k % 7)),
    }));
    const find = await scoresOf((truth, _, row) => truth * (1 + 0.001 * row), [windowOf(rows)]);
    const { pinball, pinballBlocks } = find("task.work");
    expect(pinballBlocks).toHaveLength(40);
    expect(pinballBlocks.reduce((sum, block) => sum + block, 0) / 40 / pinball).toBeCloseTo(1, 9);
    expect(pinballBlocks[39]).toBeGreaterThan(10 * pinballBlocks[0]!);
  });
});
