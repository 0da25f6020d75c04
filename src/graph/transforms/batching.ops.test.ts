/** Every op, and its gradient, for several agents in one program against each agent alone, over random shapes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Interpreter } from "../../runtime/index.ts";
import { differentiatedOps, opCase } from "../../testing/op-cases.ts";
import { operandValues } from "../../testing/op-values.ts";
import { compileFunction, Graph, gradients, stackAgents, sum } from "../index.ts";

const AGENTS = 3;

describe("stacked agents compute what each computes alone", () => {
  it.each(differentiatedOps)("%s", (op) => {
    fc.assert(
      fc.property(opCase(op), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), (example, isShared) => {
        const graph = new Graph();
        const operands = example.shapes.map((shape, index) => graph.input(`x${index}`, shape));
        const output = example.build(operands);
        const named = gradients(sum(output), operands).map((gradient, index) => [`g${index}`, gradient]);
        const program = compileFunction({ output, ...Object.fromEntries(named) });
        // Each agent draws values of its own; where an operand is shared, the first agent's hold for all.
        const values = Array.from({ length: AGENTS }, (_, agent) =>
          operandValues({ ...example, seed: example.seed + agent }),
        );
        const names = program.inputs.map(({ name }) => name);
        const shared = names.filter((name) => isShared[Number(name.slice(1))]);
        const valueFor = (agent: number, name: string) =>
          values[shared.includes(name) ? 0 : agent]![Number(name.slice(1))]!;
        const stackedFeeds = names.map((name) => {
          const agents = shared.includes(name) ? [0] : Array.from({ length: AGENTS }, (_, agent) => agent);
          return [name, Float32Array.from(agents.flatMap((agent) => [...valueFor(agent, name)]))];
        });
        const stacked = stackAgents(program, AGENTS, { shared });
        const found = new Interpreter(stacked, "float64").run(Object.fromEntries(stackedFeeds));
        const alone = new Interpreter(program, "float64");
        for (let agent = 0; agent < AGENTS; agent++) {
          const expected = alone.run(Object.fromEntries(names.map((name) => [name, valueFor(agent, name)])));
          for (const [name, result] of Object.entries(expected)) {
            const own = found[name]!.subarray(agent * result.length, (agent + 1) * result.length);
            expect([...own], name).toEqual([...result].map((value) => expect.closeTo(value, 5)));
          }
        }
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});
