/**
 * The project's own EWMA on all submissions of the Google trace (one series for the whole cell), on its last fifth,
 * against figures of simple means that were computed independently: it has to be at least as good.
 */
import { expect, test } from "vitest";
import { type ForecastScore, scoreForecasters } from "../score/index.ts";
import { fitTargetScales } from "../target-scales.ts";
import { googleCell, googleCellIsAbsent } from "./google-cell.test-helper.ts";
import { naiveForecasters } from "./index.ts";

test.skipIf(googleCellIsAbsent)(
  "EWMA of the whole cell (skipped without ../shared/data/google-2011)",
  async () => {
    const { train, validate, test, count } = googleCell();
    expect(count).toBe(82_621);
    const scales = fitTargetScales([train], 1e-6);
    const startedAt = performance.now();
    const scores = await scoreForecasters(
      naiveForecasters([train], scales, { validate: [validate] }),
      [test],
      scales,
    );
    // Linear in the tasks: a quadratic one would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    const of = (target: string, key: keyof ForecastScore, per = "task", forecaster = "ewma") =>
      scores.find((s) => s.forecaster === forecaster && s.target === target && s.per === per)![key];
    expect(of("task.interArrival", "count")).toBe(test.count - 1);
    // In CPU seconds; 4.26 is the best of rates over 5, 30 and 120 s. A time constant that is chosen by squared errors
    // reaches 4.48, and autoregression on one rate 2.3 without the largest job and 1.43 at the ends of bursts.
    expect(of("5s.work", "pinball")).toBeLessThan(4.15);
    expect(of("5s.work", "pinball", "rest", "ar")).toBeLessThan(2.15);
    expect(of("5s.work", "pinball", "burst", "ar")).toBeLessThan(1.42);
    const reference = [
      ["task.interArrival", "r2Raw", 0.2],
      ["task.interArrival", "r2Log", 0.61],
      ["task.work", "r2Raw", 0.73],
      ["task.input", "r2Raw", 0.56],
    ] as const;
    for (const [target, key, simple] of reference) {
      expect(of(target, key), `${target} ${key}`).toBeGreaterThan(simple - 0.005);
      expect(of(target, key), `${target} ${key}`).toBeLessThan(simple + 0.05);
    }
  },
);
