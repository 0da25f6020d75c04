/** Agents of several programs in one runner against each agent in a runner of its own. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  adam,
  compileUpdate,
  Graph,
  linearRate,
  mean,
  mul,
  type Program,
  reshape,
  sgd,
  square,
  sub,
} from "../graph/index.ts";
import {
  dqn,
  expectNear,
  joined,
  partOf,
  randomFeeds,
  startOf,
  type Trained,
  testEngines,
  trained,
} from "../graph/transforms/learners.test-helper.ts";
import {
  type AgentsOptions,
  AgentsRunner,
  type Engine,
  type Feeds,
  type Results,
  referenceEngine,
} from "./index.ts";

/** Neighbours, and so observations, differ from server to server. */
const observations = [5, 7, 5, 7, 9];
const CALLS = 3;

const learner = (observed: number): Program =>
  dqn({
    observations: observed,
    rate: 0.1,
    optimizer: (graph) => adam({ learningRate: graph.input("learningRate", [1]), maxGradientNorm: 1 }),
    outputs: ({ q }) => ({ q }),
  });

/** Every agent with a program of its own, though some are the same. */
function agentsOf(build: (observed: number) => Program = learner) {
  return observations.map((observed, index) => {
    const program = build(observed);
    return { program, state: startOf(program, index) };
  });
}

type Agents = ReturnType<typeof agentsOf>;

/** A call's batch of an agent: minibatches, joined but for what all of them share. */
function batchOf({ program }: Agents[number], agent: number, call: number, options: AgentsOptions) {
  const { shared = [], sharedByUpdates = [], updatesPerCall = 1 } = options;
  const seed = (from: number, k: number) => 1000 * from + 10 * call + k;
  const minibatches = Array.from({ length: updatesPerCall }, (_, k) => {
    const values = (name: string) => {
      const own = seed(shared.includes(name) ? 77 : agent, sharedByUpdates.includes(name) ? 0 : k);
      return randomFeeds(
        program.inputs.filter((input) => input.name === name),
        own,
      )[name]!;
    };
    return Object.fromEntries(program.inputs.map(({ name }) => [name, values(name)]));
  });
  const isOwn = (name: string) => !sharedByUpdates.includes(name);
  const names = program.inputs.map(({ name }) => name);
  const whole = { ...minibatches[0], ...joined(minibatches, names.filter(isOwn)) };
  const pick = (isPicked: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(whole).filter(([name]) => isPicked(name)));
  return {
    minibatches,
    own: pick((name) => !shared.includes(name)),
    common: pick((name) => shared.includes(name)),
  };
}

async function together(engine: Engine, agents: Agents, options: AgentsOptions) {
  const runner = await AgentsRunner.create(engine, agents, options);
  const calls: Results[][] = [];
  for (let call = 0; call < CALLS; call++) {
    const batches = agents.map((agent, index) => batchOf(agent, index, call, options));
    calls.push(
      await runner.run(
        batches.map(({ own }) => own),
        batches[0]!.common,
      ),
    );
  }
  return { runner, calls };
}

function alone(engine: Engine, agents: Agents, options: AgentsOptions): Promise<Trained[]> {
  return Promise.all(
    agents.map((agent, index) => {
      const calls = Array.from({ length: CALLS }, (_, call) => batchOf(agent, index, call, options));
      return trained(
        engine,
        agent.program,
        agent.state,
        calls.flatMap(({ minibatches }) => minibatches),
      );
    }),
  );
}

const variants: Record<string, AgentsOptions> = {
  "all of a program at once": {},
  "each agent's ops on their own": { groupSize: 1 },
  "a rate for all agents": { shared: ["learningRate"] },
  "three updates in a call": { updatesPerCall: 3 },
  "three updates, a rate for all of them": { updatesPerCall: 3, sharedByUpdates: ["learningRate"] },
  "three updates, a rate of each for all agents": {
    updatesPerCall: 3,
    shared: ["learningRate"],
    groupSize: 1,
  },
  "three updates, one rate": {
    updatesPerCall: 3,
    shared: ["learningRate"],
    sharedByUpdates: ["learningRate"],
  },
};

describe.each(["reference, float64", "node"] as const)(
  "agents learn together what each learns alone, on %s",
  (name) => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await testEngines[name]();
    });

    it.each(Object.entries(variants))("%s", async (_, options) => {
      const agents = agentsOf();
      const expected = await alone(engine, agents, options);
      const { runner, calls } = await together(engine, agents, options);
      expect(runner.groups).toEqual([[0, 2], [1, 3], [4]]);
      const { updatesPerCall = 1 } = options;
      for (const [agent, one] of expected.entries()) {
        expectNear(runner.state(agent), one.state, 1e-6);
        for (const [call, outputs] of calls.entries()) {
          const own = one.outputs.slice(call * updatesPerCall, (call + 1) * updatesPerCall);
          expectNear(outputs[agent]!, joined(own), 1e-6);
        }
      }
      await runner.release();
    });
  },
);

/** An engine that says what is done with it. */
function watched(log: string[], failAt = Number.POSITIVE_INFINITY): Engine {
  const engine = referenceEngine();
  let loaded = 0;
  return {
    name: "watched",
    async load(program) {
      const number = loaded++;
      if (number === failAt) throw new Error("this one does not load");
      const executable = await engine.load(program);
      return {
        program,
        run(feeds) {
          log.push(`run ${number}`);
          return executable.run(feeds);
        },
        release() {
          log.push(`release ${number}`);
          return executable.release();
        },
      };
    },
  };
}

describe("AgentsRunner", () => {
  const plain = () => agentsOf((observed) => dqn({ observations: observed }));
  const batchesOf = (agents: Agents, call = 0) =>
    agents.map((agent, index) => batchOf(agent, index, call, {}).own);

  it("calls the engine once for each group, in the order of their first agents", async () => {
    const log: string[] = [];
    const { runner } = await together(watched(log), plain(), {});
    expect(log).toEqual(Array.from({ length: CALLS }, () => ["run 0", "run 1", "run 2"]).flat());
    log.length = 0;
    await runner.release();
    expect(log).toEqual(["release 0", "release 1", "release 2"]);
  });

  it("releases what was loaded where a later group does not load", async () => {
    const log: string[] = [];
    await expect(AgentsRunner.create(watched(log, 2), plain())).rejects.toThrow("this one does not load");
    expect(log).toEqual(["release 0", "release 1"]);
  });

  it("makes one group of agents whose programs are the same, and one agent's group of another", async () => {
    const program = dqn();
    const same = [program, program, dqn(), dqn({ batch: 7 })];
    const agents = same.map((own, index) => ({ program: own, state: startOf(own, index) }));
    const runner = await AgentsRunner.create(referenceEngine(), agents);
    expect(runner.groups).toEqual([[0, 1, 2], [3]]);
  });

  it("gives an agent's states by their own names, and puts them back without touching others", async () => {
    const agents = plain();
    const { runner } = await together(referenceEngine(), agents, { groupSize: 2 });
    const middle = observations.map((_, agent) => runner.state(agent));
    for (const [agent, { program }] of agents.entries()) {
      expect(Object.keys(middle[agent]!)).toEqual(program.states.map(({ name }) => name));
      for (const [name, values] of Object.entries(middle[agent]!)) {
        expect(runner.view(agent, name)).toEqual(values);
      }
    }
    await runner.run(batchesOf(agents, 7));
    const end = observations.map((_, agent) => runner.state(agent));
    expect(end[2]).not.toEqual(middle[2]);
    runner.restore(2, middle[2]!);
    expect(runner.state(2)).toEqual(middle[2]);
    for (const other of [0, 1, 3, 4]) expect(runner.state(other)).toEqual(end[other]);
    for (const [agent, state] of middle.entries()) runner.restore(agent, state);
    await runner.run(batchesOf(agents, 7));
    expect(observations.map((_, agent) => runner.state(agent))).toEqual(end);
  });

  it("keeps none of the arrays it is given, and leaves alone what it has handed out", async () => {
    const agents = plain();
    const runner = await AgentsRunner.create(referenceEngine(), agents);
    const before = runner.state(0);
    agents[0]!.state["online"]!.fill(0);
    expect(runner.state(0)).toEqual(before);
    const batches = batchesOf(agents);
    const [first] = await runner.run(batches);
    const copy = first!["loss"]!.slice();
    const view = runner.view(0, "online");
    const values = view.slice();
    for (const batch of batches) batch["reward"]!.fill(9);
    await runner.run(batches);
    expect(first!["loss"]).toEqual(copy);
    expect(view).toEqual(values);
    expect(runner.view(0, "online")).not.toEqual(values);
  });

  it("starts optimisers at zero where their states are left out, agent by agent", async () => {
    const program = dqn({ optimizer: adam({ learningRate: linearRate(0.1, 0, 9) }) });
    const zeros = program.states.filter(({ startsAtZero }) => startsAtZero);
    const given = { ...startOf(program, 1), ...randomFeeds(zeros, 5) };
    const agents = [
      { program, state: startOf(program, 0) },
      { program, state: given },
    ];
    const runner = await AgentsRunner.create(referenceEngine(), agents);
    expect(runner.state(1)).toEqual(given);
    for (const { name, shape } of zeros) {
      expect(runner.view(0, name)).toEqual(new Float32Array(shape.reduce((a, b) => a * b, 1)));
    }
  });

  it("computes inputs from all agents of one program", async () => {
    const graph = new Graph();
    const parameters = graph.state("p", [2]);
    const goal = graph.input("goal", [2]);
    const loss = mean(square(sub(mul(parameters, graph.input("x", [2])), goal)));
    const program = compileUpdate({ loss, parameters, optimizer: sgd({ learningRate: 0.1 }) });
    const agents = [0, 1, 2].map((agent) => ({ program, state: startOf(program, agent) }));
    const options: AgentsOptions = {
      updatesPerCall: 2,
      groupSize: 2,
      computed: {
        // The mean of what agents hope for, times what they are all told.
        goal: (all) => {
          const hoped = all.each([all.state("p"), all.input("hope", [2])], (p, hope) => mul(p!, hope!));
          return mul(reshape(mean(hoped, [0]), [2]), all.graph.input("told", [2]));
        },
      },
    };
    const runner = await AgentsRunner.create(referenceEngine("float64"), agents, options);
    const random = (shape: readonly number[], seed: number) =>
      randomFeeds([{ name: "v", shape }], seed)["v"] as Float32Array;
    const batches = agents.map((_, agent) => ({
      x: random([2, 2], agent),
      hope: random([2, 2], 10 + agent),
    }));
    const told = random([2, 2], 20);
    const outputs = await runner.run(batches, { told });
    let states: Feeds[] = agents.map(({ state }) => state);
    for (const k of [0, 1]) {
      const part = (values: Float32Array) => partOf(values, k, 2);
      const goals = [0, 1].map((i) => {
        const hoped = states.map((state, agent) => state["p"]![i]! * part(batches[agent]!.hope)[i]!);
        return ((hoped[0]! + hoped[1]! + hoped[2]!) / 3) * part(told)[i]!;
      });
      const each = await Promise.all(
        states.map((state, agent) =>
          trained(referenceEngine("float64"), program, state, [
            { x: part(batches[agent]!.x), goal: Float32Array.from(goals) },
          ]),
        ),
      );
      states = each.map(({ state }) => state);
      for (const [agent, one] of each.entries()) {
        expect(outputs[agent]!["loss"]![k]).toBeCloseTo(one.outputs[0]!["loss"]![0]!, 6);
      }
    }
    for (const [agent, state] of states.entries()) expectNear(runner.state(agent), state, 1e-6);
  });

  it("changes nothing where a batch does not fit, and says whose it is", async () => {
    const agents = agentsOf();
    const runner = await AgentsRunner.create(referenceEngine(), agents, { shared: ["learningRate"] });
    const before = observations.map((_, agent) => runner.state(agent));
    const batches = batchesOf(agents);
    const shared = { learningRate: Float32Array.of(0.1) };
    const { reward: _, ...without } = batches[4]!;
    await expect(runner.run(batches.with(4, without), shared)).rejects.toThrow(
      'Agent 4: "reward" wants 6 values ([6]), but got none.',
    );
    await expect(
      runner.run(batches.with(1, { ...batches[1], observation: new Float32Array(30) }), shared),
    ).rejects.toThrow('Agent 1: "observation" wants 42 values ([6, 7]), but got 30.');
    await expect(runner.run(batches)).rejects.toThrow('"learningRate" wants 1 values ([1]), but got none.');
    await expect(runner.run(batches.slice(1), shared)).rejects.toThrow(
      "The runner wants one batch for each of 5 agents, but got 4.",
    );
    expect(observations.map((_, agent) => runner.state(agent))).toEqual(before);
    const several = await AgentsRunner.create(referenceEngine(), agents, { updatesPerCall: 3 });
    await expect(several.run(batches)).rejects.toThrow(
      'Agent 0: "reward" wants 18 values ([3, 6]), but got 6.',
    );
  });

  it("refuses overlapping runs", async () => {
    const agents = plain();
    const runner = await AgentsRunner.create(referenceEngine(), agents);
    const first = runner.run(batchesOf(agents));
    await expect(runner.run(batchesOf(agents))).rejects.toThrow("an update is already running");
    expect(() => runner.restore(0, runner.state(0))).toThrow("an update is already running");
    expect(await first).toHaveLength(5);
    expect(await runner.run(batchesOf(agents))).toHaveLength(5);
  });

  it("refuses agents, states and names that there are not", async () => {
    const agents = plain();
    const create = (options: AgentsOptions, all: Agents = agents) =>
      AgentsRunner.create(referenceEngine(), all, options);
    await expect(create({}, [])).rejects.toThrow("AgentsRunner: there are no agents.");
    const unknown = 'No agent\'s program has an input "rewards" (they have "reward", ';
    await expect(create({ shared: ["rewards"] })).rejects.toThrow(unknown);
    await expect(create({ sharedByUpdates: ["rewards"] })).rejects.toThrow(unknown);
    await expect(create({ updatesPerCall: 1.5 })).rejects.toThrow("count is 1.5.");
    await expect(create({ computed: { reward: (all) => all.graph.input("other", [6]) } })).rejects.toThrow(
      '"reward" cannot be computed from agents of 3 programs, which do not run together.',
    );
    const { online: _, ...without } = agents[3]!.state;
    await expect(create({}, agents.with(3, { ...agents[3]!, state: without }))).rejects.toThrow(
      /^Agent 3: "online" wants \d+ values \(\[\d+\]\), but got none\.$/,
    );
    const runner = await create({});
    expect(() => runner.view(1, "critic")).toThrow('Agent 1 has no state "critic" (it has "');
    expect(() => runner.state(5)).toThrow("There is no agent 5: they are 0 to 4.");
    expect(() => runner.restore(0, without)).toThrow('Agent 0: "online" wants');
    const before = runner.state(0);
    const names = Object.keys(before);
    const last = names.at(-1)!;
    const others = Object.fromEntries(names.map((name) => [name, before[name]!.map((value) => value + 1)]));
    const unfit = { ...others, [last]: new Float32Array(1) };
    expect(() => runner.restore(0, unfit)).toThrow(`Agent 0: "${last}" wants`);
    expect(runner.state(0)).toEqual(before);
    // Zeros are for the start: a checkpoint without moments is not whole.
    expect(() => runner.restore(0, agents[0]!.state)).toThrow('Agent 0: "online/adam.m" wants');
  });
});
