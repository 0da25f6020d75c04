import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { compileFunction, compileUpdate, encodeOnnx, Graph, mean, sgd, square, sub } from "../graph/index.ts";
import { mlp } from "../nn/index.ts";
import { normalValues } from "../testing/op-values.ts";
import {
  type Engine,
  FunctionRunner,
  referenceEngine,
  runOnnxFile,
  selectEngine,
  UpdateRunner,
} from "./index.ts";

const network = mlp({ inputs: 5, hidden: [16], outputs: 3, activation: "tanh" });
const graph = new Graph();
const values = network.apply(graph.state("network", [network.size]), graph.input("observation", [1, 5]));
const program = compileFunction({ values });
const parameters = network.init(Rng.stream(1, "network"));
const observation = normalValues(Rng.stream(1, "observation"), [5]);

function expectNear(actual: Float32Array | undefined, expected: Float32Array | undefined): void {
  expect([...(actual ?? [])]).toEqual([...(expected ?? [])].map((value) => expect.closeTo(value, 5)));
}

describe("FunctionRunner", () => {
  it("gives the same synchronously as on the engine", async () => {
    const runner = await FunctionRunner.create(await selectEngine(), program, { network: parameters });
    const batched = await runner.run({ observation });
    expectNear(runner.runSync({ observation })["values"], batched["values"]);
    await runner.release();
  });

  it("takes new states, and keeps none of the arrays it was given", async () => {
    const own = parameters.slice();
    const runner = FunctionRunner.synchronous(program, { network: own });
    const before = runner.runSync({ observation })["values"]?.slice();
    own.fill(0);
    expect(runner.runSync({ observation })["values"]).toEqual(before);
    runner.setStates({ network: own });
    expect(runner.runSync({ observation })["values"]).toEqual(new Float32Array(3));
    expect((await runner.run({ observation }))["values"]).toEqual(new Float32Array(3));
  });

  it("refuses to be asked for anything else while the engine evaluates", async () => {
    const runner = await FunctionRunner.create(await selectEngine(), program, { network: parameters });
    const expected = runner.runSync({ observation })["values"]?.slice();
    const first = runner.run({ observation });
    const others = { observation: new Float32Array(5) };
    await expect(runner.run(others)).rejects.toThrow("an evaluation is already running");
    expect(() => runner.runSync(others)).toThrow("an evaluation is already running");
    expect(() => runner.setStates({ network: new Float32Array(network.size) })).toThrow(
      "an evaluation is already running",
    );
    expectNear((await first)["values"], expected);
    expectNear((await runner.run({ observation }))["values"], expected);
    await runner.release();
  });

  it("loads nothing where states are missing", async () => {
    const loaded: string[] = [];
    const engine: Engine = {
      name: "watched",
      load(one) {
        loaded.push("loaded");
        return referenceEngine().load(one);
      },
    };
    await expect(FunctionRunner.create(engine, program, {})).rejects.toThrow('"network" wants');
    expect(loaded).toEqual([]);
  });

  it("refuses missing states and inputs of the wrong size", () => {
    expect(() => FunctionRunner.synchronous(program, {})).toThrow('"network" wants');
    const runner = FunctionRunner.synchronous(program, { network: parameters });
    expect(() => runner.runSync({ observation: new Float32Array(4) })).toThrow(
      '"observation" wants 5 values ([1, 5]), but got 4.',
    );
  });
});

describe("UpdateRunner", () => {
  const updates = new Graph();
  const p = updates.state("p", [2]);
  const loss = mean(square(sub(p, updates.input("x", [2]))));
  const update = compileUpdate({
    minimise: [{ loss, parameters: p, optimizer: sgd({ learningRate: 0.5 }) }],
    outputs: { loss },
  });
  const batch = { x: Float32Array.of(1, 1) };

  it("hands out outputs only, and keeps the states", async () => {
    const runner = await UpdateRunner.create(referenceEngine(), update, { p: new Float32Array(2) });
    expect(await runner.run(batch)).toEqual({ loss: Float32Array.of(1) });
    expect(runner.state()).toEqual({ p: Float32Array.of(0.5, 0.5) });
    expect(runner.view("p")).toEqual(Float32Array.of(0.5, 0.5));
    expect(() => runner.view("q")).toThrow('The program has no state "q" (it has "p").');
  });

  it("wants every state that does not start at zero, of the right size", async () => {
    await expect(UpdateRunner.create(referenceEngine(), update, {})).rejects.toThrow(
      '"p" wants 2 values ([2])',
    );
    const runner = await UpdateRunner.create(referenceEngine(), update, { p: new Float32Array(2) });
    expect(() => runner.restore({ p: new Float32Array(3) })).toThrow('"p" wants 2 values ([2]), but got 3.');
  });

  it("leaves alone what it has handed out", async () => {
    const runner = await UpdateRunner.create(await selectEngine(), update, { p: new Float32Array(2) });
    const first = await runner.run(batch);
    const view = runner.view("p");
    for (let step = 0; step < 3; step++) await runner.run(batch);
    expect(first).toEqual({ loss: Float32Array.of(1) });
    expect(view).toEqual(Float32Array.of(0.5, 0.5));
    expect(runner.view("p")).toEqual(Float32Array.of(0.9375, 0.9375));
    await runner.release();
  });

  it("takes a batch that was written into its own arrays", async () => {
    const runner = await UpdateRunner.create(await selectEngine(), update, { p: new Float32Array(2) });
    runner.inputs["x"]?.set([1, 1]);
    expect(await runner.run(runner.inputs)).toEqual({ loss: Float32Array.of(1) });
    runner.inputs["x"]?.fill(0.5);
    expect(await runner.run(runner.inputs)).toEqual({ loss: Float32Array.of(0) });
    expect(runner.view("p")).toEqual(Float32Array.of(0.5, 0.5));
    await runner.release();
  });

  it("puts back no state where one of them does not fit", async () => {
    const several = new Graph();
    const [a, b] = [several.state("a", [2]), several.state("b", [2])];
    const optimizer = sgd({ learningRate: 0.5 });
    const minimise = [a, b].map((parameters) => ({ loss: mean(square(parameters)), parameters, optimizer }));
    const start = { a: Float32Array.of(1, 2), b: Float32Array.of(3, 4) };
    const runner = await UpdateRunner.create(referenceEngine(), compileUpdate({ minimise }), start);
    const unfit = { a: new Float32Array(2), b: new Float32Array(3) };
    expect(() => runner.restore(unfit)).toThrow('"b" wants 2 values ([2]), but got 3.');
    expect(runner.state()).toEqual(start);
  });

  it("refuses overlapping runs, and other states while one is under way", async () => {
    const runner = await UpdateRunner.create(await selectEngine(), update, { p: new Float32Array(2) });
    const first = runner.run(batch);
    await expect(runner.run(batch)).rejects.toThrow("an update is already running");
    expect(() => runner.restore({ p: new Float32Array(2) })).toThrow("an update is already running");
    expect(await first).toEqual({ loss: Float32Array.of(1) });
    await runner.release();
  });
});

describe("runOnnxFile", () => {
  it("runs an exported policy", async () => {
    const model = await runOnnxFile(encodeOnnx(program, { bake: { network: parameters } }), "a.onnx");
    expect(model.inputNames).toEqual(["observation"]);
    expect(model.outputNames).toEqual(["values"]);
    const runner = FunctionRunner.synchronous(program, { network: parameters });
    expectNear((await model.run({ observation }))["values"], runner.runSync({ observation })["values"]);
    await expect(model.run({})).rejects.toThrow(
      'a.onnx: the ONNX model\'s input "observation" wants 5 values, but got none',
    );
    await model.release();
  });

  it("says so when the bytes are no model", async () => {
    await expect(runOnnxFile(Uint8Array.of(1, 2, 3), "a.onnx")).rejects.toThrow(
      "a.onnx: the ONNX model cannot be loaded",
    );
  });
});
