/** The gradient of a layer over sequences beside that of differences. */
import { expect } from "vitest";
import { Rng } from "../core/rng.ts";
import { compileFunction, Graph, gradients, sum, type Tensor } from "../graph/index.ts";
import { Interpreter } from "../runtime/index.ts";
import { normalValues } from "../testing/op-values.ts";
import type { Module } from "./index.ts";

/** Checks the gradient of the sum of all outputs, by the parameters and by `x` of `[2, 4, inputs]`, in float64. */
export function expectGradientOfDifferences(module: Module, inputs: number): void {
  const graph = new Graph();
  const own = graph.state("parameters", [module.size]);
  const steps = graph.input("x", [2, 4, inputs]);
  const loss = sum(module.apply(own, steps) as Tensor);
  const [ofParameters = own, ofSteps = own] = gradients(loss, [own, steps]);
  const program = compileFunction({ loss, ofParameters, ofSteps });
  const interpreter = new Interpreter(program, "float64");
  const values = {
    parameters: Float64Array.from(module.init(Rng.stream(1, "module"))),
    x: Float64Array.from(normalValues(Rng.stream(1, "x"), [2, 4, inputs])),
  };
  const resultOf = (name: string) => {
    interpreter.feed(values);
    interpreter.compute();
    return Float64Array.from(interpreter.result(program.results.find((result) => result.name === name)!));
  };
  for (const [name, gradient] of [
    ["parameters", "ofParameters"],
    ["x", "ofSteps"],
  ] as const) {
    const analytic = resultOf(gradient);
    const array = values[name];
    for (let i = 0; i < array.length; i++) {
      const value = array[i]!;
      array[i] = value + 1e-5;
      const above = resultOf("loss")[0]!;
      array[i] = value - 1e-5;
      const below = resultOf("loss")[0]!;
      array[i] = value;
      expect(analytic[i]!).toBeCloseTo((above - below) / 2e-5, 6);
    }
  }
}
