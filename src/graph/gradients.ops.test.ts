/** Every op's gradient against central differences, in float64 on the interpreter, over random shapes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Interpreter } from "../runtime/index.ts";
import { differentiatedOps, opCase } from "../testing/op-cases.ts";
import { operandValues } from "../testing/op-values.ts";
import { compileFunction, Graph, gradients, mul, sum } from "./index.ts";

const STEP = 1e-5;

describe("gradients agree with central differences", () => {
  // A constant in the eyes of gradients is not constant to differences.
  it.each(differentiatedOps.filter((op) => op !== "stopGradient"))("%s", (op) => {
    fc.assert(
      fc.property(opCase(op), (example) => {
        const graph = new Graph();
        const operands = example.shapes.map((shape, index) => graph.input(`x${index}`, shape));
        const output = example.build(operands);
        // Unequal weights, so that gradients in wrong places are seen.
        const weights = Float32Array.from(
          { length: output.shape.reduce((a, b) => a * b, 1) },
          (_, i) => 1 + (i % 7) / 4,
        );
        const loss = sum(mul(output, graph.constant(weights, output.shape)));
        const grads = gradients(loss, operands);
        const results = {
          loss,
          ...Object.fromEntries(grads.map((gradient, index) => [`g${index}`, gradient])),
        };
        const interpreter = new Interpreter(compileFunction(results), "float64");
        const resultOf = (name: string) =>
          interpreter.result(interpreter.program.results.find((result) => result.name === name)!);
        const feeds = Object.fromEntries(
          operandValues(example).map((values, index) => [`x${index}`, Float64Array.from(values)]),
        );
        const evaluate = () => {
          interpreter.feed(feeds);
          interpreter.compute();
          return resultOf("loss")[0]!;
        };
        for (const [index, operand] of operands.entries()) {
          evaluate();
          const analytic = Float64Array.from(resultOf(`g${index}`));
          expect(grads[index]!.shape).toEqual(operand.shape);
          const values = feeds[`x${index}`]!;
          for (let i = 0; i < values.length; i++) {
            const value = values[i]!;
            values[i] = value + STEP;
            const above = evaluate();
            values[i] = value - STEP;
            const below = evaluate();
            values[i] = value;
            const difference = (above - below) / (2 * STEP);
            expect(Math.abs(analytic[i]! - difference)).toBeLessThan(1e-5 * (1 + Math.abs(difference)));
          }
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
