import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { compileFunction, Graph, type Shape, sizeOf } from "../graph/index.ts";
import { Interpreter } from "../runtime/index.ts";
import { normalValues } from "../testing/op-values.ts";
import { dense, embedding, type Module, mlp, multiHeadAttention, transformerEncoder } from "./index.ts";

function apply(module: Module, parameters: Float32Array, shape: Shape, x: Float32Array) {
  const graph = new Graph();
  const y = module.apply(graph.state("parameters", [module.size]), graph.input("x", shape));
  const values = new Interpreter(compileFunction({ y }), "float32").run({ parameters, x })["y"];
  return { shape: y.shape, values: [...(values ?? [])] };
}

describe("mlp", () => {
  it("computes what its parameters say, laid out weights then bias, layer by layer", () => {
    const module = mlp({ inputs: 2, hidden: [2], outputs: 1, activation: "relu" });
    expect(module.size).toBe(2 * 2 + 2 + 2 + 1);
    const parameters = Float32Array.of(1, 2, 3, 4, -8, 10, 5, 6, 7);
    // Hidden: relu([1·1 + 1·3 - 8, 1·2 + 1·4 + 10]) = [0, 16]; output: 0·5 + 16·6 + 7.
    expect(apply(module, parameters, [1, 2], Float32Array.of(1, 1))).toEqual({
      shape: [1, 1],
      values: [103],
    });
  });

  it("starts the same for the same stream, biases at zero, within the bounds of He and Glorot", () => {
    const module = mlp({ inputs: 6, hidden: [50], outputs: 10, activation: "relu", outputScale: 0.01 });
    const start = module.init(Rng.stream(3, "network"));
    expect(module.init(Rng.stream(3, "network"))).toEqual(start);
    expect(module.init(Rng.stream(4, "network"))).not.toEqual(start);
    const greatest = (values: Float32Array) => Math.max(...values.map(Math.abs));
    expect(greatest(start.subarray(0, 300))).toBeLessThanOrEqual(1);
    expect(greatest(start.subarray(0, 300))).toBeGreaterThan(0.95);
    expect(greatest(start.subarray(300, 350))).toBe(0);
    expect(greatest(start.subarray(350, 850))).toBeLessThanOrEqual(0.01 * Math.sqrt(6 / 60));
    expect(greatest(start.subarray(850))).toBe(0);
  });

  it("normalises hidden layers when asked", () => {
    const module = mlp({ inputs: 3, hidden: [4], outputs: 2, activation: "tanh", layerNorm: true });
    expect(module.size).toBe(3 * 4 + 4 + 8 + 4 * 2 + 2);
    const parameters = module.init(Rng.stream(1, "network"));
    const x = Float32Array.of(1, -2, 3);
    const scaled = apply(
      module,
      parameters,
      [1, 3],
      x.map((value) => value * 1000),
    ).values;
    // Normalised, a layer without bias does not see the scale of its input.
    expect(scaled).toEqual(
      apply(module, parameters, [1, 3], x).values.map((value) => expect.closeTo(value, 3)),
    );
  });

  it("refuses inputs and parameters of the wrong size", () => {
    const graph = new Graph();
    const module = mlp({ inputs: 3, hidden: [4], outputs: 2, activation: "tanh" });
    const x = graph.input("x", [1, 4]);
    expect(() => module.apply(graph.state("p", [module.size]), x)).toThrow(
      "dense of [1, 4]: it takes [..., 3].",
    );
    expect(() => module.apply(graph.state("short", [3]), x)).toThrow(
      `A module of ${module.size} parameters was given [3].`,
    );
  });
});

describe("dense", () => {
  it("works on the last axis of any rank", () => {
    const module = dense({ inputs: 1, outputs: 2 });
    const result = apply(module, Float32Array.of(1, 10, 0.5, 0), [1, 2, 1], Float32Array.of(1, 2));
    expect(result).toEqual({ shape: [1, 2, 2], values: [1.5, 10, 2.5, 20] });
  });
});

describe("attention and transformer", () => {
  const options = { inputs: 3, width: 8, heads: 2, layers: 2, feedForward: 16, length: 5 };
  const shape = [2, 5, 3];
  const x = normalValues(Rng.stream(1, "x"), shape);
  /** The input with one feature of the last position of the first sequence changed. */
  const changed = x.with(4 * 3, 9);

  it.each([true, false])("a causal encoder (%s) looks back only", (causal) => {
    const module = transformerEncoder({ ...options, causal });
    const parameters = module.init(Rng.stream(1, "encoder"));
    const before = apply(module, parameters, shape, x);
    const after = apply(module, parameters, shape, changed);
    expect(before.shape).toEqual([2, 5, 8]);
    const differs = (position: number) =>
      before.values
        .slice(position * 8, (position + 1) * 8)
        .some((value, i) => value !== after.values[position * 8 + i]);
    expect([0, 1, 2, 3, 4].map(differs)).toEqual([!causal, !causal, !causal, !causal, true]);
    expect([5, 6, 7, 8, 9].some(differs)).toBe(false);
  });

  it("attention with equal scores is the mean of what is seen", () => {
    const module = multiHeadAttention({ width: 2, heads: 1, causal: true });
    // Queries and keys zero, values the input itself, output projection the identity.
    const parameters = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0);
    expect(module.size).toBe(parameters.length);
    const { values } = apply(module, parameters, [1, 3, 2], Float32Array.of(3, 0, 1, 6, 2, 0));
    expect(values).toEqual([3, 0, 2, 3, 2, 2].map((value) => expect.closeTo(value, 5)));
  });

  it("counts its parameters", () => {
    const block = 2 * 16 + (8 * 24 + 8 * 8 + 8) + (8 * 16 + 16) + (16 * 8 + 8);
    expect(transformerEncoder(options).size).toBe(3 * 8 + 8 + sizeOf([5, 8]) + 2 * block + 16);
  });

  it("refuses what does not fit", () => {
    expect(() => multiHeadAttention({ width: 8, heads: 3 })).toThrow(
      "Attention of width 8 cannot have 3 heads.",
    );
    const module = transformerEncoder(options);
    const graph = new Graph();
    expect(() => module.apply(graph.state("p", [module.size]), graph.input("x", [1, 4, 3]))).toThrow(
      "A transformer of [1, 4, 3]: it takes [batch, 5, 3].",
    );
  });
});

describe("embedding", () => {
  const module = embedding({ count: 3, width: 2 });

  it("gives the vector of each index", () => {
    const table = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(apply(module, table, [2, 2], Float32Array.of(2, 0, 0, 1))).toEqual({
      shape: [2, 2, 2],
      values: [5, 6, 1, 2, 1, 2, 3, 4],
    });
  });

  it("fails at an index that is none, in plain TypeScript", () => {
    expect(() => apply(module, new Float32Array(6), [1], Float32Array.of(3))).toThrow("there is no row 3");
    expect(() => apply(module, new Float32Array(6), [1], Float32Array.of(-1))).toThrow("there is no row -1");
  });
});

describe("attention with biases", () => {
  it("shifts queries and values, and has none for keys", () => {
    const module = multiHeadAttention({ width: 1, heads: 1, bias: true });
    // Weights of queries, keys, values; biases of queries and values; output weight and bias.
    const parameters = Float32Array.of(0, 1, 1, 2, 10, 1, 0);
    expect(module.size).toBe(parameters.length);
    const { values } = apply(module, parameters, [1, 2, 1], Float32Array.of(0, 1));
    // Scores 2·x whatever the query; values x + 10.
    const share = Math.exp(2) / (1 + Math.exp(2));
    expect(values).toEqual([10 + share, 10 + share].map((value) => expect.closeTo(value, 5)));
  });
});

describe("decay masks", () => {
  const maskOf = (module: Module) => [...module.decayMask()];

  it("name the weights: no biases, gains, positions, embeddings", () => {
    expect(maskOf(mlp({ inputs: 2, hidden: [2], outputs: 1, activation: "relu", layerNorm: true }))).toEqual(
      [[1, 1, 1, 1], [0, 0], [0, 0], [0, 0], [1, 1], [0]].flat(),
    );
    expect(maskOf(embedding({ count: 2, width: 2 }))).toEqual([0, 0, 0, 0]);
    const options = { inputs: 3, width: 8, heads: 2, layers: 2, feedForward: 16, length: 5, dropout: 0.1 };
    const mask = maskOf(transformerEncoder(options));
    expect(mask.length).toBe(transformerEncoder(options).size);
    const block = 8 * 24 + 8 * 8 + 8 * 16 + 16 * 8;
    expect(mask.reduce((sum, value) => sum + value, 0)).toBe(3 * 8 + 2 * block);
    expect(new Set(mask.slice(3 * 8, 3 * 8 + 8 + 5 * 8))).toEqual(new Set([0]));
  });
});
