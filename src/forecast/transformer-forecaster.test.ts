import { beforeAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import { type Engine, runOnnxFile, selectEngine } from "../runtime/index.ts";
import { windowOf } from "../testing/window-of.ts";
import type { WindowTasks } from "../workload/workload.ts";
import type { ForecasterConfig } from "./config.ts";
import { encodeHistories, featureCount, fitNormalisation } from "./features.ts";
import type { TrainedForecaster } from "./forecaster.ts";
import { scoreForecasters } from "./score.ts";
import { type TrainedForecasterResult, trainForecaster } from "./train.ts";
import { loadForecaster } from "./transformer-forecaster.ts";

/**
 * Two servers whose work alternates and whose input runs through three values; the pause after a heavy task is long.
 * None of it shows in a mean, the last value or a moving average.
 */
function rhythm(seed: number, count: number): WindowTasks {
  const rng = Rng.stream(seed, "rhythm");
  const phase = [rng.integer(6), rng.integer(6)];
  const next = [rng.uniform(), rng.uniform()];
  return windowOf(
    Array.from({ length: count }, (_, job) => {
      const home = next[0]! <= next[1]! ? 0 : 1;
      const step = phase[home]!++;
      const arrival = next[home]!;
      const heavy = step % 2 === 0;
      next[home]! += (heavy ? 2 : 0.2) * (1 + 0.2 * rng.uniform());
      return {
        arrival,
        home,
        job,
        user: rng.integer(5),
        cycles: (heavy ? 4e9 : 1e9) * (1 + 0.1 * rng.uniform()),
        bits: [1e5, 1e6, 1e7][step % 3]!,
      };
    }),
  );
}

const config: Partial<ForecasterConfig> = {
  length: 8,
  width: 16,
  heads: 2,
  layers: 1,
  feedForward: 32,
  batch: 16,
  updates: 300,
  validateEvery: 50,
  learningRate: 5e-3,
  warmUp: 20,
};
const train = [rhythm(1, 200), rhythm(2, 200)];
const validate = [rhythm(3, 100)];
const held = rhythm(4, 200);

let engine: Engine;
let trained: TrainedForecasterResult;
let forecaster: TrainedForecaster;

beforeAll(async () => {
  engine = await selectEngine();
  trained = await trainForecaster({ engine, seed: 7, train, validate, config });
  forecaster = trained.forecaster;
});

test("it learns what the naive forecasters cannot", async () => {
  const { scores } = await scoreForecasters(forecaster, [held], { train });
  for (const target of ["interArrival", "work", "input"] as const) {
    for (const scope of ["task", "burst"] as const) {
      const of = (name: string) =>
        scores.find((s) => s.forecaster === name && s.target === target && s.scope === scope)!;
      expect(of("transformer").r2Log).toBeGreaterThan(0.9);
      expect(of("transformer").r2Raw).toBeGreaterThan(0.8);
      for (const naive of ["last", "mean", "ewma"]) {
        expect(of(naive).r2Log).toBeLessThan(0.3);
        expect(of(naive).r2Raw).toBeLessThan(0.3);
        expect(of(naive).mae).toBeGreaterThan(2 * of("transformer").mae);
      }
    }
  }
});

test("early stopping keeps the parameters of the least validation loss", () => {
  const { history } = trained;
  expect(history.length).toBeGreaterThan(1);
  expect(history.at(-1)!.validationLoss).toBeLessThan(0.5 * history[0]!.validationLoss);
  const best = history.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
  const json = JSON.parse(new TextDecoder().decode(forecaster.export().get("forecaster.json")));
  expect(json.bestUpdate).toBe(best.update);
});

describe("causality", () => {
  test("a forecast never changes with what comes after its task", async () => {
    const full = await forecaster.forecast(held);
    for (const count of [1, 2, 7, 30, 101]) {
      const cut = await forecaster.forecast(rowsOf(held, count));
      expect(cut).toEqual(full.subarray(0, count * 3));
    }
  });

  test("nor with later rows of other values, jobs and homes", async () => {
    const full = await forecaster.forecast(held);
    const from = 90;
    const changed = {
      ...held,
      cycles: held.cycles.map((cycles, i) => (i < from ? cycles : 9e10)),
      inputBits: held.inputBits.map((bits, i) => (i < from ? bits : 3e4)),
      job: held.job.map((job, i) => (i < from ? job : 5)),
      home: held.home.map((home, i) => (i < from ? home : 1 - home)),
    };
    const other = await forecaster.forecast(changed);
    expect(other.subarray(0, from * 3)).toEqual(full.subarray(0, from * 3));
    expect(other.subarray(from * 3)).not.toEqual(full.subarray(from * 3));
  });

  test("nor with the tasks of other servers", async () => {
    const full = await forecaster.forecast(held);
    const changed = { ...held, cycles: held.cycles.map((cycles, i) => (held.home[i] === 0 ? cycles : 9e10)) };
    const other = await forecaster.forecast(changed);
    for (let row = 0; row < held.count; row++) {
      if (held.home[row] !== 0) continue;
      expect(other.subarray(row * 3, row * 3 + 3)).toEqual(full.subarray(row * 3, row * 3 + 3));
    }
  });
});

test("forecasts are finite and never negative, also for servers and values never seen", async () => {
  const odd = windowOf([
    { arrival: 0, home: 17, cycles: 1, bits: 1, schedulingClass: -1 },
    { arrival: 0, home: 17, cycles: 1e13, bits: 1e12 },
    { arrival: 1e6, home: 17, job: 3, cycles: 1e13, bits: 1e12 },
    { arrival: 1e6, home: 0, job: 4 },
  ]);
  for (const scope of ["task", "burst"] as const) {
    for (const kind of ["typical", "mean"] as const) {
      const forecasts = await forecaster.forecast(odd, { scope, kind });
      expect(forecasts).toHaveLength(12);
      expect(forecasts.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }
  }
  expect(await forecaster.forecast(windowOf([]))).toHaveLength(0);
});

test("a window of 3,000 tasks takes well under two seconds", async () => {
  const window = rhythm(5, 3000);
  const start = performance.now();
  await forecaster.forecast(window);
  expect(performance.now() - start).toBeLessThan(2000);
});

test("the same seed gives the same bytes, another seed others", async () => {
  const short = { engine, train, validate, config: { ...config, updates: 60 } };
  const files = async (seed: number) => (await trainForecaster({ ...short, seed })).forecaster.export();
  const first = await files(1);
  expect(await files(1)).toEqual(first);
  expect((await files(2)).get("forecaster.onnx")).not.toEqual(first.get("forecaster.onnx"));
});

describe("files", () => {
  test("what was saved forecasts the same once loaded", async () => {
    const loaded = await loadForecaster(forecaster.export(), engine);
    for (const kind of ["typical", "mean"] as const) {
      expect(await loaded.forecast(held, { kind })).toEqual(await forecaster.forecast(held, { kind }));
    }
    expect(loaded.export()).toEqual(forecaster.export());
    await loaded.release();
  });

  test("the ONNX file alone gives the network's outputs", async () => {
    const model = await runOnnxFile(forecaster.export().get("forecaster.onnx")!, "forecaster.onnx");
    const encoded = encodeHistories(held, fitNormalisation(train))[0]!;
    const { forecasts } = await model.run({ features: encoded.features.slice(0, 8 * featureCount) });
    const json = JSON.parse(new TextDecoder().decode(forecaster.export().get("forecaster.json")));
    expect(json.outputs[1]).toBe("standardised logarithm: work of next task");
    const { targetDeviation, serverMeans } = json.normalisation;
    const row = encoded.history.rows[5]!;
    const work = Math.exp(
      forecasts![5 * json.outputs.length + 1]! * targetDeviation[1] + serverMeans[0].log[1],
    );
    expect(work / (await forecaster.forecast(held))[row * 3 + 1]!).toBeCloseTo(1, 4);
    await model.release();
  });

  const text = (value: string) => new TextEncoder().encode(value);
  test.each([
    ["forecaster.json is missing", "forecaster.json", null],
    ["forecaster.onnx is missing", "forecaster.onnx", null],
    ["forecaster.json is no JSON", "forecaster.json", text("{")],
    ["forecaster.json: format", "forecaster.json", text('{"format":2}')],
    ["forecaster.onnx is no ONNX model", "forecaster.onnx", text("no model at all")],
    ['forecaster.onnx holds no "parameters"', "forecaster.onnx", new Uint8Array(0)],
  ])("%s", async (message, name, bytes) => {
    const files = new Map(forecaster.export());
    if (bytes === null) files.delete(name);
    else files.set(name, bytes);
    const loading = loadForecaster(files, engine);
    await expect(loading).rejects.toThrow(EdgeflockError);
    await expect(loading).rejects.toMatchObject({ kind: "run", message: expect.stringContaining(message) });
  });

  test("a configuration that makes no network is refused", async () => {
    const files = new Map(forecaster.export());
    const json = new TextDecoder().decode(files.get("forecaster.json"));
    files.set("forecaster.json", text(json.replace('"heads": 2', '"heads": 3')));
    await expect(loadForecaster(files, engine)).rejects.toMatchObject({
      kind: "run",
      message: "forecaster.json: forecaster.width is 16",
    });
  });

  test("files of two forecasters do not go together", async () => {
    const other = await trainForecaster({
      engine,
      seed: 1,
      train,
      validate,
      config: { ...config, updates: 1, width: 8 },
    });
    const mixed = new Map([
      ...forecaster.export(),
      ["forecaster.onnx", other.forecaster.export().get("forecaster.onnx")!],
    ]);
    await expect(loadForecaster(mixed, engine)).rejects.toThrow(
      /parameters, forecaster.json describes a network of/,
    );
  });
});

describe("training", () => {
  test("stops when it is told to", async () => {
    const stop = new AbortController();
    const training = trainForecaster({
      engine,
      seed: 1,
      train,
      validate,
      config: { ...config, updates: 100_000 },
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(training).rejects.toMatchObject({ kind: "interrupted" });
  });

  test("refuses windows without two tasks at a server, and settings out of range", async () => {
    const single = [windowOf([{ arrival: 0 }])];
    const attempt = (options: object) => trainForecaster({ engine, seed: 1, train, validate, ...options });
    await expect(attempt({ train: single })).rejects.toThrow(/training window/);
    await expect(attempt({ validate: single })).rejects.toThrow(/validation window/);
    await expect(attempt({ config: { width: 10, heads: 4 } })).rejects.toThrow(/forecaster.width is 10/);
    await expect(attempt({ config: { learningRate: Number.NaN } })).rejects.toThrow(
      /forecaster.learningRate is NaN/,
    );
  });
});

/** The first `count` rows of a window. */
function rowsOf(tasks: WindowTasks, count: number): WindowTasks {
  const columns = Object.entries(tasks).map(([name, column]) => [
    name,
    name === "count" ? count : column.slice(0, count),
  ]);
  return Object.fromEntries(columns) as WindowTasks;
}
