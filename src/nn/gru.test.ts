import { describe, expect, it } from "vitest";
import { compileFunction, Graph, reshape, slice, type Tensor } from "../graph/index.ts";
import { Interpreter } from "../runtime/index.ts";
import { expectGradientOfDifferences } from "./gradient.test-helper.ts";
import { gru, gruCell } from "./index.ts";

const INPUTS = 3;
const WIDTH = 2;

/** Some small numbers, as tenths. */
const tenths = (count: number, offset: number) =>
  Array.from({ length: count }, (_, i) => (((i * 7 + offset * 5) % 11) - 5) / 10);

/** A parameter of `torch.nn.GRU(3, 2)`: rows for r, then z, then n. */
const weightIh = tenths(6 * INPUTS, 1);
const weightHh = tenths(6 * WIDTH, 2);
const biasIh = tenths(6, 3);
const biasHh = tenths(6, 4);

/** Rows `from` to `to` of a matrix with `columns` columns, transposed. */
function transposed(matrix: readonly number[], columns: number, from: number, to: number): number[] {
  return Array.from({ length: columns }, (_, column) =>
    Array.from({ length: to - from }, (_, row) => matrix[(from + row) * columns + column]!),
  ).flat();
}

/** The same parameters in the layout of the module. */
const parameters = Float32Array.from([
  ...transposed(weightIh, INPUTS, 0, 4),
  ...transposed(weightHh, WIDTH, 0, 4),
  ...biasIh.slice(0, 4).map((value, i) => value + biasHh[i]!),
  ...transposed(weightIh, INPUTS, 4, 6),
  ...transposed(weightHh, WIDTH, 4, 6),
  ...biasIh.slice(4),
  ...biasHh.slice(4),
]);

const x = Float32Array.from({ length: 2 * 3 * INPUTS }, (_, i) => (((i * 5) % 13) - 6) / 4);
const first = Float32Array.of(0.5, -0.25, 1, 0);

/** Outputs of PyTorch 1.13 with these parameters, from zeros and from `first`. */
const fromZeros = [
  0.334628582, 0.1320493221, 0.4421887398, 0.1322765201, 0.5755845904, 0.2752492428, 0.2981961966,
  0.1318330765, -0.1382989138, -0.3227765858, -0.2347281873, -0.591453433,
];
const fromFirst = [
  0.5291748643, -0.0654270351, 0.5188544393, -0.0109618679, 0.6053484678, 0.1730284393, 0.8197865486,
  0.1048273742, -0.1487743855, -0.3212836385, -0.2357571721, -0.5910223126,
];

const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

function run(build: (graph: Graph, parameters: Tensor) => Tensor): number[] {
  const graph = new Graph();
  const y = build(graph, graph.state("parameters", [parameters.length]));
  const { y: values } = new Interpreter(compileFunction({ y }), "float64").run({ parameters, x, first });
  return [...values!];
}

describe("gru", () => {
  const module = gru({ inputs: INPUTS, width: WIDTH });

  it("gives what torch.nn.GRU gives", () => {
    expect(module.size).toBe(parameters.length);
    expect(run((graph, own) => module.apply(own, graph.input("x", [2, 3, INPUTS])))).toEqual(near(fromZeros));
  });

  it("starts from the state it is given", () => {
    const found = run((graph, own) =>
      module.apply(own, { x: graph.input("x", [2, 3, INPUTS]), state: graph.input("first", [2, WIDTH]) }),
    );
    expect(found).toEqual(near(fromFirst));
  });

  it("gives the last state alone", () => {
    const last = gru({ inputs: INPUTS, width: WIDTH, output: "last" });
    const found = run((graph, own) => last.apply(own, graph.input("x", [2, 3, INPUTS])));
    expect(found).toEqual(near([...fromZeros.slice(4, 6), ...fromZeros.slice(10, 12)]));
  });

  it("a cell steps as the sequence does", () => {
    const cell = gruCell({ inputs: INPUTS, width: WIDTH });
    const found = run((graph, own) => {
      const steps = graph.input("x", [2, 3, INPUTS]);
      let state = graph.input("first", [2, WIDTH]);
      for (let step = 0; step < 3; step++) {
        const input = reshape(slice(steps, 1, step, step + 1), [2, INPUTS]);
        state = cell.apply(own, { x: input, state });
      }
      return state;
    });
    expect(found).toEqual(near([...fromFirst.slice(4, 6), ...fromFirst.slice(10, 12)]));
  });

  it("its gradient is that of differences", () => {
    expectGradientOfDifferences(module, INPUTS);
  });

  it("refuses what does not fit", () => {
    const graph = new Graph();
    const own = graph.state("p", [module.size]);
    expect(() => module.apply(own, graph.input("a", [2, 3, 4]))).toThrow(
      "gru: x is [2, 3, 4], but has to be [2, 3, 3].",
    );
    expect(() => module.apply(own, graph.input("b", [2, 3]))).toThrow("gru: x is [2, 3]");
    const state = graph.input("state", [3, WIDTH]);
    expect(() => module.apply(own, { x: graph.input("c", [2, 3, 3]), state })).toThrow(
      "gru: state is [3, 2], but has to be [2, 2].",
    );
  });
});
