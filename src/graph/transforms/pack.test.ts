/** Packed programs against the programs as they are. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Engine, type Feeds, type Results, UpdateRunner } from "../../runtime/index.ts";
import {
  adam,
  add,
  compileFunction,
  compileUpdate,
  encodeOnnx,
  Graph,
  linearRate,
  mean,
  mul,
  type Packing,
  type Program,
  packProgram,
  sgd,
  square,
  stackAgents,
  sub,
  sum,
  unrollUpdates,
} from "../index.ts";
import { dqn, expectNear, randomFeeds, startOf, testEngines } from "./learners.test-helper.ts";

const LARGEST = 32_768;
const STEPS = 4;

/** Scalars everywhere: an input, a state that is updated, one that is not, two outputs. */
function scalars(): Program {
  const graph = new Graph();
  const [p, offset] = [graph.state("p", []), graph.state("offset", [])];
  const error = sub(p, add(graph.input("x", []), offset));
  const loss = square(error);
  return compileUpdate({
    loss,
    parameters: p,
    optimizer: adam({ learningRate: 0.1 }),
    outputs: { loss, error },
  });
}

/** Inputs, states and outputs that are just small enough to be packed, and just too large. */
function large(): Program {
  const graph = new Graph();
  const minimise = [LARGEST, LARGEST + 1].map((size) => {
    const parameters = graph.state(`p${size}`, [size]);
    const goal = add(graph.input(`x${size}`, [size]), graph.state(`fixed${size}`, [size]));
    const loss = mean(square(sub(parameters, goal)));
    return { loss, parameters, optimizer: sgd({ learningRate: 100 }) };
  });
  const outputs = Object.fromEntries(
    minimise.flatMap(({ loss, parameters }) => {
      const [size] = parameters.shape;
      return [
        [`loss${size}`, loss],
        [`doubled${size}`, mul(parameters, 2)],
      ];
    }),
  );
  return compileUpdate({ minimise, outputs });
}

/** A state that nothing reads takes another's value. */
function unread(): Program {
  const graph = new Graph();
  const parameters = graph.state("p", [3]);
  const copy = graph.state("copy", [3]);
  const loss = mean(square(sub(parameters, graph.input("x", [3]))));
  const optimizer = sgd({ learningRate: 0.1 });
  return compileUpdate({
    loss,
    parameters,
    optimizer,
    targets: [{ target: copy, source: parameters, rate: 1 }],
  });
}

const programs: Record<string, Program> = {
  "DQN, fixed target": dqn(),
  "DQN, soft update, schedule": dqn({
    rate: 0.1,
    optimizer: adam({ learningRate: linearRate(0.01, 0, 10), maxGradientNorm: 1 }),
    outputs: ({ q, reward }) => ({ q, rewards: sum(reward) }),
  }),
  "stacked and unrolled": unrollUpdates(stackAgents(dqn({ rate: 0.1 }), 3, { groupSize: 2 }), 2),
  scalars: scalars(),
  large: large(),
  unread: unread(),
};

/** Runs of the program as it is, each on the states that the last one gave. */
async function unpacked(engine: Engine, program: Program, start: Feeds) {
  const executable = await engine.load(program);
  const zeros = program.states.filter(({ startsAtZero }) => startsAtZero);
  let state: Feeds = { ...randomFeeds(zeros, 1, 0), ...start };
  const outputs: Results[] = [];
  for (let step = 0; step < STEPS; step++) {
    const results = await executable.run({ ...state, ...randomFeeds(program.inputs, step) });
    const named = Object.entries(results);
    const isState = (name: string) => program.states.some((one) => one.name === name);
    state = { ...state, ...Object.fromEntries(named.filter(([name]) => isState(name))) };
    outputs.push(Object.fromEntries(named.filter(([name]) => !isState(name))));
  }
  await executable.release();
  return { state, outputs };
}

const engines = Object.keys(testEngines) as (keyof typeof testEngines)[];

describe.each(engines)("what crosses packed is what crosses alone, on %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testEngines[name]();
  });

  it.each(Object.entries(programs))("%s", async (_, program) => {
    const start = startOf(program, 1);
    const expected = await unpacked(engine, program, start);
    const runner = await UpdateRunner.create(engine, program, start);
    // The interpreter runs the same kernels on the same values.
    const tolerance = name === "node" ? 1e-6 : 0;
    for (let step = 0; step < STEPS; step++) {
      expectNear(await runner.run(randomFeeds(program.inputs, step)), expected.outputs[step]!, tolerance);
    }
    expectNear(runner.state(), expected.state, tolerance);
    expect(expected.state).not.toEqual(start);
    await runner.release();
  });
});

describe("packProgram", () => {
  const namesOf = (tensors: readonly { readonly name: string }[]) => tensors.map(({ name }) => name).sort();
  const partsOf = ({ parts }: Packing) => namesOf(parts);

  it("packs inputs, states that change, states that do not, and outputs, each in a vector of its own", () => {
    const { program, inputs, states, fixedStates, outputs } = packProgram(dqn());
    expect(namesOf(program.inputs)).toEqual(["#inputs"]);
    expect(namesOf(program.states)).toEqual(["#fixed", "#states"]);
    expect(program.results.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      "output #outputs",
      "state #states",
    ]);
    expect(partsOf(inputs)).toEqual(["actions", "discount", "nextObservation", "observation", "reward"]);
    expect(partsOf(states)).toEqual(["online", "online/adam.correction", "online/adam.m", "online/adam.v"]);
    expect(partsOf(fixedStates)).toEqual(["target"]);
    expect(partsOf(outputs)).toEqual(["loss"]);
    // A target that follows changes.
    const following = packProgram(dqn({ rate: 0.1 }));
    expect(partsOf(following.states)).toContain("target");
    expect(following.fixedStates.parts).toEqual([]);
    expect(namesOf(following.program.states)).toEqual(["#states"]);
  });

  it("lets large tensors cross alone", () => {
    const { program, inputs, states, fixedStates, outputs } = packProgram(large());
    const [small, big] = [LARGEST, LARGEST + 1];
    expect(partsOf(inputs)).toEqual([`x${small}`]);
    expect(partsOf(states)).toEqual([`p${small}`]);
    expect(partsOf(fixedStates)).toEqual([`fixed${small}`]);
    expect(partsOf(outputs)).toEqual([`doubled${small}`, `loss${small}`, `loss${big}`]);
    expect(namesOf(program.inputs)).toEqual(["#inputs", `x${big}`]);
    expect(namesOf(program.states)).toEqual(["#fixed", "#states", `fixed${big}`, `p${big}`]);
    expect(namesOf(program.results)).toEqual(["#outputs", "#states", `doubled${big}`, `p${big}`]);
  });

  it("makes no vector of nothing", () => {
    const graph = new Graph();
    const y = add(graph.input("x", [LARGEST + 1]), 1);
    const { program } = packProgram(compileFunction({ y }));
    expect(namesOf([...program.inputs, ...program.states])).toEqual(["x"]);
    expect(namesOf(program.results)).toEqual(["y"]);
  });

  it("gives the same bytes again", () => {
    const bytes = () => encodeOnnx(packProgram(dqn({ rate: 0.1 })).program);
    expect(bytes()).toEqual(bytes());
  });
});
