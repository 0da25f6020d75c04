import { expect, test } from "vitest";
import type { ForecastScore } from "./score-forecasters.ts";
import { summariseScores } from "./summarise-scores.ts";

const score = (forecaster: string, r2: number, losses: readonly number[]): ForecastScore => ({
  forecaster,
  target: "task.work",
  per: "task",
  count: 100,
  r2Raw: r2,
  r2Log: r2,
  mae: 2 * losses[0]!,
  pinball: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
  coverage: 0.8,
  width: 1,
  largestJobShare: 0,
  below: { p10: 0.1, p50: 0.5, p90: 0.9 },
  pinballBlocks: losses,
});

const bySeed = new Map([
  ["transformer", [[score("transformer", 0.7, [3, 6])], [score("transformer", 0.8, [5, 6])]]],
  ["last", [[score("last", 0.5, [10, 10])]]],
  ["ewma", [[score("ewma", 0.4, [8, 8])]]],
]);
const summaries = summariseScores(bySeed, new Set(["last", "ewma"]));
const of = (name: string) => summaries.find(({ forecaster }) => forecaster === name)!;

test("means over seeds have an interval, single values none", () => {
  const { metrics, seeds } = of("transformer");
  expect(seeds).toBe(2);
  expect(metrics.r2Raw.mean).toBeCloseTo(0.75, 12);
  // t of one degree at 97.5 %: 12.706; the standard error is 0.05.
  expect(metrics.r2Raw.interval!.low).toBeCloseTo(0.75 - 12.7062 * 0.05, 3);
  expect(of("ewma").metrics.pinball).toEqual({ mean: 8, interval: null });
});

test("skill is against the naive forecaster that is best in the very metric", () => {
  const { skill } = of("transformer");
  expect(skill.pinball).toMatchObject({ against: "ewma", fraction: 1 - 5 / 8 });
  expect(skill.r2Raw?.against).toBe("last");
  expect(skill.r2Raw?.fraction).toBeCloseTo(1 - 0.25 / 0.5, 12);
  expect(of("ewma").skill.pinball).toBeNull();
  expect(of("last").skill.pinball?.fraction).toBeCloseTo(1 - 10 / 8, 12);
});

test("its interval holds the parts saved in each stretch of rows, paired", () => {
  const { low, high } = of("transformer").skill.pinball!.interval!;
  expect(low).toBeGreaterThanOrEqual(1 - 6 / 8 - 1e-12);
  expect(high).toBeLessThanOrEqual(1 - 3 / 8 + 1e-12);
  expect(low).toBeLessThan(1 - 5 / 8);
  expect(high).toBeGreaterThan(1 - 5 / 8);
  expect(of("last").skill.pinball!.interval).toEqual({ low: -0.25, high: -0.25 });
});

test("what is not defined stays undefined", () => {
  const undefinedScore = { ...score("ewma", Number.NaN, [0]), pinball: Number.NaN, pinballBlocks: [] };
  const [, only] = summariseScores(
    new Map(
      [
        ["ewma", [[undefinedScore]]],
        ["gru", [[{ ...undefinedScore, forecaster: "gru" }]]],
      ].map(([name, scores]) => [name, scores] as [string, ForecastScore[][]]),
    ),
    new Set(["ewma"]),
  );
  expect(only!.metrics.r2Raw.mean).toBeNaN();
  expect(only!.skill.pinball).toBeNull();
});
