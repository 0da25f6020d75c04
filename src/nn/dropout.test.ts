import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { compileFunction, Graph, gradients, mul, type Shape, sum, type Tensor } from "../graph/index.ts";
import { Interpreter } from "../runtime/index.ts";
import {
  DropoutNoise,
  dropout,
  type Module,
  multiHeadAttention,
  sequence,
  transformerEncoder,
} from "./index.ts";

function outputs(module: Module, shape: Shape, seed: number | null, count = 1): Float32Array[] {
  const graph = new Graph();
  const noise = seed === null ? undefined : new DropoutNoise(graph.input("seed", [1]));
  const parameters = graph.state("parameters", [Math.max(1, module.size)]);
  const results = Array.from({ length: count }, (_, index) => [
    `y${index}`,
    module.apply(parameters, graph.input("x", shape), noise),
  ]);
  const program = compileFunction(Object.fromEntries(results) as Record<string, Tensor>);
  const size = shape.reduce((a, b) => a * b, 1);
  const run = new Interpreter(program, "float32").run({
    parameters: module.size === 0 ? new Float32Array(1) : module.init(Rng.stream(1, "module")),
    x: Float32Array.from({ length: size }, (_, i) => 1 + i),
    seed: Float32Array.of(seed ?? 0),
  });
  return results.map(([name]) => run[name as string]!);
}

const relative = (values: Float32Array) => [...values].map((value, i) => value / (1 + i));

describe("dropout", () => {
  it("drops in training, and scales what it keeps", () => {
    const [values] = outputs(dropout(0.75), [1000], 1);
    expect(new Set(relative(values!).map((value) => Math.round(value * 1e4) / 1e4))).toEqual(new Set([0, 4]));
  });

  it("changes nothing without noise, or at a rate of 0", () => {
    const module = dropout(0.5);
    const graph = new Graph();
    const x = graph.input("x", [3]);
    expect(module.apply(x, x)).toBe(x);
    expect(dropout(0).apply(x, x, new DropoutNoise(graph.input("seed", [1])))).toBe(x);
  });

  it("each application has a mask of its own", () => {
    const [first, second] = outputs(dropout(0.5), [200], 1, 2);
    expect(first).not.toEqual(second);
    const agreeing = [...first!].filter((value, i) => (value === 0) === (second![i] === 0)).length;
    expect(Math.abs(agreeing - 100)).toBeLessThan(3 * Math.sqrt(50));
  });

  it("is a function of the seed", () => {
    const module = sequence([dropout(0.5), dropout(0.1)]);
    expect(outputs(module, [50], 7)).toEqual(outputs(module, [50], 7));
    expect(outputs(module, [50], 7)).not.toEqual(outputs(module, [50], 8));
  });

  it("passes the gradient where it kept the value", () => {
    const graph = new Graph();
    const x = graph.input("x", [64]);
    const y = dropout(0.5).apply(x, x, new DropoutNoise(graph.input("seed", [1])));
    const [gradient = x] = gradients(sum(mul(y, 3)), [x]);
    const run = new Interpreter(compileFunction({ y, gradient }), "float32").run({
      x: new Float32Array(64).fill(1),
      seed: Float32Array.of(2),
    });
    expect(run["gradient"]).toEqual(run["y"]!.map((value) => 3 * value));
  });

  it("refuses other rates", () => {
    expect(() => dropout(1)).toThrow("dropout: the rate is 1.");
    expect(() => dropout(Number.NaN)).toThrow("dropout: the rate is NaN.");
  });
});

describe("in attention and the transformer", () => {
  const options = { inputs: 3, width: 8, heads: 2, layers: 2, feedForward: 16, length: 4 };

  it("attention drops weights: values of 1 come out scaled by the share that is seen", () => {
    const module = multiHeadAttention({ width: 1, heads: 1, dropout: 0.5 });
    const graph = new Graph();
    const noise = new DropoutNoise(graph.input("seed", [1]));
    const y = module.apply(graph.state("p", [module.size]), graph.input("x", [20, 2, 1]), noise);
    const run = new Interpreter(compileFunction({ y }), "float32").run({
      // Queries and keys are 0, so that both positions weigh 1/2; values are the input, all 1.
      p: Float32Array.of(0, 0, 1, 1, 0),
      x: new Float32Array(40).fill(1),
      seed: Float32Array.of(1),
    });
    expect(new Set(run["y"])).toEqual(new Set([0, 1, 2]));
  });

  it("without noise a transformer with dropout is one without", () => {
    const plain = outputs(transformerEncoder(options), [2, 4, 3], null);
    const dropping = transformerEncoder({ ...options, dropout: 0.3 });
    expect(outputs(dropping, [2, 4, 3], null)).toEqual(plain);
    expect(outputs(dropping, [2, 4, 3], 1)).not.toEqual(plain);
  });

  it("a layer drops in four places", () => {
    const graph = new Graph();
    const noise = new DropoutNoise(graph.input("seed", [1]));
    const module = transformerEncoder({ ...options, dropout: 0.3 });
    const y = module.apply(graph.state("p", [module.size]), graph.input("x", [2, 4, 3]), noise);
    const drawn = compileFunction({ y }).nodes.flatMap((node) =>
      node.op === "dropoutMask" ? [node.attributes] : [],
    );
    expect(drawn.map(({ stream }) => stream)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(drawn.slice(0, 4).map(({ shape }) => shape)).toEqual([
      [2, 2, 4, 4],
      [2, 4, 8],
      [2, 4, 16],
      [2, 4, 8],
    ]);
  });
});
