import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Forecaster, Forecasts } from "../forecast/forecasts.ts";
import { outcomesOf } from "../forecast/outcomes.ts";
import { forecastTargets, statistics } from "../forecast/targets.ts";
import { loadWorkload, type Workload } from "../scenario/index.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { type ForecasterTrainer, type ForecastStudyOptions, studyForecasts } from "./forecast-study.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-study-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const scenario = tinyScenario();
const workload: Workload = await loadWorkload(scenario);

/** Is off the truth by a factor that its one file holds. */
function offBy(factor: number): Forecaster & { release(): Promise<void> } {
  return {
    name: "fake",
    forecast: async (tasks) => {
      const outcomes = outcomesOf(tasks);
      const forecasts = new Forecasts(tasks.count);
      for (let row = 0; row < tasks.count; row++) {
        for (let target = 0; target < forecastTargets.length; target++) {
          const value = factor * (outcomes[row * forecastTargets.length + target]! || 0);
          for (const statistic of statistics) forecasts.set(row, target, statistic, value);
        }
      }
      return forecasts;
    },
    release: async () => {},
  };
}

let trained: number[] = [];
beforeEach(() => {
  trained = [];
});
const fake = (settings: unknown = {}): ForecasterTrainer => ({
  name: "fake",
  settings,
  train: async ({ seed, onProgress }) => {
    trained.push(seed);
    onProgress(0.5, "half");
    return new Map([["factor.json", new TextEncoder().encode(String(1 + 0.1 * seed))]]);
  },
  load: async (files) => offBy(Number(new TextDecoder().decode(files.get("factor.json")))),
});

const study = (options: Partial<ForecastStudyOptions>) =>
  studyForecasts({
    scenario,
    workload,
    window: "test",
    trainers: [fake()],
    seeds: [1, 2, 3],
    gapOffsetSeconds: 1e-3,
    outDir: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    onNote: () => {},
    ...options,
  });

test("learned ones come first, with means and intervals over seeds, and are measured by the best naive one", async () => {
  const fractions: number[] = [];
  const report = await study({ onProgress: (fraction) => fractions.push(fraction) });
  expect(report.forecasters.map(({ name, learned }) => [name, learned])).toEqual([
    ["fake", true],
    ...["last", "mean", "ewma", "ar", "seasonal"].map((name) => [name, false]),
  ]);
  expect(report.forecasters[0]!.seeds).toEqual([1, 2, 3]);
  const of = (forecaster: string) =>
    report.scores.find((s) => s.forecaster === forecaster && s.target === "task.work" && s.per === "task")!;
  const own = of("fake");
  const rivals = ["last", "mean", "ewma", "ar", "seasonal"].map(of);
  const best = rivals.reduce((least, one) => (one.pinball.mean! < least.pinball.mean! ? one : least));
  expect(own.skill.pinball!.against).toBe(best.forecaster);
  expect(own.skill.pinball!.fraction).toBeCloseTo(1 - own.pinball.mean! / best.pinball.mean!, 9);
  expect(own.skill.pinball!.low).toBeLessThan(own.skill.pinball!.fraction);
  expect(own.r2Raw.low).toBeLessThan(own.r2Raw.mean!);
  expect(best.skill.pinball).toBeNull();
  expect(best.r2Raw.low).toBeNull();
  expect(new Set(rivals.map(({ count }) => count))).toEqual(new Set([own.count]));
  expect(report.sample.forecaster).toBe("fake");
  expect(report.draws).toBe(10);
  expect(fractions).toEqual([...fractions].sort((p, q) => p - q));
  expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
});

test("what is trained is kept, and taken again with the same settings alone", async () => {
  const outDir = join(root, "kept");
  const notes: string[] = [];
  const first = await study({ outDir });
  expect(trained).toEqual([1, 2, 3]);
  expect(readdirSync(join(outDir, "forecasters")).sort()).toEqual([
    "fake-seed-1",
    "fake-seed-2",
    "fake-seed-3",
  ]);

  trained = [];
  const again = await study({ outDir, seeds: [1, 2, 3, 4], onNote: (line) => notes.push(line) });
  expect(trained).toEqual([4]);
  expect(notes).toHaveLength(3);
  expect(again.scores.length).toBe(first.scores.length);

  trained = [];
  await study({ outDir, trainers: [fake({ width: 32 })] });
  expect(trained).toEqual([1, 2, 3]);

  trained = [];
  writeFileSync(join(outDir, "forecasters", "fake-seed-2", "factor.json"), "7");
  await study({ outDir, trainers: [fake({ width: 32 })] });
  expect(trained).toEqual([2]);
}, 240_000);

test("a study that is stopped keeps the seeds that are done", async () => {
  const outDir = join(root, "stopped");
  const controller = new AbortController();
  const stopping = {
    ...fake(),
    train: async (training: Parameters<ForecasterTrainer["train"]>[0]) => {
      if (training.seed === 2) controller.abort();
      training.signal.throwIfAborted();
      return fake().train(training);
    },
  };
  await expect(study({ outDir, trainers: [stopping], signal: controller.signal })).rejects.toThrow();
  expect(trained).toEqual([1]);
  trained = [];
  await study({ outDir });
  expect(trained).toEqual([2, 3]);
});
