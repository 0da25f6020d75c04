import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import {
  add,
  compileFunction,
  encodeOnnx,
  Graph,
  greater,
  matmul,
  mul,
  type Program,
  relu,
  reshape,
  slice,
  stopGradient,
  transpose,
  where,
} from "../index.ts";

function graphOf(program: Program, options: Parameters<typeof encodeOnnx>[1] = {}) {
  const model = fromBinary(ModelProtoSchema, encodeOnnx(program, options));
  if (model.graph === undefined) throw new Error("a model has a graph");
  return { model, graph: model.graph, ops: model.graph.node.map((node) => node.opType) };
}

describe("encodeOnnx", () => {
  const graph = new Graph();
  const x = graph.input("x", [4, 3]);
  const flat = graph.state("flat", [3 * 2 + 2 + 1]);
  const weights = reshape(slice(flat, 0, 0, 6), [3, 2]);
  const layer = relu(add(matmul(x, weights), slice(flat, 0, 6, 8)));

  it("splits a flat vector once, and joins product and bias", () => {
    const { ops, graph: encoded } = graphOf(compileFunction({ y: layer }));
    expect(ops).toEqual(["Split", "Reshape", "Gemm", "Relu"]);
    expect(encoded.node[0]?.output).toHaveLength(3);
    expect(encoded.input.map((input) => input.name)).toEqual(["x", "flat"]);
    expect(encoded.output.map((output) => output.name)).toEqual(["y"]);
  });

  it("takes gaps between slices as unused parts of the Split", () => {
    const y = add(slice(flat, 0, 1, 3), slice(flat, 0, 5, 7));
    const { ops, graph: encoded } = graphOf(compileFunction({ y }));
    expect(ops).toEqual(["Split", "Add"]);
    const [sizes] = encoded.initializer;
    expect([...new BigInt64Array(Uint8Array.from(sizes?.rawData ?? []).buffer)]).toEqual([
      1n,
      2n,
      2n,
      2n,
      2n,
    ]);
  });

  it("keeps a product that is needed by itself", () => {
    const product = matmul(x, weights);
    const { ops } = graphOf(compileFunction({ y: add(product, slice(flat, 0, 6, 8)), product }));
    expect(ops.sort()).toEqual(["Add", "Gemm", "Reshape", "Split"]);
  });

  it("transposes by the flags of Gemm, feeds comparisons to Where as they are", () => {
    const y = where(greater(x, 0), matmul(x, matmul(transpose(x), x)), 0);
    expect(graphOf(compileFunction({ y })).ops).toEqual(["Greater", "Gemm", "Gemm", "Where"]);
  });

  it("copies results that are inputs, or the same value twice", () => {
    const doubled = mul(x, 2);
    const { ops, graph: encoded } = graphOf(compileFunction({ a: doubled, b: stopGradient(doubled), c: x }));
    expect(ops).toEqual(["Mul", "Identity", "Identity"]);
    expect(encoded.output.map((output) => output.name)).toEqual(["a", "b", "c"]);
  });

  it("bakes states into the model, with metadata", () => {
    const values = Float32Array.from({ length: 9 }, (_, i) => i);
    const program = compileFunction({ y: layer });
    const { model, graph: encoded } = graphOf(program, {
      bake: { flat: values },
      metadata: { made: "here" },
    });
    expect(encoded.input.map((input) => input.name)).toEqual(["x"]);
    const baked = encoded.initializer.find((one) => one.name === "flat");
    expect(new Float32Array(Uint8Array.from(baked?.rawData ?? []).buffer)).toEqual(values);
    expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual([["made", "here"]]);
    expect(() => encodeOnnx(program, { bake: { Flat: new Float32Array(3) } })).toThrow(
      /^There is no state "Flat" to bake in \(the program has "flat"/,
    );
    expect(() => encodeOnnx(program, { bake: { flat: new Float32Array(3) } })).toThrow(
      'The state "flat" wants 9 values to bake in, but got 3.',
    );
  });

  it("gives the same bytes for the same program", () => {
    const program = compileFunction({ y: layer });
    expect(encodeOnnx(program)).toEqual(encodeOnnx(program));
  });
});
