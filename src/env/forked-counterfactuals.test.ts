import { describe, expect, it } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import { taskCost, windowCost } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import {
  faultModel,
  mesh,
  network,
  type PlainDecision,
  server,
  setDecision,
  simulate,
  taskTable,
} from "../sim/fixtures.test-helper.ts";
import { createDecisionLog, writeToLog } from "./decision-log.ts";
import { ForkedCounterfactuals } from "./forked-counterfactuals.ts";

const net = network({ servers: [server(), server(), server()], links: mesh(3) });
const rng = Rng.stream(3, "crowded window");
const tasks = Array.from({ length: 60 }, (_, row) => ({
  home: rng.integer(3),
  arrival: Math.floor(row / 4) * 2,
  cycles: 2 + 10 * rng.uniform(),
  bits: 1 + 6 * rng.uniform(),
}));
const decisions: PlainDecision[] = tasks.map(({ home }) => ({
  targets: [(home + 1) % 3],
  offloadRatio: rng.uniform(),
  computeShare: 0.5,
}));
const table = taskTable(tasks);
const cost = windowCost(net, table, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
const setup = { network: net, tasks: table, cost, split: "equal" as const };
const log = createDecisionLog(tasks.length, net.maxTargets);
for (const [row, own] of decisions.entries()) writeToLog(log, row, setDecision(new Decision(3), own));

function totalCost(all: readonly PlainDecision[]): number {
  const { outcomes } = simulate(net, tasks, all);
  return tasks.reduce((sum, _, row) => sum + taskCost(cost, outcomes, row), 0);
}

describe("what another decision would have cost", () => {
  it("is as much more or less as the whole episode would have cost with it, when the horizon is long", () => {
    const other: PlainDecision = { computeShare: 1 };
    const counterfactuals = new ForkedCounterfactuals(setup, log, tasks.length);
    const differences: number[] = [];
    counterfactuals.forEachTask((task, costOf) => {
      const tried = costOf(setDecision(new Decision(3), other));
      differences[task] = tried - costOf(setDecision(new Decision(3), decisions[task]!));
    });
    const whole = totalCost(decisions);
    expect(differences).toHaveLength(60);
    for (const [task, difference] of differences.entries()) {
      expect(difference).toBeCloseTo(totalCost(decisions.with(task, other)) - whole, 9);
    }
    expect(differences.some((difference) => difference < -0.01)).toBe(true);
    expect(differences.some((difference) => difference > 0.01)).toBe(true);
  });

  it("counts tasks in flight, and no arrival behind the horizon", () => {
    // One server: 8 cycles at half of it take 2 s each, two at a time; L0 = 2 s, E0 = 4²·8 J.
    const one = network({ servers: [server()], links: [] });
    const three = taskTable([{ arrival: 0 }, { arrival: 1 }, { arrival: 1.5 }]);
    const own = windowCost(one, three, { latencyWeight: 1, energyWeight: 0, dropCost: 20 });
    const local = createDecisionLog(3, one.maxTargets);
    for (let row = 0; row < 3; row++) writeToLog(local, row, new Decision(one.maxTargets));
    const costs = new Map<string, number>();
    for (const horizon of [1, 2]) {
      const asked = new ForkedCounterfactuals(
        { ...setup, network: one, tasks: three, cost: own },
        local,
        horizon,
      );
      asked.forEachTask((task, costOf) =>
        costs.set(`${horizon}/${task}`, costOf(new Decision(one.maxTargets))),
      );
    }
    // Task 2 waits for task 0 until 2 s, and takes until 4 s: 2.5 s.
    expect(costs.get("1/0")).toBeCloseTo(1, 12);
    expect(costs.get("1/1")).toBeCloseTo(1 + 1, 12);
    expect(costs.get("2/1")).toBeCloseTo(1 + 1 + 1.25, 12);
    expect(costs.get("1/2")).toBeCloseTo(1 + 1 + 1.25, 12);
  });

  it("is not told where there are faults", () => {
    const faults = faultModel();
    expect(() => new ForkedCounterfactuals({ ...setup, faults }, log, 4)).toThrow(EdgeflockError);
  });
});
