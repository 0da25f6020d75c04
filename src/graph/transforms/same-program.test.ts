import { describe, expect, it } from "vitest";
import {
  adam,
  add,
  clip,
  compileFunction,
  compileUpdate,
  Graph,
  mean,
  mul,
  type Program,
  sameProgram,
  sgd,
  square,
  stackAgents,
  sub,
  type Tensor,
  unrollUpdates,
} from "../index.ts";
import { dqn } from "./learners.test-helper.ts";

const functionOf = (build: (x: Tensor, y: Tensor) => Readonly<Record<string, Tensor>>, shape = [2, 3]) => {
  const graph = new Graph();
  return compileFunction(build(graph.input("x", shape), graph.input("y", shape)));
};
const constant = (values: readonly number[]) =>
  functionOf((x) => ({ z: add(x, x.graph.constant(values, [1, 3])) }));

/** A step whose optimiser, if any, brings a state that starts at zero. */
const update = (optimizer: "sgd" | "adam", rate: number, withOutput = true): Program => {
  const graph = new Graph();
  const parameters = graph.state("p", [2]);
  const loss = mean(square(sub(parameters, graph.input("x", [2]))));
  return compileUpdate({
    loss,
    parameters,
    optimizer: optimizer === "sgd" ? sgd({ learningRate: rate }) : adam({ learningRate: rate }),
    outputs: withOutput ? { loss } : {},
  });
};

const builders: Record<string, () => Program> = {
  sum: () => functionOf((x, y) => ({ z: add(x, y) })),
  "the other way round": () => functionOf((x, y) => ({ z: add(y, x) })),
  "with itself": () => functionOf((x, y) => ({ z: add(x, x), product: mul(y, 1) })),
  difference: () => functionOf((x, y) => ({ z: sub(x, y) })),
  "another shape": () => functionOf((x, y) => ({ z: add(x, y) }), [3, 2]),
  "another output": () => functionOf((x, y) => ({ sum: add(x, y) })),
  "two outputs": () => functionOf((x, y) => ({ z: add(x, y), twice: add(x, y) })),
  constants: () => constant([1, 2, 0]),
  "constants, one other": () => constant([1, 2, 1e-45]),
  "constants, minus zero": () => constant([1, 2, -0]),
  "an attribute": () => functionOf((x) => ({ z: clip(x, -1, 1) })),
  "another attribute": () => functionOf((x) => ({ z: clip(x, -1, 2) })),
  "a state instead": () => {
    const graph = new Graph();
    return compileFunction({ z: add(graph.state("x", [2, 3]), graph.input("y", [2, 3])) });
  },
  step: () => update("sgd", 0.1),
  "another rate": () => update("sgd", 0.2),
  "a step without output": () => update("sgd", 0.1, false),
  "another optimiser": () => update("adam", 0.1),
  learner: () => dqn(),
  "a target that follows": () => dqn({ rate: 0.1 }),
  "more observations": () => dqn({ observations: 6 }),
  stacked: () => stackAgents(dqn(), 3),
  "stacked in pairs": () => stackAgents(dqn(), 3, { groupSize: 2 }),
  unrolled: () => unrollUpdates(dqn(), 2),
};

describe("sameProgram", () => {
  it.each(Object.entries(builders))(
    "%s: the same code gives the same program, and no other",
    (name, build) => {
      const program = build();
      expect(sameProgram(program, program)).toBe(true);
      for (const [other, buildOther] of Object.entries(builders)) {
        expect(sameProgram(program, buildOther()), other).toBe(other === name);
        expect(sameProgram(buildOther(), program), other).toBe(other === name);
      }
    },
  );

  it("looks at what the program needs, not at what else its graph holds", () => {
    const graph = new Graph();
    const x = graph.input("x", [2, 3]);
    mul(graph.input("unused", [7]), 2);
    const y = graph.input("y", [2, 3]);
    expect(sameProgram(compileFunction({ z: add(x, y) }), builders["sum"]!())).toBe(true);
  });

  it("tells apart states that start at zero, and those that nothing reads", () => {
    const graph = new Graph();
    const [p, x] = [graph.state("p", [1]), graph.input("x", [1])];
    const loss = mean(square(sub(p, x)));
    const step = (copy: string) =>
      compileUpdate({
        loss,
        parameters: p,
        optimizer: sgd({ learningRate: 1 }),
        targets: [{ target: graph.state(copy, [1]), source: p, rate: 1 }],
      });
    expect(sameProgram(step("copy"), step("copy"))).toBe(true);
    expect(sameProgram(step("copy"), step("other"))).toBe(false);
    const { states, ...rest } = step("copy");
    const started = { ...rest, states: states.map((state) => ({ ...state, startsAtZero: true })) };
    expect(sameProgram({ ...rest, states }, started)).toBe(false);
  });
});
