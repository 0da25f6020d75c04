import { describe, expect, it } from "vitest";
import { Interpreter } from "../runtime/index.ts";
import {
  abs,
  add,
  clip,
  compileFunction,
  Graph,
  gelu,
  gradients,
  huber,
  layerNorm,
  max,
  maximum,
  minimum,
  mul,
  relu,
  reshape,
  slice,
  square,
  stopGradient,
  sum,
  type Tensor,
} from "./index.ts";

/** Evaluates tensors with `x` fed. */
function evaluate(results: Record<string, Tensor>, x: readonly number[]): Record<string, number[]> {
  const program = compileFunction(results);
  const feeds = Object.fromEntries(program.inputs.map(({ name }) => [name, Float32Array.from(x)]));
  return Object.fromEntries(
    Object.entries(new Interpreter(program, "float32").run(feeds)).map(([name, values]) => [
      name,
      [...values],
    ]),
  );
}

function gradientOf(f: (x: Tensor) => Tensor, x: readonly number[]): number[] {
  const graph = new Graph();
  const input = graph.input("x", [x.length]);
  const [gradient = input] = gradients(sum(f(input)), [input]);
  return evaluate({ gradient }, x)["gradient"] ?? [];
}

describe("gradients where a function has a kink", () => {
  it("relu and abs: 0 at 0", () => {
    expect(gradientOf(relu, [-1, 0, 2])).toEqual([0, 0, 1]);
    expect(gradientOf(abs, [-1, 0, 2])).toEqual([-1, 0, 1]);
  });

  it("clip: passes at the bounds and between", () => {
    expect(gradientOf((x) => clip(x, -1, 1), [-2, -1, 0, 1, 2])).toEqual([0, 1, 1, 1, 0]);
  });

  it("minimum and maximum: a tie goes to the first operand", () => {
    expect(gradientOf((x) => maximum(x, 1), [0, 1, 2])).toEqual([0, 1, 1]);
    expect(gradientOf((x) => maximum(1, x), [0, 1, 2])).toEqual([0, 0, 1]);
    expect(gradientOf((x) => minimum(x, 1), [0, 1, 2])).toEqual([1, 1, 0]);
  });

  it("max: tied elements share", () => {
    expect(gradientOf((x) => max(x), [3, 1, 3, 3])).toEqual([1 / 3, 0, 1 / 3, 1 / 3].map(Math.fround));
  });

  it("stopGradient: nothing passes", () => {
    expect(gradientOf((x) => mul(x, stopGradient(x)), [2, 3])).toEqual([2, 3]);
  });

  it("huber: the clipped error", () => {
    expect(gradientOf((x) => huber(x, 1), [-3, -0.5, 0, 0.5, 3])).toEqual([-1, -0.5, 0, 0.5, 1]);
    const graph = new Graph();
    expect(evaluate({ value: huber(graph.input("x", [4]), 2) }, [-3, 1, 0, 4])).toEqual({
      value: [4, 0.5, 0, 6],
    });
  });
});

describe("composites", () => {
  it("gelu", () => {
    const graph = new Graph();
    const { value = [] } = evaluate({ value: gelu(graph.input("x", [3])) }, [-1, 0, 2]);
    // Torch's gelu with approximate="tanh".
    expect(value).toEqual([expect.closeTo(-0.158808, 5), 0, expect.closeTo(1.954598, 5)]);
  });

  it("layerNorm", () => {
    const graph = new Graph();
    const x = graph.input("x", [4]);
    const value = layerNorm(x, graph.constant(2), graph.constant(1), 0);
    const root = Math.sqrt(1.25);
    expect(evaluate({ value }, [1, 2, 3, 4])["value"]).toEqual(
      [-1.5, -0.5, 0.5, 1.5].map((centred) => expect.closeTo((2 * centred) / root + 1, 5)),
    );
  });
});

describe("the gradient of a flat vector", () => {
  const graph = new Graph();
  const flat = graph.state("flat", [10]);

  it("is one concatenation of its parts' gradients, zeros in the gaps", () => {
    const loss = add(sum(square(slice(flat, 0, 1, 3))), sum(mul(reshape(slice(flat, 0, 4, 8), [2, 2]), 3)));
    const [gradient = flat] = gradients(loss, [flat]);
    const node = graph.node(gradient);
    expect(node.op).toBe("concat");
    expect(node.inputs.map((input) => input.shape)).toEqual([[1], [2], [1], [4], [2]]);
    const run = new Interpreter(compileFunction({ gradient }), "float32").run({
      flat: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    });
    expect(run["gradient"]).toEqual(Float32Array.of(0, 2, 4, 0, 3, 3, 3, 3, 0, 0));
  });

  it("sums parts that overlap", () => {
    const loss = add(sum(slice(flat, 0, 0, 6)), sum(slice(flat, 0, 4, 10)));
    const [gradient = flat] = gradients(loss, [flat]);
    const run = new Interpreter(compileFunction({ gradient, flat2: add(flat, 1) }), "float32");
    expect(run.run({ flat: new Float32Array(10) })["gradient"]).toEqual(
      Float32Array.of(1, 1, 1, 1, 2, 2, 1, 1, 1, 1),
    );
  });

  it("is zero where the loss does not depend on it", () => {
    const other = graph.state("other", [3]);
    const [gradient = flat] = gradients(sum(flat), [other]);
    expect(new Interpreter(compileFunction({ gradient }), "float32").run({})["gradient"]).toEqual(
      new Float32Array(3),
    );
  });

  it("is asked of one number only", () => {
    expect(() => gradients(flat, [flat])).toThrow("gradients of [10]: a loss has one element.");
  });
});
