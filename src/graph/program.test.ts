import { describe, expect, it } from "vitest";
import { Interpreter } from "../runtime/index.ts";
import {
  adam,
  adamW,
  add,
  compileFunction,
  compileUpdate,
  Graph,
  mean,
  mul,
  type Optimizer,
  rmsProp,
  sgd,
  square,
  sub,
  sum,
} from "./index.ts";

describe("compileUpdate", () => {
  it("evaluates all losses with the old parameters, and soft updates with the new ones", () => {
    const graph = new Graph();
    const a = graph.state("a", [1]);
    const b = graph.state("b", [1]);
    const target = graph.state("target", [1]);
    const program = compileUpdate({
      minimise: [
        { loss: sum(mul(a, 2)), parameters: a, optimizer: sgd({ learningRate: 1 }) },
        { loss: sum(mul(a, b)), parameters: b, optimizer: sgd({ learningRate: 1 }) },
      ],
      targets: [{ target, source: a, rate: 0.25 }],
      outputs: { product: mul(a, b) },
    });
    const state = { a: Float32Array.of(10), b: Float32Array.of(3), target: Float32Array.of(4) };
    expect(new Interpreter(program, "float32").run(state)).toEqual({
      product: Float32Array.of(30),
      a: Float32Array.of(8),
      b: Float32Array.of(-7),
      target: Float32Array.of(5),
    });
  });

  it("copies exactly at rate 1, and leaves alone at rate 0, also by an input", () => {
    const graph = new Graph();
    const source = graph.state("source", [3]);
    const target = graph.state("target", [3]);
    const rate = graph.input("rate", [1]);
    const program = compileUpdate({
      minimise: [],
      targets: [{ target, source, rate }],
      outputs: {},
    });
    const states = { source: Float32Array.of(0.1, 1e-20, -3e7), target: Float32Array.of(5e8, 0.7, 1 / 3) };
    const run = (value: number) =>
      new Interpreter(program, "float32").run({ ...states, rate: Float32Array.of(value) });
    expect(run(1)["target"]).toEqual(states.source);
    expect(run(0)["target"]).toEqual(states.target);
  });

  it("lists inputs, states and outputs; nodes nothing needs are left out", () => {
    const graph = new Graph();
    const x = graph.input("x", [4]);
    const unused = mul(graph.input("unused", [4]), 2);
    const p = graph.state("p", [4]);
    const program = compileUpdate({
      minimise: [{ loss: mean(square(sub(p, x))), parameters: p, optimizer: adam({ learningRate: 0.1 }) }],
      outputs: { sum: sum(p) },
    });
    expect(program.inputs).toEqual([{ name: "x", shape: [4] }]);
    expect(program.states).toEqual([
      { name: "p", shape: [4], startsAtZero: false },
      { name: "p/adam.m", shape: [4], startsAtZero: true },
      { name: "p/adam.v", shape: [4], startsAtZero: true },
      { name: "p/adam.correction", shape: [2], startsAtZero: true },
    ]);
    expect(program.outputs).toEqual([{ name: "sum", shape: [] }]);
    expect(program.nodes.some((node) => node.id === unused.id)).toBe(false);
    expect(program.nodeCount).toBe(program.nodes.length);
  });

  it("gives states next values of their own shapes, where single elements come as [], [1] or [1, 1]", () => {
    for (const shape of [[], [1], [1, 1], [3]]) {
      for (const rate of [[], [1], [1, 1]]) {
        for (const optimizerOf of [adam, adamW, rmsProp, sgd]) {
          const graph = new Graph();
          const parameters = graph.state("p", shape);
          const learningRate = graph.input("rate", rate);
          const program = compileUpdate({
            loss: sum(square(parameters)),
            parameters,
            optimizer: optimizerOf({ learningRate }),
            targets: [
              {
                target: graph.state("target", shape),
                source: parameters,
                rate: rate.length > 1 ? 0.5 : learningRate,
              },
            ],
          });
          for (const state of program.states) {
            const next = program.results.find(({ name }) => name === state.name);
            expect(next?.shape, `${state.name}, rate ${JSON.stringify(rate)}`).toEqual(state.shape);
          }
        }
      }
    }
  });

  it("refuses next values of other shapes", () => {
    const graph = new Graph();
    const p = graph.state("p", [2]);
    const summing: Optimizer = {
      update: (_, parameters, gradient) => ({
        parameters: sum(sub(parameters, gradient), [0], true),
        states: [],
      }),
    };
    expect(() => compileUpdate({ loss: sum(square(p)), parameters: p, optimizer: summing })).toThrow(
      'The state "p" of [2] would become [1].',
    );
  });

  it("refuses what is no state, two updates of one, and clashing names", () => {
    const graph = new Graph();
    const p = graph.state("p", [2]);
    const minimise = { loss: sum(p), parameters: p, optimizer: sgd({ learningRate: 1 }) };
    const derived = { ...minimise, parameters: add(p, 1) };
    expect(() => compileUpdate({ minimise: [derived], outputs: {} })).toThrow(
      "A tensor of shape [2], made by add, cannot be updated.",
    );
    expect(() => compileUpdate({ minimise: [minimise, minimise], outputs: {} })).toThrow(
      'The state "p" is updated twice in one step.',
    );
    expect(() => compileFunction({ p: add(p, 1) })).toThrow(
      'The output "p" has the name of an input or a state.',
    );
    expect(compileFunction({ y: add(graph.input("constructor", [2]), 1) }).inputs).toHaveLength(1);
    expect(() => compileFunction({ "#1": add(p, 1) })).toThrow('The name "#1" starts as internal names do.');
    const wide = graph.state("wide", [3]);
    expect(() =>
      compileUpdate({
        minimise: [],
        targets: [{ target: p, source: wide, rate: 1 }],
        outputs: {},
      }),
    ).toThrow("A target update of [2] towards [3]: the shapes differ.");
  });
});
