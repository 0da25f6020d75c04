import { describe, expect, it } from "vitest";
import { compileFunction, Graph, gradients, type Tensor } from "../graph/index.ts";
import { Interpreter } from "../runtime/index.ts";
import {
  chosenValue,
  deterministicPolicyGradientLoss,
  doubleDqnLoss,
  doubleDqnTarget,
  tdTarget,
} from "./index.ts";

const graph = new Graph();
const vector = (...values: number[]) => graph.constant(values);
const matrix = (...rows: number[][]) => graph.constant(rows.flat(), [rows.length, rows[0]?.length ?? 0]);

function valuesOf(tensor: Tensor): number[] {
  const { y } = new Interpreter(compileFunction({ y: tensor }), "float64").run({});
  // Without negative zeros.
  return [...(y ?? [])].map((value) => value + 0);
}

describe("values and targets", () => {
  it("chosenValue picks the action taken", () => {
    expect(valuesOf(chosenValue(matrix([1, 2, 3], [4, 5, 6]), matrix([0, 0, 1], [1, 0, 0])))).toEqual([3, 4]);
  });

  it("tdTarget adds the discounted next value", () => {
    expect(valuesOf(tdTarget(vector(1, 2, 3), vector(0.5, 0.25, 0), vector(4, 8, 100)))).toEqual([3, 4, 3]);
  });

  it("doubleDqnTarget: the online network chooses, the target network values", () => {
    const online = matrix([1, 9, 2], [5, 1, 5]);
    const target = matrix([10, 20, 30], [40, 50, 60]);
    // At the tie of the second row the first action wins.
    expect(valuesOf(doubleDqnTarget(vector(1, 2), vector(0.5, 0.25), online, target))).toEqual([11, 12]);
  });
});

describe("losses", () => {
  it("doubleDqnLoss moves the chosen value only, and no gradient reaches the targets", () => {
    const q = matrix([1, 2], [3, 4]);
    const nextQOnline = matrix([0, 7], [7, 0]);
    const nextQTarget = matrix([2, 4], [6, 8]);
    const loss = doubleDqnLoss({
      q,
      actions: matrix([0, 1], [1, 0]),
      reward: vector(0.5, 1),
      discount: vector(0.5, 0.5),
      nextQOnline,
      nextQTarget,
    });
    // Errors: 2 - (0.5 + 0.5·4) = -0.5 and 3 - (1 + 0.5·6) = -1.
    expect(valuesOf(loss)).toEqual([(0.125 + 0.5) / 2]);
    const [ofQ = q, ofOnline = q, ofTarget = q] = gradients(loss, [q, nextQOnline, nextQTarget]);
    expect(valuesOf(ofQ)).toEqual([0, -0.25, -0.5, 0]);
    expect(valuesOf(ofOnline)).toEqual([0, 0, 0, 0]);
    expect(valuesOf(ofTarget)).toEqual([0, 0, 0, 0]);
  });

  it("deterministicPolicyGradientLoss is minus the mean value", () => {
    expect(valuesOf(deterministicPolicyGradientLoss(vector(1, 2, 6)))).toEqual([-3]);
    expect(valuesOf(deterministicPolicyGradientLoss(matrix([1], [3])))).toEqual([-2]);
  });
});

describe("ranks are checked", () => {
  it.each([
    ["chosenValue", () => chosenValue(matrix([1, 2]), vector(0, 1)), "chosenValue: q [1, 2], actions [2]."],
    ["tdTarget", () => tdTarget(vector(1), vector(1), matrix([1])), "nextValue [1, 1]."],
    [
      "doubleDqnTarget",
      () => doubleDqnTarget(vector(1, 2), vector(1, 2), matrix([1]), matrix([1])),
      "[2] and [1, 1]",
    ],
    [
      "policy gradient",
      () => deterministicPolicyGradientLoss(matrix([1, 2])),
      "deterministicPolicyGradientLoss of [1, 2].",
    ],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(message);
  });
});
