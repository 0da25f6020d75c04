import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  adam,
  compileFunction,
  compileUpdate,
  encodeOnnx,
  Graph,
  matmul,
  mean,
  square,
} from "../graph/index.ts";
import { mlp } from "../nn/index.ts";
import { differentiatedOps, opCase } from "../testing/op-cases.ts";
import { multiplyAccumulates, shapesOf } from "./onnx-shapes.ts";
import { readOnnx } from "./read-onnx.ts";

/** The model of one op, and what its shapes are said to be when the file does not state that of the output. */
function inferred(build: (graph: Graph) => Parameters<typeof compileFunction>[0]) {
  const graph = new Graph();
  const model = readOnnx(encodeOnnx(compileFunction(build(graph))), "case.onnx");
  return { stated: model.outputs[0]!.shape, shape: shapesOf({ ...model, outputs: [] }).get("y"), model };
}

/** Ops that no policy is made of may be left out. */
const leftOut = new Set<string>(differentiatedOps.filter((op) => /^(dropoutMask|gather|scatter)/.test(op)));

describe("shapes that a file does not state", () => {
  it.each(differentiatedOps)("follow for %s, or are left out", (op) => {
    fc.assert(
      fc.property(opCase(op), ({ shapes, build }) => {
        const { stated, shape } = inferred((graph) => ({
          y: build(shapes.map((lengths, k) => graph.input(`x${k}`, lengths))),
        }));
        if (shape !== undefined || !leftOut.has(op)) expect(shape).toEqual(stated);
      }),
      { numRuns: 50 },
    );
  });
});

it("follow for all values of an update", () => {
  const graph = new Graph();
  const network = mlp({ inputs: 4, hidden: [8], outputs: 2, activation: "relu" });
  const parameters = graph.state("parameters", [network.size]);
  const loss = mean(square(network.apply(parameters, graph.input("x", [6, 4]))));
  const update = compileUpdate({ loss, parameters, optimizer: adam({ learningRate: 0.1 }) });
  const model = readOnnx(encodeOnnx(update), "update.onnx");
  const shapes = shapesOf(model);
  expect(model.nodes.map(({ opType }) => opType)).toContain("HardSigmoid");
  const unknown = model.nodes.filter(({ output }) => output.some((name) => !shapes.has(name)));
  expect(unknown.map(({ opType }) => opType)).toEqual([]);
});

describe("multiply-accumulates", () => {
  it("are counted with transposed operands and over leading axes", () => {
    const count = (p: readonly number[], q: readonly number[], transposeA: boolean, transposeB: boolean) => {
      const { model } = inferred((graph) => ({
        y: matmul(graph.input("p", p), graph.input("q", q), { transposeA, transposeB }),
      }));
      return multiplyAccumulates(model, shapesOf(model));
    };
    expect(count([2, 3], [3, 5], false, false)).toBe(30);
    expect(count([3, 2], [3, 5], true, false)).toBe(30);
    expect(count([2, 3], [5, 3], false, true)).toBe(30);
    expect(count([7, 2, 3], [3, 5], false, false)).toBe(210);
    expect(count([7, 3, 2], [7, 5, 3], true, true)).toBe(210);
    // Transposed once for seven products, by Einsum.
    expect(count([3, 2], [7, 3, 5], true, false)).toBe(210);
  });

  it("are unknown where an operand is, or where something else multiplies", () => {
    const { model } = inferred((graph) => ({
      y: matmul(graph.input("p", [2, 3]), graph.input("q", [3, 5])),
    }));
    const open = model.inputs.map((value) => ({ ...value, shape: ["batch", 3] }));
    expect(multiplyAccumulates(model, shapesOf({ ...model, inputs: open }))).toBeNull();
    const convolution = { ...model.nodes[0]!, opType: "Conv" };
    expect(multiplyAccumulates({ ...model, nodes: [convolution] }, shapesOf(model))).toBeNull();
  });
});
