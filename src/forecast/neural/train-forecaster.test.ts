import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, selectEngine } from "../../runtime/index.ts";
import { mean } from "../../stats/index.ts";
import { windowOf } from "../../testing/window-of.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import { forecastTargets, statistics } from "../targets.ts";
import { loadForecaster, trainForecaster } from "./index.ts";
import { rhythm, small, windows } from "./rhythm.test-helper.ts";
import { targetGroups } from "./target-groups.ts";

const { train, validate, held } = windows;

let engine: Engine;
beforeAll(async () => {
  engine = await selectEngine();
});

test("early stopping keeps the parameters of the least validation loss", async () => {
  const { forecaster, history } = await trainForecaster({ engine, seed: 1, train, validate, config: small });
  expect(history.length).toBeGreaterThan(1);
  expect(history.at(-1)!.validationLoss).toBeLessThan(0.5 * history[0]!.validationLoss);
  const json = JSON.parse(new TextDecoder().decode(forecaster.export().get("forecaster.json")));
  for (const group of targetGroups) {
    const best = history.reduce((a, b) => (b.validationLosses[group] < a.validationLosses[group] ? b : a));
    expect(json.networks[0].bestUpdates[group]).toBe(best.update);
  }
  await forecaster.release();
});

test("stops early when nothing is gained any more, and says how far it is", async () => {
  const seen: number[] = [];
  const { history, forecaster } = await trainForecaster({
    engine,
    seed: 1,
    train: [rhythm(1, 30)],
    validate: [rhythm(9, 30)],
    config: { ...small, updates: 2000, validateEvery: 20, patience: 2, learningRate: 0.02 },
    onProgress: ({ update, updates }) => seen.push(update / updates),
  });
  expect(history.at(-1)!.update).toBeLessThan(2000);
  expect(seen).toEqual(history.map(({ update }) => update / 2000));
  await forecaster.release();
});

test("stops when it is told to", async () => {
  const stop = new AbortController();
  const training = trainForecaster({
    engine,
    seed: 1,
    train,
    validate,
    config: { ...small, updates: 100_000 },
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(training).rejects.toMatchObject({ kind: "interrupted" });
});

test("refuses windows without two tasks at a server, and settings out of range", async () => {
  const single = [windowOf([{ arrival: 0 }])];
  const attempt = (options: object) => trainForecaster({ engine, seed: 1, train, validate, ...options });
  await expect(attempt({ train: single })).rejects.toThrow(/training window/);
  await expect(attempt({ train: [windowOf([])] })).rejects.toThrow(/training window/);
  await expect(attempt({ validate: single })).rejects.toThrow(/validation window/);
  await expect(attempt({ config: { width: 10, heads: 4 } })).rejects.toThrow(
    "forecaster.width is 10; it must be a multiple of heads, which is 4",
  );
  await expect(attempt({ config: { length: 7 } })).rejects.toThrow("forecaster.length is 7; it must be even");
  await expect(attempt({ config: { learningRate: -1 } })).rejects.toThrow(/forecaster.learningRate is -1/);
  await expect(attempt({ config: { embeddings: { user: { buckets: 0 } } } })).rejects.toThrow(
    /forecaster.embeddings.user.buckets is 0/,
  );
});

describe("one network for each server", () => {
  /** Server 2 has a few tasks only. */
  const withThird = (seed: number, count: number): WindowTasks => {
    const tasks = rhythm(seed, count);
    return { ...tasks, home: tasks.home.map((home, row) => (row % 50 === 7 ? 2 : home)) };
  };
  const config = { ...small, sharing: "perServer" as const, minTasks: 50 };
  const data = { train: [withThird(1, 400), withThird(2, 400)], validate: [withThird(3, 150)] };

  test("has a file for each, and none for a server with few tasks, which gets constants", async () => {
    const { forecaster, history } = await trainForecaster({ engine, seed: 5, ...data, config });
    const files = forecaster.export();
    expect([...files.keys()]).toEqual(["forecaster-0.onnx", "forecaster-1.onnx", "forecaster.json"]);
    expect(files.get("forecaster-0.onnx")).not.toEqual(files.get("forecaster-1.onnx"));
    expect([...new Set(history.map(({ server }) => server))]).toEqual([0, 1]);

    const tasks = withThird(8, 300);
    const forecasts = await forecaster.forecast(tasks);
    const valuesOf = (row: number) => {
      const size = forecastTargets.length * statistics.length;
      return [...forecasts.values.subarray(row * size, (row + 1) * size)];
    };
    const ofThird = Array.from({ length: tasks.count }, (_, row) => row).filter(
      (row) => tasks.home[row] === 2,
    );
    for (const row of ofThird) expect(valuesOf(row)).toEqual(valuesOf(ofThird[0]!));
    expect(new Set([0, 1, 2, 3, 4, 5].map((row) => valuesOf(row)[0])).size).toBe(6);
    const [mean, typical, p10, p50, p90] = valuesOf(ofThird[0]!).slice(statistics.length);
    expect(p10!).toBeLessThan(p90!);
    expect(p50!).toBeGreaterThanOrEqual(p10!);
    for (const value of [mean!, typical!]) {
      expect(value).toBeGreaterThan(1e9);
      expect(value).toBeLessThan(4.4e9);
    }
    const loaded = await loadForecaster(files, engine);
    expect((await loaded.forecast(tasks)).values).toEqual(forecasts.values);
    await loaded.release();
    await forecaster.release();
  });

  test("each learns from its own server alone", async () => {
    const short = { ...config, updates: 60 };
    const first = await trainForecaster({ engine, seed: 5, ...data, config: short });
    const changed = data.train.map((tasks) => ({
      ...tasks,
      cycles: tasks.cycles.map((cycles, row) => (tasks.home[row] === 1 ? 5 * cycles : cycles)),
    }));
    const second = await trainForecaster({ engine, seed: 5, ...data, train: changed, config: short });
    // The standardisation is common to all, so that only those forecasts of server 0 that do not hang on it stay as they are.
    const servers = (result: typeof first) =>
      [...result.forecaster.export().keys()].filter((name) => name.endsWith(".onnx"));
    expect(servers(second)).toEqual(servers(first));
    const [before, after] = [await first.forecaster.forecast(held), await second.forecaster.forecast(held)];
    const growth = (server: number) =>
      mean(
        Array.from({ length: held.count }, (_, row) => row)
          .filter((row) => held.home[row] === server)
          .map((row) => Math.log(after.at(row, 1, "typical") / before.at(row, 1, "typical"))),
      );
    expect(growth(1)).toBeGreaterThan(0.2);
    expect(Math.abs(growth(0))).toBeLessThan(0.05);
  });

  test("with too few tasks everywhere all servers get constants, and no network is made", async () => {
    const { forecaster, history } = await trainForecaster({
      engine,
      seed: 5,
      train,
      validate,
      config: { ...config, minTasks: 100_000 },
    });
    expect(history).toEqual([]);
    expect([...forecaster.export().keys()]).toEqual(["forecaster.json"]);
    const loaded = await loadForecaster(forecaster.export(), engine);
    const forecasts = await loaded.forecast(held);
    expect(forecasts.values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  });
});
