import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowCost } from "../../sim/cost.ts";
import { network, type PlainTask, server, simulate, taskTable } from "../../sim/fixtures.test-helper.ts";
import { summarise } from "../../sim/metrics.ts";
import { Network } from "../../sim/network.ts";
import { scene, shapes } from "../../sim/scenes.test-helper.ts";
import type { EpisodeSetup } from "../policy.ts";
import { lowerBounds } from "./lower-bound.ts";

const weights = { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 };

function setupOf(
  net: Network,
  rows: readonly PlainTask[],
  split: EpisodeSetup["split"] = "equal",
): EpisodeSetup {
  const tasks = taskTable(rows);
  return { network: net, tasks, cost: windowCost(net, tasks, weights), split };
}

/** One server of 8 cycles/s, all of it for one task; L0 = 1 s and E0 = 512 J for tasks of 8 cycles. */
const alone = network({ servers: [server()], links: [], resourceCap: 1 });

/**
 * At compute share a a task of 8 cycles takes 1/a s and a²·512 J: ½(1/a + a²) is least at a = 2^(−1/3), where it is
 * ½(2^(1/3) + 2^(−2/3)) = ¾·2^(1/3).
 */
const leastAlone = 0.75 * 2 ** (1 / 3);

describe("the isolated bound", () => {
  it("is the least cost of a task that stays at home", () => {
    expect(lowerBounds(setupOf(alone, [{}])).isolated).toBeCloseTo(leastAlone, 4);
    expect(lowerBounds(setupOf(alone, [{}])).isolated).toBeLessThanOrEqual(leastAlone);
  });

  it("minds the least share", () => {
    const coarse = network({ servers: [server()], links: [], resourceCap: 1, shareMin: 0.9 });
    expect(lowerBounds(setupOf(coarse, [{}])).isolated).toBeCloseTo(0.5 * (1 / 0.9 + 0.81), 4);
  });

  it.each(["equal", "weighted"] as const)(
    "comes near the best of a fine grid of decisions, split %s",
    (split) => {
      const pair = network({
        resourceCap: 1,
        shareMin: 0.25,
        servers: [server(), server({ energyCoefficient: 0.1 })],
      });
      const tasks = [{ bits: 1, cycles: 32, outputRatio: 0.5 }];
      const setup = setupOf(pair, tasks, split);
      let least = Number.POSITIVE_INFINITY;
      for (let x = 0; x <= 1; x += 1 / 128) {
        for (let a = 0.25; a <= 1; a += 1 / 128) {
          const decision = {
            targets: [1],
            offloadRatio: x,
            computeShare: a,
            ...(split === "equal" ? {} : { dataRatio: 0 }),
          };
          least = Math.min(
            least,
            summarise(simulate(pair, tasks, [decision], { split }), setup.cost).objective,
          );
        }
      }
      const { isolated } = lowerBounds(setup);
      expect(isolated).toBeLessThanOrEqual(least);
      expect(isolated).toBeGreaterThan(0.99 * least);
    },
  );

  it("counts a task that may be dropped with no more than that costs", () => {
    const limited = network({ servers: [server({ queueLimit: 0 })], links: [], resourceCap: 1 });
    const setup = setupOf(limited, [{}, {}]);
    const cheap = { ...setup, cost: { ...setup.cost, dropCost: 0.25 } };
    expect(lowerBounds(cheap)).toEqual({ isolated: 0.25, shared: 0.25 });
  });
});

describe("the shared bound", () => {
  /** A task of 8 cycles takes the one server 1 s at least: n at once take 1 + … + n s, whoever is first. */
  it("knows that tasks that arrive at once cannot all be fast", () => {
    const rows = Array.from({ length: 9 }, () => ({}));
    const { isolated, shared } = lowerBounds(setupOf(alone, rows));
    expect(isolated).toBeCloseTo(leastAlone, 4);
    // θ = 1: half the mean latency of 5 s, and half the energy at the least share, a²·512 J with a = 1/8.
    expect(shared).toBeGreaterThan(0.5 * 5 + 0.5 / 64 - 1e-3);
    const { outcomes } = simulate(alone, rows);
    expect(shared).toBeLessThan(
      0.5 * (outcomes.latencySeconds.reduce((sum, seconds) => sum + seconds) / 9) + 0.5,
    );
  });

  it("is the isolated one for tasks that never meet", () => {
    const rows = Array.from({ length: 5 }, (_, k) => ({ arrival: 100 * k }));
    const { isolated, shared } = lowerBounds(setupOf(alone, rows));
    expect(shared).toBeGreaterThanOrEqual(isolated);
    expect(shared).toBeCloseTo(leastAlone, 4);
  });
});

it("lies below whatever is decided, in networks and for tasks of all kinds", () => {
  fc.assert(
    fc.property(shapes(), (shape) => {
      const { spec, tasks, decisions, split } = scene(shape);
      const net = new Network(spec);
      const setup = setupOf(net, tasks, split);
      const { isolated, shared } = lowerBounds(setup);
      const { objective } = summarise(simulate(net, tasks, decisions, { split }), setup.cost);
      expect(isolated).toBeGreaterThan(0);
      expect(shared).toBeGreaterThanOrEqual(isolated);
      expect(objective).toBeGreaterThanOrEqual(shared * (1 - 1e-9));
    }),
    { numRuns: 150 },
  );
});

it("refuses faults", () => {
  const faults = { outages: [], detectionSeconds: 0, maxRestarts: 0, recovery: () => null } as never;
  expect(() => lowerBounds({ ...setupOf(alone, [{}]), faults })).toThrow("there is no lower bound");
});
