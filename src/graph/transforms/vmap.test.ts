/** Stacked agents against agents alone; functions for many examples against one example after the other. */
import { beforeAll, describe, expect, it } from "vitest";
import { mlp } from "../../nn/index.ts";
import { type Engine, type Feeds, Interpreter } from "../../runtime/index.ts";
import {
  adam,
  add,
  compileFunction,
  compileUpdate,
  concat,
  encodeOnnx,
  Graph,
  matmul,
  mean,
  mul,
  type Program,
  relu,
  reshape,
  type StackOptions,
  sgd,
  slice,
  sqrt,
  square,
  stackAgents,
  sub,
  sum,
  type Tensor,
  transpose,
  unrollUpdates,
  vmap,
} from "../index.ts";
import {
  countOps,
  dqn,
  expectNear,
  joined,
  partOf,
  randomFeeds,
  startOf,
  testEngines,
  trained,
} from "./learners.test-helper.ts";

const AGENTS = 5;
const STEPS = 4;
const TOLERANCE = 1e-6;
const everyone = Array.from({ length: AGENTS }, (_, agent) => agent);

/** What the states of agents are called, and hold, in groups. */
function stackedStates(states: readonly Feeds[], groupSize: number): Record<string, Float32Array> {
  const groups = Array.from({ length: Math.ceil(states.length / groupSize) }, (_, group) =>
    joined(states.slice(group * groupSize, (group + 1) * groupSize)),
  );
  return Object.fromEntries(
    groups.flatMap((group, g) => Object.entries(group).map(([name, values]) => [`${name}/${g}`, values])),
  );
}

/** An agent's batch at a step. Agents see different things, at different scales. */
function batchOf(program: Program, agent: number, step: number): Record<string, Float32Array> {
  return randomFeeds(program.inputs, 100 * agent + step, 0.5 * (agent + 1));
}

/** Every agent alone. */
function alone(engine: Engine, program: Program, shared: readonly string[] = []) {
  const steps = Array.from({ length: STEPS }, (_, step) => step);
  return Promise.all(
    everyone.map((agent) =>
      trained(
        engine,
        program,
        startOf(program, agent),
        steps.map((step) => {
          const common = shared.map((name) => [name, batchOf(program, 0, step)[name]!]);
          return { ...batchOf(program, agent, step), ...Object.fromEntries(common) };
        }),
      ),
    ),
  );
}

async function together(engine: Engine, program: Program, options: StackOptions) {
  const { shared = [], groupSize = AGENTS } = options;
  const own = program.inputs.map(({ name }) => name).filter((name) => !shared.includes(name));
  const batches = Array.from({ length: STEPS }, (_, step) => {
    const each = everyone.map((agent) => batchOf(program, agent, step));
    const common = shared.map((name) => [name, each[0]![name]!]);
    return { ...joined(each, own), ...Object.fromEntries(common) };
  });
  const start = stackedStates(
    everyone.map((agent) => startOf(program, agent)),
    groupSize,
  );
  return trained(engine, stackAgents(program, AGENTS, options), start, batches);
}

async function expectLikeAlone(engine: Engine, program: Program, options: StackOptions): Promise<void> {
  const each = await alone(engine, program, options.shared);
  const all = await together(engine, program, options);
  const states = each.map(({ state }) => state);
  expectNear(all.state, stackedStates(states, options.groupSize ?? AGENTS), TOLERANCE);
  for (let step = 0; step < STEPS; step++) {
    const outputs = joined(each.map((agent) => agent.outputs[step]!));
    expectNear(all.outputs[step]!, outputs, TOLERANCE);
  }
}

const learners: Record<string, readonly [Program, shared?: readonly string[]]> = {
  DQN: [dqn()],
  "DQN, soft update, clipped": [
    dqn({ rate: 0.1, optimizer: adam({ learningRate: 1e-2, maxGradientNorm: 1 }) }),
  ],
  "DQN, shared rate and observations": [
    dqn({
      optimizer: (graph) => sgd({ learningRate: graph.input("learningRate", [1]) }),
      outputs: ({ q, reward }) => ({
        q,
        rewards: sum(reward),
        sharedTwice: mul(q.graph.input("learningRate", [1]), 2),
      }),
    }),
    ["learningRate", "observation"],
  ],
};

describe.each(["reference, float64", "node"] as const)(
  "agents together are what each is alone, on %s",
  (name) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await testEngines[name]();
    });

    describe.each(Object.entries(learners))("%s", (_, [program, shared = []]) => {
      it.each([1, 2, AGENTS, AGENTS + 3])("in groups of %i", (groupSize) =>
        expectLikeAlone(engine, program, { shared, groupSize }),
      );
      it("in one group by default, being small", () => expectLikeAlone(engine, program, { shared }));
    });

    it("each gradient is clipped by its own norm", async () => {
      const clipped = dqn({ optimizer: sgd({ learningRate: 0.1, maxGradientNorm: 10 }) });
      const free = dqn({ optimizer: sgd({ learningRate: 0.1 }) });
      const step = (program: Program, agent: number) =>
        trained(engine, program, startOf(program, agent), [batchOf(program, agent, 0)]);
      const moves = await Promise.all(
        everyone.map(async (agent) => {
          const [bounded, unbounded] = [await step(clipped, agent), await step(free, agent)];
          const before = startOf(clipped, agent)["online"]!;
          const norm = (after: Feeds) =>
            Math.hypot(...after["online"]!.map((value, i) => value - before[i]!));
          return { bounded: norm(bounded.state), unbounded: norm(unbounded.state) };
        }),
      );
      // Some are clipped and some are not, so that a common norm would be seen.
      expect(moves.some(({ bounded, unbounded }) => bounded < 0.9 * unbounded)).toBe(true);
      expect(moves.some(({ bounded, unbounded }) => bounded === unbounded)).toBe(true);
      for (const groupSize of [2, AGENTS]) await expectLikeAlone(engine, clipped, { groupSize });
    });

    it.each([1, 2, AGENTS])("in groups of %i, several updates in one run", async (groupSize) => {
      const program = dqn({
        rate: 0.1,
        optimizer: (graph) => adam({ learningRate: graph.input("learningRate", [1]) }),
      });
      const shared = ["learningRate"];
      const each = await alone(engine, program, shared);
      const stacked = stackAgents(program, AGENTS, { shared, groupSize });
      const own = program.inputs.map((one) => one.name).filter((one) => !shared.includes(one));
      const batches = Array.from({ length: STEPS }, (_, step) => {
        const common = batchOf(program, 0, step)["learningRate"]!;
        const agents = everyone.map((agent) => batchOf(program, agent, step));
        return { ...joined(agents, own), learningRate: common };
      });
      const start = stackedStates(
        everyone.map((agent) => startOf(program, agent)),
        groupSize,
      );
      const all = await trained(engine, unrollUpdates(stacked, STEPS), start, [joined(batches)]);
      const states = each.map(({ state }) => state);
      expectNear(all.state, stackedStates(states, groupSize), TOLERANCE);
      // [step, agent]
      const losses = Array.from({ length: STEPS }, (_, step) => each.map(({ outputs }) => outputs[step]!));
      expectNear(all.outputs[0]!, joined(losses.flat()), TOLERANCE);
    });
  },
);

const OBSERVATION = 4;
const ACTION = 2;
const BATCH = 6;

/** An agent whose critic sees what all do, and whose actor is improved by it; the next joint action is an input. */
function actorCritic() {
  const graph = new Graph();
  const width = AGENTS * (OBSERVATION + ACTION);
  const actor = mlp({ inputs: OBSERVATION, hidden: [6], outputs: ACTION, activation: "tanh" });
  const critic = mlp({ inputs: width, hidden: [6], outputs: 1, activation: "relu" });
  const [parameters, target] = [
    graph.state("critic", [critic.size]),
    graph.state("criticTarget", [critic.size]),
  ];
  const [own, ownTarget] = [graph.state("actor", [actor.size]), graph.state("actorTarget", [actor.size])];
  const nextValue = critic.apply(target, graph.input("nextJoint", [BATCH, width]));
  const goal = add(graph.input("reward", [BATCH, 1]), mul(nextValue, 0.9));
  const value = critic.apply(parameters, graph.input("joint", [BATCH, width]));
  const criticLoss = mean(square(sub(value, goal)));
  // Stands for the policy gradient: all that matters here is that the actors move.
  const actorLoss = mean(
    square(sub(actor.apply(own, graph.input("observation", [BATCH, OBSERVATION])), mean(goal))),
  );
  const optimizer = adam({ learningRate: 1e-2 });
  const program = compileUpdate({
    minimise: [
      { loss: criticLoss, parameters, optimizer },
      { loss: actorLoss, parameters: own, optimizer },
    ],
    targets: [
      { target, source: parameters, rate: 0.1 },
      { target: ownTarget, source: own, rate: 0.1 },
    ],
    outputs: { criticLoss, actorLoss },
  });
  return { program, actor };
}

describe.each(["reference, float64", "node"] as const)("inputs computed from all agents, on %s", (name) => {
  const { program, actor } = actorCritic();
  const computed: StackOptions["computed"] = {
    nextJoint: (all) => {
      const next = all.input("nextObservation", [BATCH, OBSERVATION]);
      const actions = all.each([all.state("actorTarget"), next], (own, x) => actor.apply(own!, x!));
      const joint = reshape(transpose(actions, [1, 0, 2]), [BATCH, AGENTS * ACTION]);
      return concat([all.graph.input("nextObservations", [BATCH, AGENTS * OBSERVATION]), joint], 1);
    },
  };
  const shared = ["joint"];
  const acting = new Graph();
  const act = compileFunction({
    action: actor.apply(acting.state("actor", [actor.size]), acting.input("x", [BATCH, OBSERVATION])),
  });
  let engine: Engine;
  beforeAll(async () => {
    engine = await testEngines[name]();
  });

  /** What agents fed with the next joint action learn, one step after the other. */
  async function fed(): Promise<{ readonly states: Feeds[]; readonly losses: Feeds[] }> {
    let states = everyone.map((agent) => startOf(program, agent));
    const losses: Feeds[] = [];
    for (let step = 0; step < STEPS; step++) {
      const { nextObservation, nextObservations } = nextOf(step);
      const actions = states.map((state, agent) => {
        const x = partOf(nextObservation, agent, AGENTS);
        return new Interpreter(act, "float64").run({ actor: state["actorTarget"]!, x })["action"]!;
      });
      const rows = Array.from({ length: BATCH }, (_, row) => [
        ...partOf(nextObservations, row, BATCH),
        ...actions.flatMap((action) => [...partOf(action, row, BATCH)]),
      ]);
      const common = {
        nextJoint: Float32Array.from(rows.flat()),
        joint: batchOf(program, 0, step)["joint"]!,
      };
      const each = await Promise.all(
        states.map((state, agent) =>
          trained(engine, program, state, [{ ...batchOf(program, agent, step), ...common }]),
        ),
      );
      states = each.map(({ state }) => state);
      losses.push(joined(each.map(({ outputs }) => outputs[0]!)));
    }
    return { states, losses };
  }

  /** Next observations of each agent, and as all of them side by side. */
  function nextOf(step: number) {
    const each = everyone.map(
      (agent) =>
        randomFeeds([{ name: "x", shape: [BATCH, OBSERVATION] }], 1000 + 10 * step + agent)[
          "x"
        ] as Float32Array,
    );
    const rows = Array.from({ length: BATCH }, (_, row) =>
      each.flatMap((values) => [...partOf(values, row, BATCH)]),
    );
    return {
      nextObservation: Float32Array.from(each.flatMap((values) => [...values])),
      nextObservations: Float32Array.from(rows.flat()),
    };
  }

  function batchesOf(): Record<string, Float32Array>[] {
    return Array.from({ length: STEPS }, (_, step) => {
      const each = everyone.map((agent) => batchOf(program, agent, step));
      return { ...joined(each, ["reward", "observation"]), joint: each[0]!["joint"]!, ...nextOf(step) };
    });
  }

  it.each([1, 2, AGENTS])("are what the agents compute, in groups of %i", async (groupSize) => {
    const { states, losses } = await fed();
    const stacked = stackAgents(program, AGENTS, { shared, computed, groupSize });
    expect(stacked.inputs.map((input) => input.name).sort()).toEqual(
      ["joint", "nextObservation", "nextObservations", "observation", "reward"].sort(),
    );
    const start = stackedStates(
      everyone.map((agent) => startOf(program, agent)),
      groupSize,
    );
    const each = await trained(engine, stacked, start, batchesOf());
    expectNear(each.state, stackedStates(states, groupSize), TOLERANCE);
    for (let step = 0; step < STEPS; step++) expectNear(each.outputs[step]!, losses[step]!, TOLERANCE);
    // Within one run, the agents' next actions follow their targets from update to update.
    const unrolled = await trained(engine, unrollUpdates(stacked, STEPS), start, [joined(batchesOf())]);
    expectNear(unrolled.state, stackedStates(states, groupSize), TOLERANCE);
    expectNear(unrolled.outputs[0]!, joined(losses), TOLERANCE);
  });
});

describe("stackAgents", () => {
  it("shares constants among all groups", () => {
    const graph = new Graph();
    const parameters = graph.state("parameters", [100]);
    const mask = graph.constant(Float32Array.from({ length: 100 }, (_, i) => i % 2));
    const loss = sum(square(mul(parameters, mask)));
    const update = compileUpdate({ loss, parameters, optimizer: sgd({ learningRate: 0.1 }) });
    const { nodes } = stackAgents(update, 4, { groupSize: 1 });
    expect(nodes.filter(({ op, shape }) => op === "constant" && shape[0] === 100)).toHaveLength(1);
  });

  it("names states after their group, and gives groups of several a first axis", () => {
    const { states, inputs, outputs } = stackAgents(dqn(), AGENTS, { groupSize: 2, shared: ["reward"] });
    const size = dqn().states.find(({ name }) => name === "target")!.shape[0]!;
    const found = Object.fromEntries(states.map(({ name, shape }) => [name, shape]));
    expect(found).toMatchObject({
      "target/0": [2, size],
      "target/1": [2, size],
      "target/2": [size],
      "online/0": [2, size],
      "online/2": [size],
    });
    expect(states).toHaveLength(3 * dqn().states.length);
    expect(states.filter(({ startsAtZero }) => !startsAtZero).map(({ name }) => name.split("/")[0])).toEqual(
      expect.not.arrayContaining(["online/adam.m"]),
    );
    const zeros = states.filter(({ startsAtZero }) => startsAtZero).map(({ name }) => name);
    expect(zeros.sort()).toEqual(
      [0, 1, 2]
        .flatMap((group) => ["adam.correction", "adam.m", "adam.v"].map((name) => `online/${name}/${group}`))
        .sort(),
    );
    const inputShapes = Object.fromEntries(inputs.map(({ name, shape }) => [name, shape]));
    expect(inputShapes).toMatchObject({ observation: [AGENTS, 6, 5], reward: [6] });
    expect(outputs).toEqual([{ name: "loss", shape: [AGENTS] }]);
  });

  it("takes as many nodes for a group of ten as for one of two, and more for groups side by side", () => {
    const program = dqn({ rate: 0.1, optimizer: adam({ learningRate: 1e-3, maxGradientNorm: 1 }) });
    const group = (size: number) => stackAgents(program, size, { groupSize: size });
    const ops = (one: Program) => one.nodes.map(({ op }) => op);
    expect(ops(group(10))).toEqual(ops(group(2)));
    expect(countOps(group(10), "matmul")).toBe(countOps(program, "matmul"));
    const pairs = stackAgents(program, 10, { groupSize: 2 });
    expect(countOps(pairs, "matmul")).toBe(5 * countOps(program, "matmul"));
  });

  it("multiplies what all share by the weights of all", () => {
    const graph = new Graph();
    const y = matmul(graph.input("x", [7, 3]), graph.state("w", [3, 2]));
    const stacked = stackAgents(compileFunction({ y }), 4, { groupSize: 4, shared: ["x"] });
    const product = stacked.nodes.find(({ op }) => op === "matmul")!;
    expect(product.shape).toEqual([4, 7, 2]);
    expect(product.inputs.map(({ shape }) => shape)).toEqual([
      [7, 3],
      [4, 3, 2],
    ]);
  });

  it("refuses names that there are not, computed values of other shapes, and numbers that are none", () => {
    const program = dqn();
    expect(() => stackAgents(program, 2, { shared: ["rewards"] })).toThrow(
      'The program has no input "rewards" (it has "reward", ',
    );
    const zero = () => program.nodes[0] as Tensor;
    expect(() => stackAgents(program, 2, { computed: { nothing: zero } })).toThrow(
      'The program has no input "nothing" (it has "reward", ',
    );
    const reading = (name: string): StackOptions => ({
      computed: { reward: (all) => all.each([all.state(name)], (x) => x!) },
    });
    expect(() => stackAgents(program, 2, reading("onlin"))).toThrow('The program has no state "onlin"');
    expect(() => stackAgents(program, 2, reading("online"))).toThrow(
      'The input "reward" of [6] is computed as [2, 147].',
    );
    expect(() => stackAgents(program, 0)).toThrow("stackAgents: count is 0.");
    expect(() => stackAgents(program, 2, { groupSize: 0 })).toThrow("stackAgents: groupSize is 0.");
    expect(() => stackAgents(program, 2, { groupSize: 1.5 })).toThrow("stackAgents: groupSize is 1.5.");
  });

  it("gives the same bytes again", () => {
    const bytes = () => encodeOnnx(stackAgents(dqn(), 3, { groupSize: 2 }));
    expect(bytes()).toEqual(bytes());
  });
});

describe("vmap", () => {
  const run = (output: Tensor) => {
    const program = compileFunction({ output });
    const feeds = randomFeeds(program.inputs, 1);
    return { feeds, output: new Interpreter(program, "float64").run(feeds)["output"]! };
  };

  it("applies a function of one example to many", () => {
    const f = (x: Tensor, y: Tensor) => sqrt(sum(square(sub(relu(matmul(x, y)), slice(x, 1, 0, 1))), [0]));
    const graph = new Graph();
    const all = vmap(f, [graph.input("x", [5, 2, 3]), graph.input("y", [5, 3, 4])]);
    expect(all.shape).toEqual([5, 4]);
    const { feeds, output } = run(all);
    for (let example = 0; example < 5; example++) {
      const own = new Graph();
      const program = compileFunction({ output: f(own.input("x", [2, 3]), own.input("y", [3, 4])) });
      const parts = Object.entries(feeds).map(([name, values]) => [name, partOf(values, example, 5)]);
      const expected = new Interpreter(program, "float64").run(Object.fromEntries(parts))["output"]!;
      expect(partOf(output, example, 5)).toEqual(expected);
    }
  });

  it("takes a few examples at a time where all of them would leave the caches, to the same values", () => {
    const graph = new Graph();
    const x = graph.input("x", [5, 160, 200]);
    const all = vmap((own) => mul(own, sum(own)), [x]);
    const sums = compileFunction({ all }).nodes.filter(({ op }) => op === "sum");
    expect(sums.map((node) => node.inputs[0]!.shape)).toEqual([
      [2, 160, 200],
      [2, 160, 200],
      [1, 160, 200],
    ]);
    const plain = mul(x, sum(x, [1, 2], true));
    expect(run(all).output).toEqual(run(plain).output);
  });

  it("within itself", () => {
    const graph = new Graph();
    const outer = vmap((x) => vmap((row) => mul(row, sum(row)), [x]), [graph.input("x", [3, 4, 2])]);
    const plain = graph.input("x", [3, 4, 2]);
    expect(outer.shape).toEqual([3, 4, 2]);
    expect(run(outer).output).toEqual(run(mul(plain, sum(plain, [2], true))).output);
  });

  it("repeats what does not depend on the example, and takes an example as it is", () => {
    const graph = new Graph();
    const x = graph.input("x", [3, 2]);
    const constant = vmap((one) => one.graph.constant([1, 2]), [x]);
    expect(run(constant).output).toEqual(Float32Array.of(1, 2, 1, 2, 1, 2));
    expect(vmap((one) => one, [x])).toBe(x);
  });

  it("names the op and the shapes of one example where they do not fit", () => {
    const graph = new Graph();
    const [x, y] = [graph.input("x", [5, 2, 3]), graph.input("y", [5, 4, 2])];
    expect(() => vmap((a, b) => matmul(a, b), [x, y])).toThrow(
      "matmul of [2, 3] and [4, 2]: 3 columns meet 4 rows",
    );
  });

  it("refuses operands without a common first axis", () => {
    const graph = new Graph();
    const of = (name: string, shape: readonly number[]) => graph.input(name, shape);
    expect(() => vmap((a, b) => add(a, b), [of("a", [2, 3]), of("b", [3, 3])])).toThrow(
      "vmap of [2, 3] and [3, 3]: the operands share no first axis.",
    );
    expect(() => vmap(() => of("other", [3]), [of("a", [2, 3])])).toThrow(
      "A tensor of shape [3] belongs to another graph.",
    );
    expect(() => vmap((a) => a, [of("scalar", [])])).toThrow("vmap of []: the operands share no first axis.");
  });
});
