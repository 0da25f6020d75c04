import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  vi.doUnmock("onnxruntime-node");
  vi.doUnmock("onnxruntime-web/wasm");
  vi.resetModules();
});

async function without(...packages: readonly string[]) {
  vi.resetModules();
  for (const name of packages) {
    vi.doMock(name, () => {
      throw new Error(`no ${name} here`);
    });
  }
  return { ...(await import("./index.ts")), graph: await import("../graph/index.ts") };
}

describe("selectEngine", () => {
  it("prefers the native engine", async () => {
    const { describeEngine, selectEngine } = await without();
    expect((await selectEngine()).name).toBe("node");
    const description = await describeEngine();
    expect(description).toEqual({
      name: "node",
      version: expect.stringMatching(/^1\.\d+/),
      fallbackReason: null,
    });
  });

  it("falls back to WebAssembly, says why, and computes", async () => {
    const {
      describeEngine,
      selectEngine,
      UpdateRunner,
      runOnnxFile,
      graph: g,
    } = await without("onnxruntime-node");
    const description = await describeEngine();
    expect(description).toMatchObject({ name: "web", version: expect.stringMatching(/^1\.\d+/) });
    expect(description.fallbackReason).toMatch(/onnxruntime-node/);
    const graph = new g.Graph();
    const p = graph.state("p", [2]);
    const program = g.compileUpdate({
      minimise: [{ loss: g.sum(g.square(p)), parameters: p, optimizer: g.sgd({ learningRate: 0.25 }) }],
      outputs: {},
    });
    const runner = await UpdateRunner.create(await selectEngine(), program, { p: Float32Array.of(2, -4) });
    await runner.run({});
    expect(runner.state()).toEqual({ p: Float32Array.of(1, -2) });
    const model = await runOnnxFile(g.encodeOnnx(g.compileFunction({ y: g.mul(p, 2) })), "a.onnx");
    expect(await model.run({ p: Float32Array.of(1, 2) })).toEqual({ y: Float32Array.of(2, 4) });
  });

  it("insists on the engine asked for", async () => {
    const { describeEngine, selectEngine } = await without("onnxruntime-node");
    await expect(selectEngine("node")).rejects.toThrow("No ONNX Runtime could be loaded (onnxruntime-node:");
    expect((await selectEngine("reference")).name).toBe("reference");
    expect(await describeEngine("reference")).toMatchObject({ name: "reference", version: null });
  });

  it("says what is missing when nothing loads", async () => {
    const { selectEngine } = await without("onnxruntime-node", "onnxruntime-web/wasm");
    await expect(selectEngine()).rejects.toMatchObject({ kind: "environment" });
  });
});
