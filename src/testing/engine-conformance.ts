/** What every engine has to do: the oracle's values and gradients, whole updates, the same bits twice. */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import {
  add,
  compileFunction,
  compileUpdate,
  Graph,
  gradients,
  mean,
  mul,
  type Program,
  sgd,
  square,
  sub,
  sum,
} from "../graph/index.ts";
import { type Engine, type Feeds, type Results, referenceEngine, UpdateRunner } from "../runtime/index.ts";
import { differentiatedOps, opCase } from "./op-cases.ts";
import { normalValues, operandValues } from "./op-values.ts";
import { updateExamples } from "./update-examples.ts";

/** Random examples of each op; sessions are what takes the time. */
const EXAMPLES_AN_OP = 12;
const STEPS = 100;
const TOLERANCE = 1e-5;
/** Moments are raw gradients, which normalisation layers make differences of large terms; steps even that out. */
const MOMENT_TOLERANCE = 1e-3;

/** Runs the suite inside a vitest file. `factory` is called once. */
export function runEngineConformance(name: string, factory: () => Promise<Engine>): void {
  describe(`engine ${name}`, () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await factory();
    });

    describe("value and gradient of each op are the oracle's", () => {
      it.each(differentiatedOps)("%s", async (op) => {
        await fc.assert(
          fc.asyncProperty(opCase(op), async (example) => {
            const graph = new Graph();
            const operands = example.shapes.map((shape, index) => graph.input(`x${index}`, shape));
            const output = example.build(operands);
            const weights = graph.constant(
              normalValues(Rng.stream(example.seed, "weights"), output.shape),
              output.shape,
            );
            const grads = gradients(sum(mul(output, weights)), operands);
            const named = Object.fromEntries(grads.map((gradient, index) => [`g${index}`, gradient]));
            const program = compileFunction({ output, ...named });
            const values = operandValues(example).map((array, index) => [`x${index}`, array]);
            const feeds = Object.fromEntries(values);
            expectClose(await loadAndRun(engine, program, feeds), await loadAndRun(oracle, program, feeds));
          }),
          { numRuns: EXAMPLES_AN_OP, seed: 2 },
        );
      });
    });

    it.each(updateExamples())(`$name: ${STEPS} updates end where the oracle's do`, async (example) => {
      const actual = await UpdateRunner.create(engine, example.program, example.initialState);
      const expected = await UpdateRunner.create(oracle, example.program, example.initialState);
      for (let step = 0; step < STEPS; step++) {
        const batch = example.batch(step);
        expectClose(await actual.run(batch), await expected.run(batch));
      }
      expectClose(actual.state(), expected.state());
      await actual.release();
    });

    it.each(updateExamples())("$name: the same updates give the same bits", async (example) => {
      const states = [];
      for (let repeat = 0; repeat < 2; repeat++) {
        const runner = await UpdateRunner.create(engine, example.program, example.initialState);
        for (let step = 0; step < 10; step++) await runner.run(example.batch(step));
        states.push(runner.state());
        await runner.release();
      }
      expect(states[1]).toEqual(states[0]);
    });

    it("continues from a restored state to the same bits", async () => {
      const [example] = updateExamples();
      if (example === undefined) throw new Error("there are examples");
      const runner = await UpdateRunner.create(engine, example.program, example.initialState);
      for (let step = 0; step < 5; step++) await runner.run(example.batch(step));
      const middle = runner.state();
      for (let step = 5; step < 10; step++) await runner.run(example.batch(step));
      const end = runner.state();
      const resumed = await UpdateRunner.create(engine, example.program, middle);
      for (let step = 5; step < 10; step++) await resumed.run(example.batch(step));
      expect(resumed.state()).toEqual(end);
      runner.restore(middle);
      for (let step = 5; step < 10; step++) await runner.run(example.batch(step));
      expect(runner.state()).toEqual(end);
      await Promise.all([runner.release(), resumed.release()]);
    });

    it("leaves feeds alone, and hands out arrays of its own", async () => {
      const graph = new Graph();
      const state = graph.state("state", [3]);
      const loss = mean(square(sub(state, graph.input("x", [3]))));
      const program = compileUpdate({
        minimise: [{ loss, parameters: state, optimizer: sgd({ learningRate: 1.5 }) }],
        outputs: { loss, before: add(state, 0), same: state },
      });
      const executable = await engine.load(program);
      const feeds = { x: Float32Array.of(1, 2, 3), state: Float32Array.of(0, 0, 0) };
      const first = await executable.run(feeds);
      expectClose(first, {
        loss: Float32Array.of(14 / 3),
        before: Float32Array.of(0, 0, 0),
        same: Float32Array.of(0, 0, 0),
        state: Float32Array.of(1, 2, 3),
      });
      expect(feeds).toEqual({ x: Float32Array.of(1, 2, 3), state: Float32Array.of(0, 0, 0) });
      const second = await executable.run({ ...feeds, state: Float32Array.of(1, 2, 3) });
      expect(second.loss).toEqual(Float32Array.of(0));
      expect(first.loss).not.toEqual(second.loss);
      await executable.release();
    });

    it("refuses feeds that are missing or of the wrong size", async () => {
      const graph = new Graph();
      const executable = await engine.load(compileFunction({ y: mul(graph.input("x", [2, 2]), 2) }));
      const wanted = '"x" wants 4 values ([2, 2]), but got';
      await expect(executable.run({})).rejects.toThrow(`${wanted} none`);
      await expect(executable.run({ x: new Float32Array(3) })).rejects.toThrow(`${wanted} 3`);
      await executable.release();
    });
  });
}

const oracle = referenceEngine("float64");

async function loadAndRun(engine: Engine, program: Program, feeds: Feeds): Promise<Results> {
  const executable = await engine.load(program);
  const results = await executable.run(feeds);
  await executable.release();
  return results;
}

/** Rounding errors of a tensor are measured against its greatest element. */
function expectClose(actual: Feeds, expected: Feeds): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const found = actual[name] ?? new Float32Array(0);
    expect(found.length).toBe(values.length);
    const tolerance = /\/adam\.[mv]$/.test(name) ? MOMENT_TOLERANCE : TOLERANCE;
    const scale = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
    for (const [index, value] of values.entries()) {
      const difference = Math.abs((found[index] ?? Number.NaN) - value);
      if (!(difference <= tolerance * scale)) {
        throw new Error(`${name}[${index}] is ${found[index]}, but the oracle has ${value}`);
      }
    }
  }
}
