import { describe, expect, it } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import {
  add,
  broadcastTo,
  clip,
  compileFunction,
  concat,
  div,
  Graph,
  gradients,
  greater,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  reshape,
  type Shape,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  transpose,
} from "./index.ts";

describe("shapes are checked when the graph is built", () => {
  const graph = new Graph();
  let count = 0;
  const of = (shape: Shape) => graph.input(`x${count++}`, shape);
  const cases: readonly (readonly [string, () => Tensor, string])[] = [
    ["add", () => add(of([2, 3]), of([2])), "add of [2, 3] and [2]: the shapes do not broadcast"],
    [
      "matmul",
      () => matmul(of([64, 32]), of([31, 8])),
      "matmul of [64, 32] and [31, 8]: 32 columns meet 31 rows",
    ],
    [
      "transposed matmul",
      () => matmul(of([4, 2]), of([2, 3]), { transposeA: true }),
      "matmul of [4, 2] and [2, 3]: the first transposed, 4 columns meet 2 rows",
    ],
    [
      "batched matmul",
      () => matmul(of([2, 1, 1]), of([3, 1, 1])),
      "matmul of [2] and [3]: the shapes do not broadcast",
    ],
    [
      "vector matmul",
      () => matmul(of([3]), of([3, 1])),
      "matmul of [3] and [3, 1]: both operands need two axes or more",
    ],
    ["reshape", () => reshape(of([2, 3]), [4]), "reshape of [2, 3]: its 6 elements do not fill [4]"],
    [
      "reshape with a rest",
      () => reshape(of([2, 3]), [4, -1]),
      "reshape of [2, 3]: its 6 elements do not fill [4, 1.5]",
    ],
    [
      "transpose",
      () => transpose(of([2, 3]), [0, 0]),
      "transpose of [2, 3]: [0, 0] is no permutation of its axes",
    ],
    ["concat of one", () => concat([of([2, 3])], 2), "concat of [2, 3]: there is no axis 2"],
    [
      "concat",
      () => concat([of([2, 3]), of([3, 3])], 1),
      "concat of [2, 3] and [3, 3]: they differ beside axis 1",
    ],
    ["slice", () => slice(of([4]), 0, 2, 5), "slice of [4]: 2 to 5 is no range of axis 0"],
    ["sum", () => sum(of([4]), [1]), "sum of [4]: there is no axis 1"],
    ["softmax", () => softmax(of([])), "softmax of []: there is no axis -1"],
    ["broadcastTo", () => broadcastTo(of([2]), [3]), "broadcastTo of [2]: it does not broadcast to [3]"],
    ["clip", () => clip(of([2]), 1, -1), "clip of [2]: the bounds 1 and -1 have to be finite and in order"],
  ];
  it.each(cases)("%s", (_, build, message) => {
    expect(build).toThrow(EdgeflockError);
    expect(build).toThrow(message);
  });

  it("refuses odd shapes, doubled names and tensors of other graphs", () => {
    const other = new Graph();
    expect(() => graph.input("odd", [2, 0])).toThrow('The input "odd" has the shape [2, 0].');
    expect(() => graph.constant([1, 2], [3])).toThrow("A constant of 2 values does not fill [3].");
    other.input("x", [2]);
    expect(() => other.state("x", [2])).toThrow('The state "x" of [2] is already the input "x" of [2].');
    expect(() => add(graph.input("mine", [1]), other.input("x", [2]))).toThrow("belongs to another graph");
  });
});

describe("nodes that are equal, or that change nothing, are one", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 3]);
  const y = graph.input("y", [2, 3]);

  it("builds equal expressions once", () => {
    expect(add(mul(x, y), 2)).toBe(add(mul(x, y), 2));
    expect(graph.input("x", [2, 3])).toBe(x);
    expect(clip(x, -1, 1)).not.toBe(clip(x, -1, 2));
    expect(graph.constant(0)).not.toBe(graph.constant(-0));
  });

  it("drops what changes nothing", () => {
    expect(add(x, 0)).toBe(x);
    expect(sub(x, 0)).toBe(x);
    expect(mul(1, x)).toBe(x);
    expect(div(x, 1)).toBe(x);
    expect(neg(neg(x))).toBe(x);
    expect(reshape(reshape(x, [6]), [2, 3])).toBe(x);
    expect(transpose(transpose(x))).toBe(x);
    expect(slice(x, 0, 0, 2)).toBe(x);
    expect(slice(slice(x, 1, 1, 3), 1, 1, 2)).toBe(slice(x, 1, 2, 3));
    expect(mean(x, [])).toBe(x);
    expect(mul(x, broadcastTo(y, [2, 3]))).toBe(mul(x, y));
  });

  it("folds constants of one element, in whatever shape", () => {
    const two = graph.constant(2);
    expect(reshape(two, [1, 1])).toBe(graph.constant([2], [1, 1]));
    expect(mul(reshape(graph.constant(1), [1, 1]), x)).toBe(x);
    expect(() => reshape(two, [3])).toThrow("reshape of []: its 1 elements do not fill [3]");
    // What starts a gradient is a 1 that leaves no trace.
    const [gradient] = gradients(sum(mul(x, y)), [x]);
    expect(gradient).toBe(y);
  });

  it("keeps comparisons and bounds with 0 and 1", () => {
    expect(greater(x, 0)).not.toBe(x);
    expect(maximum(x, 0)).not.toBe(x);
    expect(add(graph.input("scalar", []), graph.constant(0, [2, 2])).shape).toEqual([2, 2]);
  });

  it("turns transposed operands into flags of the product", () => {
    const node = graph.node(matmul(transpose(x), y));
    expect(node.op === "matmul" && node.attributes).toEqual({ transposeA: true, transposeB: false });
    expect(matmul(transpose(x), y, { transposeA: true, transposeB: true })).toBe(
      matmul(x, y, { transposeB: true }),
    );
  });
});

it("counts what is written, also where it makes no new node", () => {
  const graph = new Graph();
  const x = graph.input("x", [2, 2]);
  const folded = mul(graph.constant(3), 2);
  const sums = [add(x, 1), add(x, 1), add(x, 0), add(x, folded)];
  transpose(x);
  const { written, nodes } = compileFunction({ y: concat(sums, 0) });
  expect(Object.fromEntries(written)).toEqual({ add: 4, mul: 1, transpose: 1, concat: 1 });
  expect(nodes.map(({ op }) => op)).toEqual(["input", "constant", "constant", "add", "add", "concat"]);
});
