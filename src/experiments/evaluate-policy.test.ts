import { expect, test } from "vitest";
import { baselines } from "../agents/baselines/index.ts";
import { episodeSetup, loadWorkload } from "../scenario/index.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { evaluatePolicy } from "./evaluate-policy.ts";

test("rows, sample, histograms and utilisation agree with one another", async () => {
  const scenario = tinyScenario();
  const workload = await loadWorkload(scenario);
  const draws = ["0", "1"].map((salt) => ({ salt, setup: episodeSetup(scenario, workload, "test", salt) }));
  const seen: string[] = [];
  const { rows, latencySample, decisions, utilisation } = await evaluatePolicy(
    baselines.get("split")!.create(),
    draws,
    { seed: 4, onDraw: ({ salt }) => seen.push(salt) },
  );
  const tasks = draws[0]!.setup.tasks.count;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  expect(seen).toEqual(["0", "1"]);
  expect(rows.map(({ seed, salt }) => [seed, salt])).toEqual([
    [4, "0"],
    [4, "1"],
  ]);
  expect(rows[0]!.tasks).toBe(tasks);
  expect(sum(Object.values(rows[0]!.latencyParts))).toBeCloseTo(rows[0]!.meanLatencySeconds, 9);
  // All tasks are in the sample as long as there are few.
  expect(latencySample).toHaveLength(Math.min(1000, 2 * tasks));
  expect(sum(latencySample) / latencySample.length).toBeCloseTo(
    (rows[0]!.meanLatencySeconds + rows[1]!.meanLatencySeconds) / 2,
    6,
  );
  expect(sum(decisions.targetCounts)).toBe(2 * tasks);
  expect(decisions.targetCounts).toEqual([0, 0, 2 * tasks]);
  expect(decisions.offloadRatio[Math.floor((2 / 3) * 20)]).toBe(2 * tasks);
  expect(decisions.computeShare.at(-1)).toBe(2 * tasks);
  // The window starts at 30 s: the series starts there, not at 0.
  const busy = sum(utilisation.series.filter((_, k) => k % 3 === 0)) * utilisation.binSeconds;
  const horizon = utilisation.binSeconds * (utilisation.series.length / 3);
  expect(utilisation.series.length % 3).toBe(0);
  expect(horizon).toBeLessThan(40);
  expect(busy / horizon).toBeCloseTo(rows[0]!.utilisation[0]!, 1);
});
