import { beforeAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../../core/errors.ts";
import { type Engine, selectEngine } from "../../runtime/index.ts";
import { loadForecaster, type TrainedForecaster, trainForecaster } from "./index.ts";
import { small, windows } from "./rhythm.test-helper.ts";

const { train, validate, held } = windows;

let engine: Engine;
let forecaster: TrainedForecaster;
const trainWith = async (config: object) =>
  (await trainForecaster({ engine, seed: 1, train, validate, config: { ...small, ...config } })).forecaster;

beforeAll(async () => {
  engine = await selectEngine();
  forecaster = await trainWith({ updates: 30 });
});

const text = (value: string) => new TextEncoder().encode(value);
const jsonOf = (files: ReadonlyMap<string, Uint8Array>) =>
  new TextDecoder().decode(files.get("forecaster.json"));

test.each(["transformer", "gru", "lstm"] as const)("a %s forecasts the same once loaded", async (network) => {
  const saved = await trainWith({ updates: 30, network });
  const loaded = await loadForecaster(saved.export(), engine);
  expect(loaded.name).toBe(network);
  expect((await loaded.forecast(held)).values).toEqual((await saved.forecast(held)).values);
  expect(loaded.export()).toEqual(saved.export());
  await loaded.release();
  await saved.release();
});

describe("refused, with the file's name", () => {
  test.each([
    ["forecaster.json is missing", "forecaster.json", null],
    ["forecaster.onnx is missing", "forecaster.onnx", null],
    ["forecaster.json is no JSON", "forecaster.json", text("{")],
    ["forecaster.json: ", "forecaster.json", text("[]")],
    ["forecaster.json: format", "forecaster.json", text('{"format":"2"}')],
    ["forecaster.json is of format 1; this version reads format 2", "forecaster.json", text('{"format":1}')],
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

  test.each([
    ['"heads": 2', '"heads": 3', "forecaster.json: forecaster.width is 16"],
    ['"width": 16', '"width": 1000000', "forecaster.json: config.width"],
    ['"logDeviation": [\n', '"logDeviation": [\n -1,', "forecaster.json: encoding.statistics.logDeviation"],
    ['"featureMean": [\n', '"featureMean": [\n 0,', "forecaster.json: encoding.featureMean has"],
    ['"periodsSeconds": []', '"periodsSeconds": [7]', "forecaster.json: encoding.featureMean has"],
  ])("%s become %s", async (from, to, message) => {
    const files = new Map(forecaster.export());
    const json = jsonOf(files);
    expect(json).toContain(from);
    files.set("forecaster.json", text(json.replaceAll(from, to)));
    await expect(loadForecaster(files, engine)).rejects.toMatchObject({
      kind: "run",
      message: expect.stringContaining(message),
    });
  });

  test("files of two forecasters", async () => {
    const other = await trainWith({ updates: 30, width: 8 });
    const mixed = new Map([
      ...forecaster.export(),
      ["forecaster.onnx", other.export().get("forecaster.onnx")!] as const,
    ]);
    await expect(loadForecaster(mixed, engine)).rejects.toThrow(
      /parameters, forecaster.json describes a network of/,
    );
  });
});

test("forecaster.json names every input and output of the network", () => {
  const json = JSON.parse(jsonOf(forecaster.export()));
  expect(json.features).toHaveLength(json.encoding.featureMean.length);
  expect(new Set(json.features).size).toBe(json.features.length);
  expect(json.outputs).toHaveLength(60);
  expect(json.outputs.at(-1)).toBe("p90 of the standardised logarithm: 30s.work");
});
