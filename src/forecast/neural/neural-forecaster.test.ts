import { beforeAll, describe, expect, test } from "vitest";
import { Rng } from "../../core/rng.ts";
import { type Engine, runOnnxFile, selectEngine } from "../../runtime/index.ts";
import { mean, rSquared } from "../../stats/index.ts";
import { windowOf } from "../../testing/window-of.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import type { Forecasts } from "../forecasts.ts";
import { outcomesOf } from "../outcomes.ts";
import { fitTargetScales, toLog } from "../target-scales.ts";
import { forecastTargets, type Statistic, statistics } from "../targets.ts";
import { forecasterConfig } from "./config.ts";
import { encodeTasks, fitEncoding } from "./encode.ts";
import { chosenIdentities } from "./identities.ts";
import { type TrainForecasterResult, trainForecaster } from "./index.ts";
import { rhythm, rowsOf, small, windows } from "./rhythm.test-helper.ts";
import { fitStatistics } from "./statistics.ts";

const { train, validate, held } = windows;
const width = forecastTargets.length;
const networks = ["transformer", "gru", "lstm"] as const;

let engine: Engine;
const trained = new Map<string, TrainForecasterResult>();
const forecasterOf = (network: string) => trained.get(network)!.forecaster;

beforeAll(async () => {
  engine = await selectEngine();
  for (const network of networks) {
    trained.set(
      network,
      await trainForecaster({ engine, seed: 7, train, validate, config: { ...small, network } }),
    );
  }
});

/** Truth and forecasts of one target, where it is known. */
function pairs(tasks: WindowTasks, forecasts: Forecasts, target: number, statistic: Statistic) {
  const outcomes = outcomesOf(tasks);
  const rows = Array.from({ length: tasks.count }, (_, row) => row).filter(
    (row) => !Number.isNaN(outcomes[row * width + target]!),
  );
  return {
    truth: rows.map((row) => outcomes[row * width + target]!),
    forecast: rows.map((row) => forecasts.at(row, target, statistic)),
  };
}

describe.each(networks)("%s", (network) => {
  test("learns what the last value and the mean do not show", async () => {
    const forecaster = forecasterOf(network);
    expect(forecaster.name).toBe(network);
    const forecasts = await forecaster.forecast(held);
    const scales = fitTargetScales(train);
    for (const [target, { of, name }] of forecastTargets.entries()) {
      if (of === "horizon") continue;
      const log = (value: number) => toLog(scales, target, value);
      const typical = pairs(held, forecasts, target, "typical");
      expect(rSquared(typical.truth.map(log), typical.forecast.map(log)), name).toBeGreaterThan(0.9);
      const means = pairs(held, forecasts, target, "mean");
      expect(rSquared(means.truth, means.forecast), name).toBeGreaterThan(0.8);
      const last = means.truth.slice(2).map((_, i) => means.truth[i + 1]!);
      expect(rSquared(means.truth.slice(2), last), name).toBeLessThan(0.3);
    }
  });

  test("later tasks change no earlier forecast, to the bit", async () => {
    const forecaster = forecasterOf(network);
    const full = (await forecaster.forecast(held)).values;
    const size = width * statistics.length;
    for (const count of [1, 2, 7, 30, 101]) {
      const cut = await forecaster.forecast(rowsOf(held, count));
      expect(cut.values).toEqual(full.subarray(0, count * size));
    }
    const from = 90;
    const later = <T extends Int32Array | Float64Array | Int8Array>(column: T, value: number): T =>
      column.map((old, i) => (i < from ? old : value)) as T;
    const changed = {
      ...held,
      arrivalSeconds: held.arrivalSeconds.map((seconds, i) => (i < from ? seconds : seconds + 50)),
      cycles: later(held.cycles, 9e10),
      inputBits: later(held.inputBits, 3e4),
      job: later(held.job, 5),
      user: later(held.user, 77),
      schedulingClass: later(held.schedulingClass, 3),
      home: held.home.map((home, i) => (i < from ? home : 1 - home)),
    };
    const other = (await forecaster.forecast(changed)).values;
    expect(other.subarray(0, from * size)).toEqual(full.subarray(0, from * size));
    expect(other.subarray(from * size)).not.toEqual(full.subarray(from * size));
  });

  test("nor do the tasks of other servers", async () => {
    const forecaster = forecasterOf(network);
    const full = await forecaster.forecast(held);
    const changed = {
      ...held,
      cycles: held.cycles.map((cycles, i) => (held.home[i] === 0 ? cycles : 9e10)),
    };
    const other = await forecaster.forecast(changed);
    for (let row = 0; row < held.count; row++) {
      if (held.home[row] === 0) expect(other.at(row, 1, "typical")).toBe(full.at(row, 1, "typical"));
    }
  });

  test("the same seed gives the same bytes, another seed others", async () => {
    const short = { engine, train, validate, config: { ...small, network, updates: 60 } };
    const files = async (seed: number) => (await trainForecaster({ ...short, seed })).forecaster.export();
    const first = await files(1);
    expect(await files(1)).toEqual(first);
    expect((await files(2)).get("forecaster.onnx")).not.toEqual(first.get("forecaster.onnx"));
  });
});

test("quantiles never cross, and everything is finite and not negative, also for ids and values never seen", async () => {
  const odd = windowOf([
    { arrival: 0, home: 17, job: 1, cycles: 1, bits: 1, schedulingClass: -1 },
    { arrival: 0, home: 17, job: 2_000_000_000, user: 123_456, cycles: 1e13, bits: 1e12 },
    { arrival: 1e6, home: 17, job: 3, user: -5, cycles: 1e13, bits: 1e12, schedulingClass: 100 },
    { arrival: 1e6, home: 0, job: 4 },
  ]);
  for (const network of networks) {
    for (const tasks of [odd, held]) {
      const forecasts = await forecasterOf(network).forecast(tasks);
      expect(forecasts.values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      for (let row = 0; row < tasks.count; row++) {
        for (let target = 0; target < width; target++) {
          const [p10, p50, p90] = (["p10", "p50", "p90"] as const).map((s) => forecasts.at(row, target, s));
          expect(p10!).toBeLessThanOrEqual(p50!);
          expect(p50!).toBeLessThanOrEqual(p90!);
        }
      }
    }
  }
});

test("a window without tasks has no forecasts, one of one task has one", async () => {
  for (const network of networks) {
    expect((await forecasterOf(network).forecast(windowOf([]))).values).toHaveLength(0);
    expect((await forecasterOf(network).forecast(windowOf([{ arrival: 3 }]))).count).toBe(1);
  }
});

test("four fifths of what comes lie between p10 and p90, half below p50", async () => {
  /** Lognormal work and input after exponential gaps: nothing to learn but the distribution. */
  const noise = (seed: number, count: number) => {
    const rng = Rng.stream(seed, "noise");
    let arrival = 0;
    return windowOf(
      Array.from({ length: count }, (_, job) => {
        arrival += rng.exponential(1);
        return { arrival, job, cycles: Math.exp(rng.normal()) * 1e9, bits: Math.exp(2 * rng.normal()) * 1e6 };
      }),
    );
  };
  const config = { ...small, features: ["gaps" as const], updates: 400 };
  const { forecaster } = await trainForecaster({
    engine,
    seed: 3,
    train: [noise(1, 3000)],
    validate: [noise(2, 1000)],
    config,
  });
  const tasks = noise(3, 3000);
  const forecasts = await forecaster.forecast(tasks);
  for (const target of [0, 1, 2, 3, 4, 5]) {
    const low = pairs(tasks, forecasts, target, "p10");
    const [middle, high] = (["p50", "p90"] as const).map((s) => pairs(tasks, forecasts, target, s).forecast);
    const inside = low.truth.map((value, i) => Number(low.forecast[i]! <= value && value <= high![i]!));
    const below = low.truth.map((value, i) => Number(value < middle![i]!));
    expect(mean(inside)).toBeGreaterThan(0.76);
    expect(mean(inside)).toBeLessThan(0.84);
    expect(mean(below)).toBeGreaterThan(0.45);
    expect(mean(below)).toBeLessThan(0.55);
  }
  await forecaster.release();
});

test("17,000 tasks take a few seconds", async () => {
  const window = rhythm(5, 17_000);
  const start = process.cpuUsage();
  await forecasterOf("transformer").forecast(window);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(5);
});

test("the ONNX file alone gives the network's outputs", async () => {
  const forecaster = forecasterOf("transformer");
  const files = forecaster.export();
  const model = await runOnnxFile(files.get("forecaster.onnx")!, "forecaster.onnx");
  const json = JSON.parse(new TextDecoder().decode(files.get("forecaster.json")));
  const config = forecasterConfig(small);
  const scales = fitTargetScales(train);
  const { encoding } = fitEncoding(
    {
      features: config.features,
      periodsSeconds: [],
      identities: chosenIdentities(config),
      scales,
      statistics: fitStatistics(train, scales),
    },
    train,
  );
  const encoded = encodeTasks(held, encoding, false)[0]!;
  const { forecasts } = await model.run({
    features: encoded.features.slice(0, 8 * json.features.length),
    places: encoded.places.slice(0, 8 * 2),
    candidateLogs: encoded.candidateLogs.slice(0, 8 * json.candidates.length),
    candidateRatios: encoded.candidateRatios.slice(0, 8 * json.candidates.length),
  });
  expect(json.outputs[1]).toBe("standardised logarithm: task.work");
  const { logDeviation, servers } = json.encoding.statistics;
  const row = encoded.rows[5]!;
  const work = Math.exp(forecasts![5 * json.outputs.length + 1]! * logDeviation[1] + servers[0].logMean[1]);
  expect(work / (await forecaster.forecast(held)).at(row, 1, "typical")).toBeCloseTo(1, 4);
  await model.release();
});
