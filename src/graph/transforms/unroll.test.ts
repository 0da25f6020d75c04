/** Several updates in one run against as many runs of one. */
import { beforeAll, describe, expect, it } from "vitest";
import { DropoutNoise, dense, dropout, sequence } from "../../nn/index.ts";
import { type Engine, referenceEngine } from "../../runtime/index.ts";
import {
  adam,
  add,
  compileFunction,
  compileUpdate,
  encodeOnnx,
  exp,
  Graph,
  linearRate,
  matmul,
  mean,
  mul,
  type Program,
  relu,
  rmsProp,
  sgd,
  square,
  stackAgents,
  sub,
  sum,
  unrollUpdates,
} from "../index.ts";
import {
  countOps,
  dqn,
  expectNear,
  joined,
  partOf,
  randomFeeds,
  startOf,
  targetProducts,
  testEngines,
  trained,
} from "./learners.test-helper.ts";

const COUNT = 4;
/** Calls of the unrolled program. */
const CALLS = 3;

/** Runs `program` once for each minibatch, and unrolled; the first inputs are shared by the minibatches of a call. */
async function both(engine: Engine, program: Program, shared: readonly string[] = [], count = COUNT) {
  const start = startOf(program, 1);
  const calls = Array.from({ length: CALLS }, (_, call) => {
    const batches = Array.from({ length: count }, (_, k) =>
      randomFeeds(program.inputs, 10 + call * count + k),
    );
    const common = Object.fromEntries(shared.map((name) => [name, batches[0]![name]!]));
    return { batches: batches.map((batch) => ({ ...batch, ...common })), common };
  });
  const own = program.inputs.map(({ name }) => name).filter((name) => !shared.includes(name));
  const single = await trained(
    engine,
    program,
    start,
    calls.flatMap(({ batches }) => batches),
  );
  const unrolled = await trained(
    engine,
    unrollUpdates(program, count, { shared }),
    start,
    calls.map(({ batches, common }) => ({ ...joined(batches, own), ...common })),
  );
  return { single, unrolled };
}

const learners: Record<string, readonly [Program, shared?: readonly string[]]> = {
  "DQN, fixed target": [dqn()],
  "DQN, soft update": [dqn({ rate: 0.1 })],
  "schedule, clipping, decay": [
    dqn({
      rate: 0.1,
      optimizer: adam({ learningRate: linearRate(0.02, 0.001, 9), maxGradientNorm: 0.3, weightDecay: 0.1 }),
    }),
  ],
  "RMSProp with momentum": [
    dqn({ optimizer: rmsProp({ learningRate: 1e-3, momentum: 0.8, centred: true }) }),
  ],
  "rate for all, outputs that no update changes": [
    dqn({
      optimizer: (graph) => sgd({ learningRate: graph.input("learningRate", [1]) }),
      outputs: ({ q, reward }) => ({ q, rewards: sum(reward), rewardAgain: add(reward, 0) }),
    }),
    ["learningRate"],
  ],
  "rate of each minibatch": [
    dqn({ optimizer: (graph) => sgd({ learningRate: graph.input("learningRate", [1]) }) }),
  ],
  "dropout, a seed for each minibatch": [withDropout()],
  "a scalar parameter": [withScalar()],
  "three agents, a scalar parameter each": [stackAgents(withScalar(), 3)],
};

function withScalar(): Program {
  const graph = new Graph();
  const parameters = graph.state("logTemperature", []);
  const loss = mean(square(sub(mul(exp(parameters), graph.input("x", [6])), 1)));
  return compileUpdate({ loss, parameters, optimizer: adam({ learningRate: 0.1 }) });
}

function withDropout(): Program {
  const graph = new Graph();
  const network = sequence([
    dense({ inputs: 4, outputs: 8 }),
    dropout(0.5),
    dense({ inputs: 8, outputs: 2 }),
  ]);
  const parameters = graph.state("parameters", [network.size]);
  const noise = new DropoutNoise(graph.input("seed", [1]));
  const prediction = network.apply(parameters, graph.input("x", [6, 4]), noise);
  const loss = mean(square(sub(prediction, graph.input("y", [6, 2]))));
  return compileUpdate({ loss, parameters, optimizer: adam({ learningRate: 1e-2 }) });
}

const engines = Object.keys(testEngines) as (keyof typeof testEngines)[];

describe.each(engines)("updates in one run end where single ones end, on %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await testEngines[name]();
  });

  it.each(Object.entries(learners))("%s", async (_, [program, shared]) => {
    const { single, unrolled } = await both(engine, program, shared);
    // Each op of the float32 interpreter rounds, so that its updates are the same to the bit wherever they run.
    const tolerance = name === "reference, float32" ? 0 : 1e-6;
    expectNear(unrolled.state, single.state, tolerance);
    for (const [call, outputs] of unrolled.outputs.entries()) {
      for (let k = 0; k < COUNT; k++) {
        const own = Object.entries(outputs).map(([key, values]) => [key, partOf(values, k, COUNT)]);
        expectNear(Object.fromEntries(own), single.outputs[call * COUNT + k]!, tolerance);
      }
    }
    // Minibatches differ, so that their order shows.
    const { loss } = unrolled.outputs[0]!;
    expect(new Set(loss).size).toBe(loss!.length);
  });
});

describe("unrollUpdates", () => {
  it("leaves to each update what is fixed, but too large to be computed for all of them", () => {
    const shapes = (rows: number) => {
      const graph = new Graph();
      const parameters = graph.state("parameters", [2]);
      const fixed = relu(graph.input("x", [rows, 2]));
      const loss = mean(square(sub(fixed, parameters)));
      const update = compileUpdate({ loss, parameters, optimizer: sgd({ learningRate: 0.1 }) });
      const { nodes } = unrollUpdates(update, 3);
      return nodes.filter(({ op }) => op === "relu").map(({ shape }) => shape);
    };
    expect(shapes(100)).toEqual([[3, 100, 2]]);
    expect(shapes(40_000)).toEqual([
      [40_000, 2],
      [40_000, 2],
      [40_000, 2],
    ]);
  });

  it("counts every update in the states of optimisers", async () => {
    const { unrolled } = await both(
      referenceEngine(),
      dqn({ optimizer: adam({ learningRate: linearRate(0.01, 0, 100) }) }),
    );
    expect(unrolled.state["online/updates"]).toEqual(Float32Array.of(CALLS * COUNT));
  });

  it("keeps the states as they are, gives inputs and outputs the minibatches as a first axis", () => {
    const program = dqn({ optimizer: (graph) => sgd({ learningRate: graph.input("learningRate", [1]) }) });
    const unrolled = unrollUpdates(program, COUNT, { shared: ["learningRate"] });
    const byName = (states: Program["states"]) => Object.fromEntries(states.map((one) => [one.name, one]));
    expect(byName(unrolled.states)).toEqual(byName(program.states));
    const shapes = (tensors: Program["inputs"]) =>
      Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
    expect(shapes(unrolled.inputs)).toEqual({
      observation: [COUNT, 6, 5],
      nextObservation: [COUNT, 6, 5],
      reward: [COUNT, 6],
      discount: [COUNT, 6],
      actions: [COUNT, 6, 3],
      learningRate: [1],
    });
    expect(shapes(unrolled.outputs)).toEqual({ loss: [COUNT] });
  });

  it.each([1, 2, 7])("computes what no update changes once for all of %i minibatches", (count) => {
    const program = dqn();
    const own = countOps(program, "matmul") - targetProducts;
    expect(own).toBe(8);
    const unrolled = unrollUpdates(program, count);
    expect(countOps(unrolled, "matmul")).toBe(targetProducts + own * count);
    expect(countOps(unrolled, "max")).toBe(1);
    // A target network that follows is needed as it is at each update.
    expect(countOps(unrollUpdates(dqn({ rate: 0.1 }), count), "matmul")).toBe((targetProducts + own) * count);
  });

  it("leaves it to the runner to start optimisers' states at zero", () => {
    const zeros = (program: Program) =>
      program.states.filter(({ startsAtZero }) => startsAtZero).map(({ name }) => name);
    const program = dqn({ optimizer: adam({ learningRate: linearRate(1, 0, 5) }) });
    expect(zeros(program)).toContain("online/updates");
    expect(zeros(unrollUpdates(program, 3))).toEqual(zeros(program));
  });

  it("takes a function for a batch of batches", async () => {
    const graph = new Graph();
    const y = matmul(graph.input("x", [2, 3]), graph.state("w", [3, 4]));
    const program = compileFunction({ y });
    const unrolled = unrollUpdates(program, 5);
    expect(countOps(unrolled, "matmul")).toBe(1);
    const feeds = randomFeeds([...unrolled.inputs, ...unrolled.states], 1);
    const found = await (await referenceEngine().load(unrolled)).run(feeds);
    const alone = await referenceEngine().load(program);
    for (let k = 0; k < 5; k++) {
      const expected = await alone.run({ w: feeds["w"]!, x: partOf(feeds["x"], k, 5) });
      expect(partOf(found["y"], k, 5)).toEqual(expected["y"]);
    }
  });

  it("refuses shared inputs that there are not, and numbers that are none", () => {
    expect(() => unrollUpdates(dqn(), 0)).toThrow("unrollUpdates: count is 0.");
    expect(() => unrollUpdates(dqn(), 2.5)).toThrow("unrollUpdates: count is 2.5.");
    expect(() => unrollUpdates(dqn(), 2, { shared: ["rewards"] })).toThrow(
      'The program has no input "rewards" (it has "reward", "observation", "nextObservation", "discount", "actions").',
    );
  });

  it("gives the same bytes again", () => {
    const bytes = () => encodeOnnx(unrollUpdates(dqn({ rate: 0.1 }), 3));
    expect(bytes()).toEqual(bytes());
  });
});
