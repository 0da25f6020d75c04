/** Losses against values worked out by hand, and their gradients against central differences. */
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import {
  compileFunction,
  Graph,
  gradients,
  reshape,
  type Shape,
  sizeOf,
  type Tensor,
} from "../graph/index.ts";
import { Interpreter } from "../runtime/index.ts";
import { normalValues } from "../testing/op-values.ts";
import {
  crossEntropyLoss,
  huberLoss,
  quantileHuberLoss,
  quantileLoss,
  quantileMidpoints,
  squaredLoss,
} from "./index.ts";

const graph = new Graph();
const vector = (...values: number[]) => graph.constant(values);
const matrix = (...rows: number[][]) => graph.constant(rows.flat(), [rows.length, rows[0]!.length]);

function numberOf(tensor: Tensor): number {
  expect(sizeOf(tensor.shape)).toBe(1);
  return new Interpreter(compileFunction({ y: tensor }), "float64").run({})["y"]![0]!;
}

describe("values", () => {
  it("huberLoss: half the square up to delta, linear beyond", () => {
    expect(numberOf(huberLoss(vector(0.5, -3), vector(0, 0)))).toBe((0.125 + 2.5) / 2);
    expect(numberOf(huberLoss(vector(0.5, -3), vector(0, 0), 2))).toBe((0.125 + 4) / 2);
  });

  it("squaredLoss: the mean over all elements, of any shape", () => {
    expect(numberOf(squaredLoss(vector(1, 4), vector(0, 2)))).toBe(2.5);
    expect(numberOf(squaredLoss(matrix([1, 4], [2, 0]), matrix([0, 2], [2, 3])))).toBe(3.5);
  });

  it("crossEntropyLoss: of classes by index, one-hot, and by probability", () => {
    // Softmax: (1/2, 1/4, 1/4) and (1/6, 2/6, 3/6).
    const logits = matrix([Math.log(2), 0, 0], [10, 10 + Math.log(2), 10 + Math.log(3)]);
    const expected = (Math.log(4) + Math.log(6)) / 2;
    expect(numberOf(crossEntropyLoss(logits, vector(2, 0)))).toBeCloseTo(expected, 5);
    expect(numberOf(crossEntropyLoss(logits, matrix([0, 0, 1], [1, 0, 0])))).toBeCloseTo(expected, 5);
    const soft = matrix([0.5, 0.5, 0], [0, 0.25, 0.75]);
    const mixed = (0.5 * Math.log(2) + 0.5 * Math.log(4) + 0.25 * Math.log(3) + 0.75 * Math.log(2)) / 2;
    expect(numberOf(crossEntropyLoss(logits, soft))).toBeCloseTo(mixed, 5);
  });

  it("crossEntropyLoss: over several leading axes", () => {
    const logits = reshape(matrix([Math.log(2), 0, 0], [0, Math.log(2), Math.log(3)]), [1, 2, 3]);
    const expected = (Math.log(2) + Math.log(2)) / 2;
    expect(numberOf(crossEntropyLoss(logits, reshape(vector(0, 2), [1, 2])))).toBeCloseTo(expected, 5);
  });

  it("quantileLoss: misses above cost the level, misses below the rest", () => {
    const prediction = matrix([0, 1], [5, 2]);
    const target = vector(2, 3);
    // Errors 2, 1; -2, 1 at levels 1/4 and 3/4.
    const expected = (2 * 0.25 + 1 * 0.75 + 2 * 0.75 + 1 * 0.75) / 4;
    expect(numberOf(quantileLoss(prediction, target, [0.25, 0.75]))).toBeCloseTo(expected, 6);
  });

  it("quantileHuberLoss: mean over samples, sum over quantiles, mean over the batch", () => {
    const prediction = matrix([0, 1], [2, 2]);
    const target = matrix([0.5, 3, -1], [2, 2, 4]);
    expect(quantileMidpoints(2)).toEqual([0.25, 0.75]);
    // Quantile 0 (level 1/4): errors 0.5, 3, -1. Quantile 1 (level 3/4): errors -0.5, 2, -2.
    const first = (0.25 * 0.125 + 0.25 * 2.5 + 0.75 * 0.5) / 3 + (0.25 * 0.125 + 0.75 * 1.5 + 0.25 * 1.5) / 3;
    // Errors 0, 0, 2 for both.
    const second = (0.25 * 1.5) / 3 + (0.75 * 1.5) / 3;
    expect(numberOf(quantileHuberLoss(prediction, target))).toBeCloseTo((first + second) / 2, 6);
    const one = quantileHuberLoss(matrix([0]), matrix([3]), { levels: [0.1], delta: 2 });
    expect(numberOf(one)).toBeCloseTo(0.1 * 2 * (3 - 1), 6);
  });
});

describe("gradients are those of central differences", () => {
  const cases: readonly (readonly [string, readonly Shape[], (operands: readonly Tensor[]) => Tensor])[] = [
    ["huberLoss", [[5], [5]], ([p, t]) => huberLoss(p!, t!, 0.7)],
    [
      "squaredLoss",
      [
        [2, 3],
        [2, 3],
      ],
      ([p, t]) => squaredLoss(p!, t!),
    ],
    ["crossEntropyLoss, indices", [[3, 4]], ([p]) => crossEntropyLoss(p!, p!.graph.constant([3, 0, 3]))],
    [
      "crossEntropyLoss, probabilities",
      [
        [3, 4],
        [3, 4],
      ],
      ([p, t]) => crossEntropyLoss(p!, t!),
    ],
    ["quantileLoss", [[3, 2], [3]], ([p, t]) => quantileLoss(p!, t!, [0.1, 0.6])],
    [
      "quantileHuberLoss",
      [
        [3, 2],
        [3, 4],
      ],
      ([p, t]) => quantileHuberLoss(p!, t!, { delta: 0.5 }),
    ],
  ];
  it.each(cases)("%s", (_, shapes, build) => {
    const own = new Graph();
    const operands = shapes.map((shape, index) => own.input(`x${index}`, shape));
    const loss = build(operands);
    const grads = gradients(loss, operands);
    const named = Object.fromEntries(grads.map((gradient, index) => [`g${index}`, gradient]));
    const interpreter = new Interpreter(compileFunction({ loss, ...named }), "float64");
    const feeds = Object.fromEntries(
      shapes.map((shape, index) => [
        `x${index}`,
        Float64Array.from(normalValues(Rng.stream(index, "loss"), shape)),
      ]),
    );
    const resultOf = (name: string) => {
      interpreter.feed(feeds);
      interpreter.compute();
      const { results } = interpreter.program;
      return Float64Array.from(interpreter.result(results.find((result) => result.name === name)!));
    };
    for (const index of shapes.keys()) {
      const analytic = resultOf(`g${index}`);
      const values = feeds[`x${index}`]!;
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!;
        values[i] = value + 1e-5;
        const above = resultOf("loss")[0]!;
        values[i] = value - 1e-5;
        const below = resultOf("loss")[0]!;
        values[i] = value;
        expect(analytic[i]!).toBeCloseTo((above - below) / 2e-5, 6);
      }
    }
  });
});

describe("shapes and levels are checked", () => {
  it.each([
    ["huberLoss: prediction [2, 1], target [2].", () => huberLoss(matrix([1], [2]), vector(1, 2))],
    ["squaredLoss: prediction [2], target [1].", () => squaredLoss(vector(1, 2), vector(1))],
    ["crossEntropyLoss: logits [1, 2], target [2].", () => crossEntropyLoss(matrix([1, 2]), vector(0, 1))],
    [
      "quantileLoss: the levels 0.5 for quantiles of [1, 2].",
      () => quantileLoss(matrix([1, 2]), vector(0), [0.5]),
    ],
    ["quantileLoss: the levels 0, 0.5 for", () => quantileLoss(matrix([1, 2]), vector(0), [0, 0.5])],
    ["quantileLoss: [1, 1] and [1, 2].", () => quantileLoss(matrix([1, 2]), matrix([1]), [0.1, 0.5])],
    ["quantileHuberLoss: prediction [1, 2], target [1].", () => quantileHuberLoss(matrix([1, 2]), vector(1))],
  ])("%s", (message, build) => {
    expect(build).toThrow(message);
  });
});
