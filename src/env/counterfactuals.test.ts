import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { taskCost, windowCost } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import {
  network,
  type PlainDecision,
  type PlainTask,
  server,
  setDecision,
  simulate,
  taskTable,
} from "../sim/fixtures.test-helper.ts";
import type { Network } from "../sim/network.ts";
import { type CounterfactualOptions, Counterfactuals } from "./counterfactuals.ts";
import { createDecisionLog, writeToLog } from "./decision-log.ts";

/** Two servers of 8 cycles/s, of which one task may take all; a cycle costs f² J. Links: 4 bit/s, 0.5 s, 3 W. */
const pair = network({ resourceCap: 1 });

/** Plays the tasks with these decisions and asks about them. */
function played(
  net: Network,
  tasks: readonly PlainTask[],
  decisions: readonly PlainDecision[],
  options: CounterfactualOptions,
) {
  const table = taskTable(tasks);
  const cost = windowCost(net, table, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  const log = createDecisionLog(tasks.length, net.maxTargets);
  const decision = new Decision(net.maxTargets);
  const decisionOf = (row: number) => setDecision(decision, decisions[row] ?? {});
  for (let row = 0; row < tasks.length; row++) writeToLog(log, row, decisionOf(row));
  const { outcomes } = simulate(net, tasks, decisions);
  const setup = { network: net, tasks: table, cost, split: "equal" as const };
  const counterfactuals = new Counterfactuals(setup, log, outcomes, options);
  return {
    /** What the tasks from `task` on did cost, `count` of them. */
    factual: (task: number, count: number) => {
      let sum = 0;
      for (let row = task; row < Math.min(tasks.length, task + count); row++) {
        sum += taskCost(cost, outcomes, row);
      }
      return sum;
    },
    asItWas: (task: number) => counterfactuals.costOf(task, decisionOf(task)),
    costOf: (task: number, other: PlainDecision) =>
      counterfactuals.costOf(task, setDecision(new Decision(net.maxTargets), other)),
  };
}

/**
 * Both at home, 8 cycles each at 8 cycles/s: task 0 computes from 0 to 1 and task 1, there since 0.5, from 1 to 2.
 * L0 = 1 s and E0 = 8²·8 = 512 J, so the costs are 0.5·1 + 0.5 and 0.5·1.5 + 0.5.
 */
const twoTasks = [{ arrival: 0 }, { arrival: 0.5 }];
const wide = { horizonTasks: 10, warmUpTasks: 10 };

describe("a task that delays another", () => {
  const { costOf, asItWas, factual } = played(pair, twoTasks, [], wide);

  it("costs what both did cost, when its decision stays as it was", () => {
    expect(asItWas(0)).toBeCloseTo(1 + 1.25, 12);
    expect(factual(0, 2)).toBeCloseTo(1 + 1.25, 12);
  });

  it("would spare the other its wait by leaving home", () => {
    // 8 bit at 4 bit/s, 0.5 s on their way, 1 s of compute; 3 W for 2 s.
    const away = 0.5 * 3.5 + (0.5 * (512 + 6)) / 512;
    const other = { targets: [1], offloadRatio: 1 };
    expect(costOf(0, other)).toBeCloseTo(away + 1, 12);
  });

  it("would make the other wait longer by computing slowly, unless there is room for both", () => {
    // 4 cycles/s: 2 s and 4²·8 J; task 1 waits for all 8 from 0.5 to 2.
    expect(costOf(0, { computeShare: 0.5 })).toBeCloseTo(1 + 0.125 + (0.5 * 2.5 + 0.5), 12);
    const { costOf: beside } = played(pair, twoTasks, [{}, { computeShare: 0.5 }], wide);
    expect(beside(0, { computeShare: 0.5 })).toBeCloseTo(2 * (1 + 0.125), 12);
  });

  it("is not charged with what came before it", () => {
    expect(asItWas(1)).toBeCloseTo(1.25, 12);
    expect(costOf(1, { targets: [1], offloadRatio: 1 })).toBeCloseTo(0.5 * 3.5 + (0.5 * 518) / 512, 12);
  });
});

describe("what is looked at", () => {
  it("ends with the horizon", () => {
    expect(played(pair, twoTasks, [], { ...wide, horizonTasks: 1 }).asItWas(0)).toBeCloseTo(1, 12);
    expect(played(pair, twoTasks, [], { ...wide, horizonTasks: 2 }).asItWas(0)).toBeCloseTo(2.25, 12);
  });

  it("begins at most as far back as the warm-up reaches", () => {
    // Three at once: they compute one after the other, and the third has waited 2 s.
    const three = [{}, {}, {}];
    const costs = [0, 1, 2, 3].map((warmUpTasks) =>
      played(pair, three, [], { horizonTasks: 1, warmUpTasks }).asItWas(2),
    );
    for (const [k, expected] of [1, 1.5, 2, 2].entries()) expect(costs[k]).toBeCloseTo(expected, 12);
  });

  it("begins where the network was last empty", () => {
    const late = [...twoTasks, { arrival: 4 }, { arrival: 4.5 }];
    const { asItWas } = played(pair, late, [], wide);
    expect(asItWas(2)).toBeCloseTo(2.25, 12);
    expect(asItWas(3)).toBeCloseTo(1.25, 12);
  });

  it("begins before a computation that ends at the very time of the arrival", () => {
    // Arrivals come first: task 1 finds the server taken and no place to wait, and is dropped.
    const strict = network({ resourceCap: 1, servers: [server({ queueLimit: 0 }), server()] });
    const { asItWas } = played(strict, [{ arrival: 0 }, { arrival: 1 }], [], wide);
    expect(asItWas(1)).toBeCloseTo(20, 12);
  });
});

describe("over many bursts", () => {
  const rng = Rng.stream(4, "counterfactuals");
  const net = network({
    servers: [server(), server({ capacityCyclesPerSecond: 5, queueLimit: 4 }), server()],
    maxTargets: 2,
  });
  const size = 8;
  const bursts = 12;
  const tasks: PlainTask[] = [];
  const decisions: PlainDecision[] = [];
  for (let burst = 0; burst < bursts; burst++) {
    for (let k = 0; k < size; k++) {
      const home = rng.integer(3);
      tasks.push({
        home,
        arrival: 200 * burst + 0.25 * k + rng.uniform() / 8,
        cycles: 1 + 8 * rng.uniform(),
        bits: 1 + 8 * rng.uniform(),
        outputRatio: burst % 2,
        upload: rng.uniform(),
      });
      const others = [0, 1, 2].filter((m) => m !== home);
      decisions.push({
        targets: others.slice(0, rng.integer(3)),
        offloadRatio: rng.uniform(),
        computeShare: rng.uniform(),
        bandwidthShare: rng.uniform(),
      });
    }
  }

  it("what was is what would have been, to the end of each burst and to the end of all", () => {
    for (const horizonTasks of [size, 3 * size, tasks.length]) {
      // Far enough back for any task of a burst, and no further than the burst before would allow.
      const run = played(net, tasks, decisions, { horizonTasks, warmUpTasks: size });
      for (let burst = 0; burst < bursts; burst++) {
        const first = burst * size;
        expect(run.asItWas(first)).toBeCloseTo(run.factual(first, horizonTasks), 9);
      }
    }
    const run = played(net, tasks, decisions, { horizonTasks: tasks.length, warmUpTasks: tasks.length });
    for (let task = 0; task < tasks.length; task++) {
      expect(run.asItWas(task)).toBeCloseTo(run.factual(task, tasks.length), 9);
    }
  });

  it("another decision changes nothing in the bursts that follow", () => {
    const toTheEnd = played(net, tasks, decisions, { horizonTasks: tasks.length, warmUpTasks: size });
    const toTheBurst = played(net, tasks, decisions, { horizonTasks: size - 2, warmUpTasks: size });
    const other = { computeShare: 0.3 };
    for (let burst = 0; burst < bursts; burst++) {
      const task = burst * size + 2;
      const later = toTheEnd.factual((burst + 1) * size, tasks.length);
      expect(toTheEnd.costOf(task, other)).toBeCloseTo(toTheBurst.costOf(task, other) + later, 9);
      expect(toTheBurst.costOf(task, other)).not.toBeCloseTo(toTheBurst.asItWas(task), 3);
    }
  });
});

describe("tasks of servers that no decision here can reach", () => {
  const link = { bandwidthBitsPerSecond: 4, propagationDelaySeconds: 0.5, transmitPowerWatts: 3 };
  const twoPairs = network({
    servers: [server(), server(), server(), server()],
    links: [
      { from: 0, to: 1, ...link },
      { from: 1, to: 0, ...link },
      { from: 2, to: 3, ...link },
      { from: 3, to: 2, ...link },
    ],
  });
  const here = [
    { home: 0, arrival: 0 },
    { home: 0, arrival: 0.5 },
    { home: 1, arrival: 0.75 },
  ];
  const elsewhere = [0.1, 0.2, 0.6].map((arrival) => ({ home: 2, arrival, cycles: 8 }));
  const all = [...here, ...elsewhere].sort((a, b) => a.arrival - b.arrival);
  const options = { horizonTasks: 2, warmUpTasks: 1 };

  it("neither count nor take a place in the horizon", () => {
    const { asItWas, factual } = played(twoPairs, all, [], options);
    // The second task here arrives after two of those elsewhere.
    expect(asItWas(0)).toBeCloseTo(factual(0, 1) + factual(3, 1), 12);
    expect(asItWas(3)).toBeCloseTo(factual(3, 1) + factual(5, 1), 12);
  });
});
