import { describe, expect, it } from "vitest";
import { Rng } from "../../../core/rng.ts";
import { copyLog, type DecisionLog, readFromLog } from "../../../env/decision-log.ts";
import { lowerBounds } from "../../../env/index.ts";
import type { EpisodeSetup, Policy } from "../../../env/policy.ts";
import { rollout } from "../../../env/rollout.ts";
import { rolloutStream } from "../../../env/rollout-stream.ts";
import { startStream } from "../../../env/start-simulator.ts";
import { summarise } from "../../../sim/metrics.ts";
import { tableSource } from "../../../sim/task-source.ts";
import { mixedSetup } from "../../../testing/mixed-setup.ts";
import type { TunedParameters } from "../baseline.ts";
import { baselines } from "../index.ts";
import { burstyWindow, network } from "../situation.test-helper.ts";
import { PlanMoves } from "./plan-moves.ts";
import { PlanReplay } from "./plan-replay.ts";
import { RollingPlan } from "./rolling-plan.ts";

/** Takes the decisions of a plan. */
function player(plan: DecisionLog): Policy {
  let row = 0;
  return {
    name: "player",
    information: "local",
    begin() {
      row = 0;
    },
    decide(_, decision) {
      readFromLog(plan, row++, decision);
    },
  };
}

async function objectiveOf(setup: EpisodeSetup, policy: Policy): Promise<number> {
  const { simulator } = await rollout(setup, policy);
  return summarise(simulator, setup.cost).objective;
}

async function startOf(setup: EpisodeSetup): Promise<DecisionLog> {
  return (await rollout(setup, baselines.get("split")!.create())).decisions;
}

const references = ["clairvoyant", "rolling-horizon"] as const;

function reference(name: string, changes: TunedParameters): Policy {
  const { create, parameters } = baselines.get(name)!;
  return create({ ...parameters, ...changes });
}

describe("replaying a plan", () => {
  const setups = [
    burstyWindow(network(), 8),
    ...[1, 2, 3, 4].map((number) => mixedSetup({ network: number })),
  ];

  it.each(setups)("tells the difference that moves make, to rounding (%#)", async (setup) => {
    const { count } = setup.tasks;
    const plan = await startOf(setup);
    const replay = new PlanReplay(setup, plan);
    replay.learn(Math.floor(count / 2));
    replay.learn(count);
    const total = async () => count * (await objectiveOf(setup, player(plan)));
    let before = await total();
    expect(replay.cost(0, count)).toBeCloseTo(before, 8);
    const rng = Rng.stream(1, "moves");
    const moves = new PlanMoves(setup, plan, rng);
    for (let k = 0; k < 60; k++) {
      const kept = copyLog(plan);
      const { first, last } = moves.draw(0, count);
      const difference = replay.difference(first, last);
      expect(difference).toBeCloseTo((await total()) - before, 8);
      if (k % 3 > 0) {
        replay.accept();
        before += difference;
        expect(replay.cost(0, count)).toBeCloseTo(before, 8);
      } else {
        moves.undo();
        expect(plan).toEqual(kept);
      }
    }
  });
});

describe("a rolling plan", () => {
  it("never makes the stretch that it knows dearer, and leaves what is behind the horizon", async () => {
    const setup = burstyWindow(network(), 6);
    const { count } = setup.tasks;
    const plan = await startOf(setup);
    const start = copyLog(plan);
    const rolling = new RollingPlan(setup, plan, { seed: 2, horizonTasks: 5, proposalsPerTask: 30 });
    for (let row = 0; row < count; row++) {
      const known = Math.min(count, row + 5);
      rolling.replay.learn(known);
      const before = rolling.replay.cost(0, known);
      rolling.improve(row);
      expect(rolling.replay.cost(0, known)).toBeLessThanOrEqual(before + 1e-9);
      expect(plan.computeShare.slice(known)).toEqual(start.computeShare.slice(known));
    }
    expect(await objectiveOf(setup, player(plan))).toBeLessThan(await objectiveOf(setup, player(start)));
  });
});

describe.each(references)("%s", (name) => {
  it("finds the best decision on a task alone, which can be computed", async () => {
    const { tasks, ...rest } = burstyWindow(network(0), 1);
    // Alone, and no helper allowed: ½(C/(κ·a·F)/L0 + ε(κ·a·F)²C/E0), least where its derivative by a vanishes.
    const setup = { ...rest, tasks: { ...tasks, count: 1 } };
    const speed = 0.5 * rest.network.capacity[tasks.home[0]!]!;
    const cycles = tasks.cycles[0]!;
    const { referenceLatencySeconds: l0, referenceEnergyJoules: e0 } = rest.cost;
    const [latency, energy] = [cycles / speed / l0, (1e-28 * speed ** 2 * cycles) / e0];
    const share = Math.min(1, (latency / (2 * energy)) ** (1 / 3));
    const least = 0.5 * (latency / share + energy * share ** 2);
    const found = await objectiveOf(setup, reference(name, { proposalsPerTask: 3000 }));
    expect(found).toBeGreaterThanOrEqual(least * (1 - 1e-9));
    expect(found).toBeLessThan(least * 1.001);
    expect(lowerBounds(setup).isolated).toBeCloseTo(least, 4);
  });

  it("costs less than its start policy and no less than the lower bound, more so with more search", async () => {
    const setup = burstyWindow(network(), 20);
    const start = await objectiveOf(setup, baselines.get("static-tuned")!.create());
    const unsearched = await objectiveOf(setup, reference(name, { proposalsPerTask: 0 }));
    const found = await objectiveOf(setup, reference(name, { proposalsPerTask: 60 }));
    expect(unsearched).toBe(start);
    expect(found).toBeLessThan(0.9 * start);
    expect(found).toBeGreaterThan(lowerBounds(setup).shared);
  });

  it("starts from the best of the tuned baselines, through JSON", async () => {
    const setups = [burstyWindow(network(), 10), burstyWindow(network(), 6)];
    const options = { budgetEpisodes: 90, seed: 3 };
    const tuned = await baselines.get(name)!.tune!(setups, options);
    expect(await baselines.get(name)!.tune!(setups, options)).toEqual(tuned);
    const start = JSON.parse(JSON.stringify(tuned)) as TunedParameters;
    const policy = reference(name, { ...start, proposalsPerTask: 0 });
    const others = ["static-tuned", "least-loaded", "myopic-global"].map((other) =>
      baselines.get(other)!.create(),
    );
    for (const other of others) {
      expect(await objectiveOf(setups[0]!, policy)).toBeLessThan(await objectiveOf(setups[0]!, other));
    }
  });

  it("refuses a stream, whose tasks nobody knows beforehand", async () => {
    const { tasks, ...setup } = burstyWindow(network(), 2);
    const stream = () => ({ ...setup, source: tableSource(tasks) });
    expect(startStream(stream(), { records: false })).toBeDefined();
    await expect(rolloutStream(stream(), reference(name, {}))).rejects.toThrow(
      "has to know all tasks beforehand",
    );
  });
});

it("clairvoyant is below every other baseline where all are tuned", async () => {
  const setup = burstyWindow(network(), 15);
  const options = { budgetEpisodes: 100, seed: 0 };
  const start = await baselines.get("clairvoyant")!.tune!([setup], options);
  const found = await objectiveOf(setup, reference("clairvoyant", { ...start, proposalsPerTask: 150 }));
  for (const [name, { create, tune, information }] of baselines) {
    if (information === "future") continue;
    const constants = await tune?.([setup], options);
    expect(found, name).toBeLessThan(await objectiveOf(setup, create(constants)));
  }
});
