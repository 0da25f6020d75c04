/** The ONNX forms of products, of what is added to them, and of the rectifier's gradient; and that they compute it. */
import { fromBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { ModelProtoSchema, type NodeProto } from "onnx-buf";
import { beforeAll, describe, expect, it } from "vitest";
import { dense, multiHeadAttention } from "../../nn/index.ts";
import { type Engine, type Feeds, referenceEngine, selectEngine } from "../../runtime/index.ts";
import {
  add,
  compileFunction,
  encodeOnnx,
  Graph,
  gradients,
  greater,
  matmul,
  mean,
  mul,
  type Program,
  relu,
  type Shape,
  square,
  sum,
  type Tensor,
  transpose,
} from "../index.ts";
import { expectNear, randomFeeds } from "../transforms/learners.test-helper.ts";

function onnxNodes(results: Readonly<Record<string, Tensor>>): readonly NodeProto[] {
  const model = fromBinary(ModelProtoSchema, encodeOnnx(compileFunction(results)));
  return model.graph?.node ?? [];
}

/** Each node as its op, its flags and its number of inputs: `Gemm 3 transA`. */
function forms(results: Readonly<Record<string, Tensor>>): string[] {
  return onnxNodes(results).map(({ opType, input, attribute }) => {
    const flags = attribute.filter(({ name, i }) => name.startsWith("trans") && i === 1n);
    return [opType, input.length, ...flags.map(({ name }) => name)].join(" ");
  });
}

let node: Engine;
beforeAll(async () => {
  node = await selectEngine("node");
});

async function runOn(engine: Engine, program: Program, feeds: Feeds) {
  const executable = await engine.load(program);
  const results = await executable.run(feeds);
  await executable.release();
  return results;
}

/** ONNX Runtime's results are the oracle's. */
async function expectComputed(program: Program, seed = 1): Promise<void> {
  const feeds = randomFeeds([...program.inputs, ...program.states], seed);
  const expected = await runOn(referenceEngine("float64"), program, feeds);
  expectNear(await runOn(node, program, feeds), expected, 1e-5);
}

describe("products of two matrices", () => {
  const graph = new Graph();
  const of = (name: string, shape: Shape) => graph.input(name, shape);
  const cases: readonly (readonly [string, Tensor])[] = [
    ["Gemm 2", matmul(of("a", [5, 3]), of("b", [3, 2]))],
    ["Gemm 2 transA", matmul(transpose(of("c", [3, 5])), of("b", [3, 2]))],
    ["Gemm 2 transB", matmul(of("a", [5, 3]), of("d", [2, 3]), { transposeB: true })],
    ["Gemm 2 transA transB", matmul(of("c", [3, 5]), transpose(of("d", [2, 3])), { transposeA: true })],
    ["Gemm 2", matmul(transpose(transpose(of("a", [5, 3]))), of("b", [3, 2]))],
    ["Gemm 3", add(matmul(of("a", [5, 3]), of("b", [3, 2])), of("bias", [2]))],
    ["Gemm 3", add(of("bias", [2]), matmul(of("a", [5, 3]), of("b", [3, 2])))],
    ["Gemm 3 transA", add(matmul(transpose(of("c", [3, 5])), of("b", [3, 2])), of("column", [5, 1]))],
    ["Gemm 3", add(matmul(of("a", [5, 3]), of("b", [3, 2])), 1)],
  ];
  it.each(cases)("%s", async (form, y) => {
    expect(forms({ y })).toEqual([form]);
    await expectComputed(compileFunction({ y }));
  });
});

describe("batched products", () => {
  const graph = new Graph();
  const of = (name: string, shape: Shape) => graph.input(name, shape);
  const cases: readonly (readonly [readonly string[], Tensor])[] = [
    [["MatMul 2"], matmul(of("a", [4, 5, 3]), of("b", [4, 3, 2]))],
    [["FusedMatMul 2 transA"], matmul(transpose(of("c", [4, 3, 5])), of("b", [4, 3, 2]))],
    [["FusedMatMul 2 transB"], matmul(of("a", [4, 5, 3]), transpose(of("d", [4, 2, 3])))],
    [["FusedMatMul 2 transA transB"], matmul(transpose(of("c", [4, 3, 5])), transpose(of("d", [4, 2, 3])))],
    [["FusedMatMul 2 transB"], matmul(of("e", [2, 4, 5, 3]), of("d", [4, 2, 3]), { transposeB: true })],
    [["MatMul 2"], matmul(of("f", [5, 3]), of("b", [4, 3, 2]))],
    // One matrix for all: the others are so many rows.
    [["Reshape 2", "Gemm 2", "Reshape 2"], matmul(of("a", [4, 5, 3]), of("g", [3, 2]))],
    [["Reshape 2", "Gemm 2 transB", "Reshape 2"], matmul(of("a", [4, 5, 3]), transpose(of("h", [2, 3])))],
    [["Reshape 2", "Gemm 3", "Reshape 2"], add(matmul(of("a", [4, 5, 3]), of("g", [3, 2])), of("bias", [2]))],
    [["MatMul 2", "Add 2"], add(matmul(of("a", [4, 5, 3]), of("b", [4, 3, 2])), of("bias", [2]))],
  ];
  it.each(cases)("%s", async (expected, y) => {
    expect(forms({ y })).toEqual(expected);
    await expectComputed(compileFunction({ y }));
  });
});

/** Nodes that transpose a matrix. */
const turning = /^(Transpose|Einsum) 1$/;

it.each([3, 4])("a matrix that %i products want transposed", async (count) => {
  const graph = new Graph();
  const joint = graph.input("joint", [6, 3]);
  const each = Array.from({ length: count }, (_, k) => graph.input(`g${k}`, [6, 2]));
  const weights = each.map((one, k) => [`w${k}`, matmul(joint, one, { transposeA: true })]);
  const results: Readonly<Record<string, Tensor>> = Object.fromEntries(weights);
  // From four on it is done once for all.
  const products = Array<string>(count).fill(count < 4 ? "Gemm 2 transA" : "Gemm 2");
  expect(forms(results)).toEqual(count < 4 ? products : [expect.stringMatching(turning), ...products]);
  await expectComputed(compileFunction(results));
});

it("a matrix transposed for many agents at once", async () => {
  const graph = new Graph();
  const of = (agents: number) => ({
    y: matmul(graph.input("joint", [6, 3]), graph.input(`g${agents}`, [agents, 6, 2]), { transposeA: true }),
  });
  expect(forms(of(3))).toEqual(["FusedMatMul 2 transA"]);
  expect(forms(of(4))).toEqual([expect.stringMatching(turning), "MatMul 2"]);
  for (const agents of [3, 4]) await expectComputed(compileFunction(of(agents)));
});

describe("layers", () => {
  it("a dense layer over [batch, length, width] is one Gemm with its bias", async () => {
    const graph = new Graph();
    const layer = dense({ inputs: 3, outputs: 2 });
    const y = layer.apply(graph.state("own", [layer.size]), graph.input("x", [4, 5, 3]));
    expect(y.shape).toEqual([4, 5, 2]);
    const found = forms({ y });
    // Split and Reshape take the weights out of the flat vector.
    expect(found.sort()).toEqual(["Gemm 3", "Reshape 2", "Reshape 2", "Reshape 2", "Split 2"]);
    await expectComputed(compileFunction({ y }));
  });

  it("the gradients of a dense layer are two Gemms and a product with ones: nothing is transposed or reduced", async () => {
    const graph = new Graph();
    const [x, w, b] = [graph.input("x", [6, 3]), graph.state("w", [3, 2]), graph.state("b", [2])];
    const loss = sum(square(add(matmul(x, w), b)));
    const [gradientX, gradientW, gradientB] = gradients(loss, [x, w, b]);
    const results = { gradientX: gradientX!, gradientW: gradientW!, gradientB: gradientB! };
    const found = forms(results);
    const products = found.filter((form) => /Gemm|MatMul/.test(form)).sort();
    expect(products).toEqual(["Gemm 2 transA", "Gemm 2 transB", "Gemm 3", "MatMul 2"]);
    expect(found.filter((form) => /Transpose|Reduce/.test(form))).toEqual([]);
    await expectComputed(compileFunction(results));
  });

  it("attention and its gradients transpose nothing for a product", async () => {
    const graph = new Graph();
    const layer = multiHeadAttention({ width: 8, heads: 2, causal: true });
    const parameters = graph.state("own", [layer.size]);
    const y = layer.apply(parameters, graph.input("x", [2, 5, 8]));
    const [gradient] = gradients(mean(square(y)), [parameters]);
    const results = { y, gradient: gradient! };
    const nodes = onnxNodes(results);
    const transposed = new Set(
      nodes.filter(({ opType }) => opType === "Transpose").flatMap(({ output }) => output),
    );
    // What is left moves heads between axes; the last two axes are swapped by flags.
    for (const { opType, attribute } of nodes) {
      if (opType !== "Transpose") continue;
      const permutation = attribute.find(({ name }) => name === "perm")?.ints.map(Number);
      expect(permutation).toEqual([0, 2, 1, 3]);
    }
    expect(transposed.size).toBeGreaterThan(0);
    expect(nodes.some(({ opType }) => opType === "FusedMatMul")).toBe(true);
    await expectComputed(compileFunction(results));
  });
});

describe("a bias stays an addition", () => {
  const graph = new Graph();
  const product = matmul(graph.input("a", [5, 3]), graph.input("b", [3, 2]));
  const row = matmul(graph.input("one", [1, 3]), graph.input("b", [3, 2]));
  const bias = graph.input("bias", [2]);
  const cases: readonly (readonly [string, Readonly<Record<string, Tensor>>])[] = [
    ["where the product is needed by itself", { y: add(product, bias), product }],
    ["where it is added to itself", { y: add(product, product) }],
    ["where it has more rows than the product", { y: add(row, graph.input("rows", [5, 2])) }],
    ["where it has more axes", { y: add(product, graph.input("cube", [4, 5, 2])) }],
    [
      "where it is no vector, and the product is batched",
      { y: add(matmul(graph.input("c", [4, 5, 3]), graph.input("b", [3, 2])), graph.input("m", [5, 2])) },
    ],
  ];
  it.each(cases)("%s", async (_, results) => {
    const found = forms(results).filter((form) => !form.startsWith("Reshape"));
    expect(found).toEqual(["Gemm 2", "Add 2"]);
    await expectComputed(compileFunction(results));
  });
});

it("products and sums of all shapes are computed, however they are folded", async () => {
  const length = fc.integer({ min: 1, max: 4 });
  const example = fc.tuple(
    fc.array(length, { maxLength: 2 }),
    fc.array(length, { maxLength: 2 }),
    fc.tuple(length, length, length),
    fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    fc.tuple(fc.boolean(), fc.boolean(), fc.nat(4)),
  );
  await fc.assert(
    fc.asyncProperty(example, async ([own, more, [rows, inner, columns], flags, [one, two, drop]]) => {
      const [transposeA, transposeB, isFirst] = flags;
      const graph = new Graph();
      const batch = [...more, ...own];
      const a = graph.input("a", [...batch, ...(transposeA ? [inner, rows] : [rows, inner])]);
      // The second operand has fewer leading axes, often none.
      const b = graph.input("b", [
        ...(isFirst ? [] : own),
        ...(transposeB ? [columns, inner] : [inner, columns]),
      ]);
      const product = matmul(a, b, { transposeA, transposeB });
      const shape = product.shape.map((size, axis) => ((axis % 2 === 0 ? one : two) ? 1 : size)).slice(drop);
      const bias = graph.input("bias", shape);
      const y = isFirst ? add(bias, product) : add(product, bias);
      await expectComputed(compileFunction({ y }), rows + 7 * columns);
    }),
    { numRuns: 60, seed: 4 },
  );
});

describe("the gradient of a rectifier", () => {
  const graph = new Graph();
  const x = graph.input("x", [9]);
  const weights = graph.input("weights", [9]);
  const [gradient] = gradients(sum(mul(relu(x), weights)), [x]);
  const results = { gradient: gradient! };

  it("is a step of one pass, times the gradient", () => {
    const nodes = onnxNodes(results);
    expect(nodes.map(({ opType }) => opType)).toEqual(["Relu", "HardSigmoid", "Mul"]);
    const attributes = nodes[1]!.attribute.map(({ name, f }) => [name, f]);
    expect(Object.fromEntries(attributes)).toEqual({ alpha: 2 ** 127, beta: 0 });
  });

  it.each(["reference", "node", "web"] as const)(
    "is exact, also for the smallest numbers, on %s",
    async (name) => {
      const engine = await selectEngine(name);
      const feeds = {
        x: Float32Array.of(1e-37, 1.1754944e-38, 1, 3e38, 0, -0, -1e-37, -1, -3e38),
        weights: Float32Array.of(0.1, -0.2, 0.3, 1e-30, 0.5, -0.6, 0.7, 0.8, 0.9),
      };
      const found = await runOn(engine, compileFunction(results), feeds);
      const expected = feeds.weights.map((weight, i) => (feeds.x[i]! > 0 ? weight : 0));
      const withoutSignOfZero = (values: Float32Array) => [...values].map((value) => value + 0);
      expect(withoutSignOfZero(found["gradient"]!)).toEqual(withoutSignOfZero(expected));
    },
  );

  it("leaves other comparisons as they are", async () => {
    const other = new Graph();
    const y = other.input("y", [3]);
    const cases = [
      greater(y, 0),
      greater(relu(y), 1),
      greater(relu(y), other.constant(new Float32Array(6), [2, 3])),
    ];
    for (const compared of cases) {
      const found = forms({ compared }).filter((form) => !/^(Relu|Expand)/.test(form));
      expect(found).toEqual(["Greater 2", "Cast 1"]);
      await expectComputed(compileFunction({ compared }));
    }
  });
});
