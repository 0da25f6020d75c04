import { describe, expect, it } from "vitest";
import { costReward, paperReward, taskCost, taskReferences, windowCost } from "./cost.ts";
import { network, server, simulate, taskTable } from "./fixtures.test-helper.ts";

const weights = { latencyWeight: 0.75, energyWeight: 0.25, dropCost: 20 };
const net = network({ servers: [server(), server({ capacityCyclesPerSecond: 4, energyCoefficient: 2 })] });
const tasks = taskTable([{ cycles: 8 }, { home: 1, cycles: 4 }]);

describe("references", () => {
  it("are those of a task alone at home at full share", () => {
    expect(taskReferences(net, tasks, 0)).toEqual({ latencySeconds: 2, energyJoules: 16 * 8 });
    expect(taskReferences(net, tasks, 1)).toEqual({ latencySeconds: 2, energyJoules: 2 * 4 * 4 });
    const { outcomes } = simulate(net, [{ cycles: 8 }]);
    expect([outcomes.latencySeconds[0], outcomes.energyJoules[0]]).toEqual([2, 128]);
  });

  it("of a window are the means", () => {
    expect(windowCost(net, tasks, weights)).toEqual({
      ...weights,
      referenceLatencySeconds: 2,
      referenceEnergyJoules: 80,
    });
  });

  it("need tasks, energy, and weights that add up to 1", () => {
    expect(() => windowCost(net, taskTable([]), weights)).toThrow("no tasks");
    const free = network({ servers: [server({ energyCoefficient: 0 })] });
    expect(() => windowCost(free, taskTable([{}]), weights)).toThrow("energy 0 J");
    expect(() => windowCost(net, tasks, { ...weights, energyWeight: 0.5 })).toThrow("do not add up to 1");
    expect(() => windowCost(net, tasks, { ...weights, energyWeight: Number.NaN })).toThrow(
      "do not add up to 1",
    );
  });
});

describe("cost and rewards", () => {
  const cost = { ...weights, referenceLatencySeconds: 2, referenceEnergyJoules: 80 };
  const outcomes = {
    ...simulate(net, [{ cycles: 8 }, { home: 1, cycles: 4 }]).outcomes,
    latencySeconds: Float64Array.of(4, 1, 400),
    energyJoules: Float64Array.of(160, 40, 80),
    dropped: Uint8Array.of(0, 1, 0),
  };

  it("weigh latency and energy by their references", () => {
    expect(taskCost(cost, outcomes, 0)).toBe(0.75 * 2 + 0.25 * 2);
    expect(costReward(cost, outcomes, 0)).toBe(-2);
    expect(paperReward(cost, net, tasks, outcomes, 0)).toBe(0.75 * (2 / 4) + 0.25 * (128 / 160));
  });

  it("charge a dropped task the drop cost and its energy", () => {
    expect(taskCost(cost, outcomes, 1)).toBe(20 + 0.25 * 0.5);
    expect(costReward(cost, outcomes, 1)).toBe(-20);
    expect(paperReward(cost, net, tasks, outcomes, 1)).toBe(0);
  });

  it("bound the cost reward by the drop cost", () => {
    expect(taskCost(cost, outcomes, 2)).toBe(150.25);
    expect(costReward(cost, outcomes, 2)).toBe(-20);
  });
});
