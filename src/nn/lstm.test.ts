import { create, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, OperatorSetIdProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { compileFunction, Graph, reshape, slice, type Tensor } from "../graph/index.ts";
import { OnnxWriter, valueInfo } from "../graph/onnx/onnx-writer.ts";
import { Interpreter, runOnnxFile } from "../runtime/index.ts";
import { normalValues } from "../testing/op-values.ts";
import { expectGradientOfDifferences } from "./gradient.test-helper.ts";
import { lstm, lstmCell } from "./index.ts";

const BATCH = 2;
const LENGTH = 4;
const INPUTS = 3;
const WIDTH = 2;

const module = lstm({ inputs: INPUTS, width: WIDTH });
const parameters = module.init(Rng.stream(1, "lstm"));
const x = normalValues(Rng.stream(1, "x"), [BATCH, LENGTH, INPUTS]);
const first = { state: Float32Array.of(0.5, -0.25, 1, 0), cell: Float32Array.of(-1, 0.5, 0.25, 2) };

/** `[rows, columns]` to `[columns, rows]`. */
const transposed = (matrix: Float32Array, rows: number, columns: number) =>
  Float32Array.from(
    { length: matrix.length },
    (_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!,
  );

/** What ONNX Runtime's own LSTM gives with these parameters: the states of all steps, `[BATCH, LENGTH, WIDTH]`. */
async function reference({ state, cell } = first): Promise<number[]> {
  const gates = 4 * WIDTH;
  const writer = new OnnxWriter();
  const matrix = (name: string, rows: number, from: number) => {
    const own = transposed(parameters.subarray(from, from + rows * gates), rows, gates);
    return writer.floats(inOrder(own, rows), [1, gates, rows], name);
  };
  const bias = parameters.subarray(gates * (INPUTS + WIDTH));
  writer.emitNamed(
    "LSTM",
    [
      "x",
      matrix("W", INPUTS, 0),
      matrix("R", WIDTH, gates * INPUTS),
      writer.floats(Float32Array.of(...inOrder(bias, 1), ...new Float32Array(gates)), [1, 2 * gates], "B"),
      "",
      writer.floats(state, [1, BATCH, WIDTH], "initial_h"),
      writer.floats(cell, [1, BATCH, WIDTH], "initial_c"),
    ],
    ["y"],
    { hidden_size: { int: WIDTH } },
  );
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: "", version: 18n })],
    graph: create(GraphProtoSchema, {
      name: "lstm",
      node: writer.nodes,
      initializer: writer.initialisers,
      input: [valueInfo("x", [LENGTH, BATCH, INPUTS])],
      output: [valueInfo("y", [LENGTH, 1, BATCH, WIDTH])],
    }),
  });
  const session = await runOnnxFile(toBinary(ModelProtoSchema, model), "lstm.onnx");
  const { y } = await session.run({ x: stepsFirst(x, BATCH, LENGTH, INPUTS) });
  await session.release();
  return [...stepsFirst(y!, LENGTH, BATCH, WIDTH)];
}

/** Rows of the gates i, f, o, g as ONNX wants them: i, o, f, g. */
function inOrder(rows: Float32Array, columns: number): Float32Array {
  const part = (gate: number) => rows.subarray(gate * WIDTH * columns, (gate + 1) * WIDTH * columns);
  return Float32Array.of(...part(0), ...part(2), ...part(1), ...part(3));
}

/** `[a, b, width]` to `[b, a, width]`. */
function stepsFirst(values: Float32Array, a: number, b: number, width: number): Float32Array {
  const swapped = new Float32Array(values.length);
  for (let i = 0; i < a; i++) {
    for (let k = 0; k < b; k++) {
      const from = (i * b + k) * width;
      swapped.set(values.subarray(from, from + width), (k * a + i) * width);
    }
  }
  return swapped;
}

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
const zeros = { state: new Float32Array(4), cell: new Float32Array(4) };

function run(build: (graph: Graph, parameters: Tensor) => Tensor): number[] {
  const graph = new Graph();
  const y = build(graph, graph.state("parameters", [parameters.length]));
  const { y: values } = new Interpreter(compileFunction({ y }), "float64").run({ parameters, x, ...first });
  return [...values!];
}

const steps = (graph: Graph) => graph.input("x", [BATCH, LENGTH, INPUTS]);
const start = (graph: Graph) => ({
  state: graph.input("state", [BATCH, WIDTH]),
  cell: graph.input("cell", [BATCH, WIDTH]),
});

describe("lstm", () => {
  it("gives what ONNX Runtime's LSTM gives", async () => {
    expect(run((graph, own) => module.apply(own, steps(graph)))).toEqual(near(await reference(zeros)));
  });

  it("starts from the state and the cell it is given", async () => {
    const found = run((graph, own) => module.apply(own, { x: steps(graph), ...start(graph) }));
    expect(found).toEqual(near(await reference()));
  });

  it("gives the last state alone", async () => {
    const last = lstm({ inputs: INPUTS, width: WIDTH, output: "last" });
    const all = await reference(zeros);
    const lastOf = (b: number) => all.slice(((b + 1) * LENGTH - 1) * WIDTH, (b + 1) * LENGTH * WIDTH);
    const found = run((graph, own) => last.apply(own, steps(graph)));
    expect(found).toEqual(near([...lastOf(0), ...lastOf(1)]));
  });

  it("a cell steps as the sequence does", () => {
    const cell = lstmCell({ inputs: INPUTS, width: WIDTH });
    const last = lstm({ inputs: INPUTS, width: WIDTH, output: "last" });
    const stepped = run((graph, own) => {
      let memory = start(graph);
      for (let step = 0; step < LENGTH; step++) {
        const input = reshape(slice(steps(graph), 1, step, step + 1), [BATCH, INPUTS]);
        memory = cell.apply(own, { x: input, ...memory });
      }
      return memory.state;
    });
    expect(stepped).toEqual(near(run((graph, own) => last.apply(own, { x: steps(graph), ...start(graph) }))));
  });

  it("its gradient is that of differences", () => {
    expectGradientOfDifferences(module, INPUTS);
  });

  it("refuses what does not fit", () => {
    const graph = new Graph();
    const own = graph.state("p", [module.size]);
    expect(() => module.apply(own, graph.input("a", [2, 3, 4]))).toThrow(
      "lstm: x is [2, 3, 4], but has to be [2, 3, 3].",
    );
    const given = { x: graph.input("b", [2, 3, 3]), ...start(graph), cell: graph.input("c", [2, 3]) };
    expect(() => module.apply(own, given)).toThrow("lstm: cell is [2, 3], but has to be [2, 2].");
  });
});
