import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { windowCost } from "../sim/cost.ts";
import { link, mesh, network, server, taskTable } from "../sim/fixtures.test-helper.ts";
import type { Network } from "../sim/network.ts";
import type { TaskTable } from "../sim/task-table.ts";
import { OffloadingEnvironment, type OffloadingOptions } from "./offloading-environment.ts";
import type { EpisodeSetup, Policy } from "./policy.ts";
import { rollout } from "./rollout.ts";

const on = network();
const local = [0, 1, 1];

function setupOf(tasks: TaskTable, net: Network = on): EpisodeSetup {
  const cost = windowCost(net, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  return { network: net, tasks, cost, split: "equal" };
}

function environmentOf(tasks: TaskTable, options?: OffloadingOptions): OffloadingEnvironment {
  const environment = new OffloadingEnvironment(on, () => setupOf(tasks), options);
  environment.reset(0);
  return environment;
}

/** Everything at home at full share; what each agent is given at each of its turns, and then at the end. */
function rewardsOf(environment: OffloadingEnvironment) {
  const atTurns: [agent: number, seconds: number, reward: number][] = [];
  const credits: [agent: number, decision: number, reward: number][] = [];
  const take = (agent: number) =>
    environment.takeCredits(agent, (decision, reward) => credits.push([agent, decision, reward]));
  while (environment.agent >= 0) {
    const { agent } = environment;
    atTurns.push([agent, environment.nowSeconds, environment.reward(agent)]);
    take(agent);
    environment.step(0, local);
  }
  const atEnd = [0, 1].map((agent) => environment.reward(agent));
  take(0);
  take(1);
  return { atTurns, atEnd, credits };
}

// Server 0 computes its first task from 0 to 2 s, the other at 10 s is done at once, as is that of server 1.
// J is proportional to the work here: 8, 16 and 8 cycles, with a mean cost of 1.
const apart = taskTable([
  { home: 0, arrival: 0, cycles: 8 },
  { home: 1, arrival: 10, cycles: 16 },
  { home: 0, arrival: 30, cycles: 8 },
]);

describe("OffloadingEnvironment", () => {
  it("gives an agent its own rewards at its first turn after their completion", () => {
    const { atTurns, atEnd, credits } = rewardsOf(environmentOf(apart));
    expect(atTurns).toEqual([
      [0, 0, 0],
      [1, 10, 0],
      [0, 30, -0.75],
    ]);
    expect(atEnd).toEqual([-0.75, -1.5]);
    expect(credits).toEqual([
      [0, 0, -0.75],
      [0, 1, -0.75],
      [1, 0, -1.5],
    ]);
  });

  it("gives own rewards in the order of completion, whoever else still computes", () => {
    // Twice 4 of 8 cycles/s: the first task of server 0 runs 100 s, the second 1 s.
    const long = taskTable([
      { home: 0, arrival: 0, cycles: 400 },
      { home: 0, arrival: 1, cycles: 4 },
      { home: 0, arrival: 50, cycles: 4 },
      { home: 0, arrival: 200, cycles: 4 },
    ]);
    const { credits, atTurns } = rewardsOf(environmentOf(long));
    expect(credits.map(([, decision]) => decision)).toEqual([1, 2, 0, 3]);
    expect(atTurns[2]![2]).toBe(credits[0]![2]);
    expect(atTurns[3]![2]).toBeCloseTo(credits[1]![2] + credits[2]![2], 12);
  });

  it("gives the team's mean up to the agent's next decision, with that decision's turn at the earliest", () => {
    const { atTurns, atEnd } = rewardsOf(environmentOf(apart, { rewardScope: "team" }));
    expect(atTurns.map(([, , reward]) => reward)).toEqual([0, 0, (-0.75 - 1.5) / 2]);
    expect(atEnd).toEqual([-0.75, (-1.5 - 0.75) / 2]);
  });

  it("keeps a team reward that nobody asked for at its turn out of the next one", () => {
    const environment = environmentOf(apart, { rewardScope: "team" });
    while (environment.agent >= 0) environment.step(0, local);
    expect(environment.reward(0)).toBe(-0.75);
  });

  it("pays the paper's reward by the references of each task", () => {
    const { credits } = rewardsOf(environmentOf(apart, { reward: "paper" }));
    expect(credits.map(([, , reward]) => reward)).toEqual([1, 1, 1]);
  });

  it("goes as a rollout of the same decisions goes", async () => {
    const rng = Rng.stream(1, "tasks");
    const servers = [server(), server({ capacityCyclesPerSecond: 5 }), server()];
    const three = network({ servers, links: mesh(3, { propagationDelaySeconds: 0.2 }), maxTargets: 2 });
    let arrival = 0;
    const tasks = taskTable(
      Array.from({ length: 200 }, () => {
        arrival += rng.exponential(1);
        return { home: rng.integer(3), arrival, cycles: 1 + 6 * rng.uniform(), bits: 4 * rng.uniform() };
      }),
    );
    const environment = new OffloadingEnvironment(three, () => setupOf(tasks, three), { peerLoad: true });
    environment.reset(0);
    const seen: number[][] = [];
    const observation = new Float32Array(14);
    const actions = Rng.stream(2, "actions");
    while (environment.agent >= 0) {
      environment.observe(observation);
      seen.push(Array.from(observation));
      const share = 0.25 + 0.5 * actions.uniform();
      environment.step(actions.integer(4), [actions.uniform(), share, 1]);
    }
    const { decisions, simulator } = environment.episode!;
    let task = 0;
    const replay: Policy = {
      name: "replay",
      information: "peers",
      begin() {},
      decide({ local: view }, decision) {
        view.writeObservation(observation);
        expect(Array.from(observation)).toEqual(seen[task]);
        for (const target of decisions.targets.subarray(2 * task, 2 * task + 2)) {
          if (target >= 0) decision.targets[decision.targetCount++] = target;
        }
        decision.offloadRatio = decisions.offloadRatio[task]!;
        decision.computeShare = decisions.computeShare[task]!;
        task++;
      },
    };
    const played = await rollout(setupOf(tasks, three), replay);
    expect(played.simulator.outcomes).toEqual(simulator.outcomes);
    expect(task).toBe(200);
  });

  it("describes what an observation and an action are", () => {
    const named = network({ servers: [server({ name: "a" }), server({ name: "b" })], shareMin: 0.25 });
    const [first] = new OffloadingEnvironment(named, () => setupOf(apart, named), { peerLoad: true }).agents;
    expect(first!.name).toBe("a");
    expect(first!.observation.entries.map(({ name, unit, high }) => [name, unit, high])).toEqual([
      ["freeCompute(a)", "", 1],
      ["waitingCycles(a)", "s", null],
      ["freeBandwidth(a → b)", "", 1],
      ["waitingBits(a → b)", "s", null],
      ["cycles", "s", null],
      ["inputBits", "s", null],
      ["deadlineSeconds", "", 1],
      ["sinceLastDecisionSeconds", "s", 60],
      ["freeCompute(b)", "", 1],
      ["waitingCycles(b)", "s", null],
    ]);
    expect(first!.choice.choices).toEqual(["nobody", "b"]);
    expect(first!.values.entries.map(({ name, low, high }) => [name, low, high])).toEqual([
      ["offloadRatio", 0, 1],
      ["computeShare", 0.25, 1],
      ["bandwidthShare", 0.25, 1],
    ]);
  });

  it("masks helpers that could not send a result back, for tasks that have one", () => {
    const servers = [server(), server(), server()];
    const oneWay = network({ servers, links: [link(0, 1), link(0, 2), link(2, 0)], maxTargets: 2 });
    const tasks = taskTable([
      { home: 0, arrival: 0 },
      { home: 0, arrival: 1, outputRatio: 0.5 },
    ]);
    const environment = new OffloadingEnvironment(oneWay, () => setupOf(tasks, oneWay));
    environment.reset(0);
    const mask = new Uint8Array(4);
    environment.writeChoiceMask(mask);
    expect([...mask]).toEqual([1, 1, 1, 1]);
    environment.step(0, local);
    environment.writeChoiceMask(mask);
    expect(environment.agents[0]!.choice.choices).toHaveLength(4);
    expect([...mask]).toEqual([1, 0, 1, 0]);
    expect(() => environment.step(1, [1, 1, 1])).toThrow("cannot return");
    environment.step(2, [1, 1, 1]);
    expect(environment.ending).toBe("terminated");
  });

  it("refuses what cannot be", () => {
    const environment = new OffloadingEnvironment(on, () => setupOf(apart));
    expect(() => environment.reward(0)).toThrow("no episode has begun");
    environment.reset(0);
    expect(() => environment.observe(new Float32Array(3))).toThrow(
      "8 numbers, but from 0 on there is room for 3",
    );
    expect(() => environment.step(5, local)).toThrow("the choice 5 is none of agent 0's, 0 to 1");
    expect(() => environment.step(0, [1])).toThrow("3 values, not 1");
    expect(() => environment.reward(2)).toThrow("there is no agent 2");
    const other = network({ servers: [server(), server(), server()] });
    const mixed = new OffloadingEnvironment(other, () => setupOf(apart));
    expect(() => mixed.reset(3)).toThrow("the episode of seed 3 has 2 servers");
  });
});
