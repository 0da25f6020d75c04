import { describe, expect, it } from "vitest";
import { windowCost } from "../sim/cost.ts";
import { network, taskTable } from "../sim/fixtures.test-helper.ts";
import type { TaskTable } from "../sim/task-table.ts";
import type { EpisodeSetup } from "./policy.ts";
import { type RewardOptions, TrainingEpisode } from "./training-episode.ts";
import { TransitionLayout } from "./transition-layout.ts";

const on = network();
const layouts = [0, 1].map(
  (m) =>
    new TransitionLayout(on, m, {
      sight: "local",
      slots: null,
      history: 1,
      critic: "joint",
      withForecasts: false,
    }),
);

const usual: RewardOptions = {
  reward: "cost",
  rewardScope: "own",
  nStep: 1,
  gamma: 0.5,
  discount: "decision",
};

function setupOf(tasks: TaskTable): EpisodeSetup {
  const cost = windowCost(on, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  return { network: on, tasks, cost, split: "equal" };
}

/** Everything at home at full share; returns every transition of each agent, in order. */
function playLocally(tasks: TaskTable, changes: Partial<RewardOptions>) {
  const options = { ...usual, ...changes };
  const played = new TrainingEpisode(setupOf(tasks), layouts, options, null);
  const rows: Float32Array[][] = [[], []];
  const agents: number[] = [];
  const drain = (m: number) => played.drain(m, (row) => rows[m]!.push(row.slice()));
  for (let m = played.next(); m >= 0; m = played.next()) {
    agents.push(m);
    played.act(0);
    drain(m);
  }
  drain(0);
  drain(1);
  return { agents, rows, played };
}

// Two tasks of server 0, far apart, and one of server 1 in between: nobody ever waits, every latency is 8 / (0.5·8) s.
const apart = taskTable([
  { home: 0, arrival: 0, cycles: 8 },
  { home: 1, arrival: 10, cycles: 16 },
  { home: 0, arrival: 30, cycles: 8 },
]);

describe("TrainingEpisode", () => {
  it("lets only the server with an arrival act", () => {
    expect(playLocally(apart, { reward: "cost", rewardScope: "own" }).agents).toEqual([0, 1, 0]);
  });

  it("spans a transition from one decision of an agent to its next one", () => {
    const { rows } = playLocally(apart, { reward: "cost", rewardScope: "own" });
    const layout = layouts[0]!;
    expect(rows.map((own) => own.length)).toEqual([2, 1]);
    expect(rows[0]!.map((row) => row[layout.secondsAt])).toEqual([30, 0]);
    expect(rows[0]!.map((row) => row[layout.doneAt])).toEqual([0, 1]);
    expect([...rows[0]![0]!.subarray(layout.nextObservationAt, layout.nextGlobalAt)]).toEqual([
      ...rows[0]![1]!.subarray(0, layout.observation),
    ]);
  });

  it("credits a decision with its own task, or with all until the agent's next decision", () => {
    // J is proportional to the work here: 8, 16 and 8 cycles, with a mean cost of 1.
    const own = playLocally(apart, { reward: "cost", rewardScope: "own" });
    const team = playLocally(apart, { reward: "cost", rewardScope: "team" });
    const rewards = (played: typeof own, m: number) =>
      played.rows[m]!.map((row) => row[layouts[m]!.rewardAt]);
    expect(rewards(own, 0)).toEqual([-0.75, -0.75]);
    expect(rewards(own, 1)).toEqual([-1.5]);
    expect(rewards(team, 0)).toEqual([(-0.75 - 1.5) / 2, -0.75]);
    expect(rewards(team, 1)).toEqual([(-1.5 - 0.75) / 2]);
    expect(own.played.objective()).toBeCloseTo(1, 12);
  });

  it("pays the paper's reward by the references of each task", () => {
    const { rows } = playLocally(apart, { reward: "paper", rewardScope: "own" });
    expect(rows.flat().map((row) => row[layouts[0]!.rewardAt])).toEqual([1, 1, 1]);
  });

  it("hands a transition out only once every task it is credited for has completed", () => {
    // The second task of server 0 arrives while the first still computes.
    const tasks = taskTable([
      { home: 0, arrival: 0, cycles: 800 },
      { home: 0, arrival: 1, cycles: 8 },
      { home: 0, arrival: 2, cycles: 8 },
    ]);
    const played = new TrainingEpisode(setupOf(tasks), layouts, usual, null);
    let handedOut = 0;
    while (played.next() >= 0) {
      played.act(0);
      played.drain(0, () => handedOut++);
    }
    expect(handedOut).toBe(0);
    played.drain(0, () => handedOut++);
    expect(handedOut).toBe(3);
  });

  it("adds up the rewards of several decisions, discounted, and leads to the one after them", () => {
    // Server 0 decides at 0, 10, 30 and 60 s; its tasks alone cost in proportion to their work.
    const tasks = taskTable([0, 10, 30, 60].map((arrival, k) => ({ home: 0, arrival, cycles: 8 * (k + 1) })));
    const cost = [1, 2, 3, 4].map((work) => -work / 2.5);
    const layout = layouts[0]!;
    const column = (rows: Float32Array[], at: number) => rows.map((row) => row[at]!);
    const { rows } = playLocally(tasks, { nStep: 2 });
    const returns = [0, 1, 2].map((k) => cost[k]! + 0.5 * cost[k + 1]!);
    for (const [k, reward] of [...returns, cost[3]!].entries()) {
      expect(rows[0]![k]![layout.rewardAt]).toBeCloseTo(reward, 6);
    }
    expect(column(rows[0]!, layout.secondsAt)).toEqual([30, 50, 0, 0]);
    expect(column(rows[0]!, layout.doneAt)).toEqual([0, 0, 1, 1]);
    for (const k of [0, 1]) {
      expect(rows[0]![k]!.subarray(layout.nextObservationAt, layout.nextGlobalAt)).toEqual(
        rows[0]![k + 2]!.subarray(0, layout.observation),
      );
    }
    const bySecond = playLocally(tasks, { nStep: 2, discount: "second", gamma: 0.9 });
    expect(bySecond.rows[0]![1]![layout.rewardAt]).toBeCloseTo(cost[1]! + 0.9 ** 20 * cost[2]!, 6);
  });
});
