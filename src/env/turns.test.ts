import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { windowCost } from "../sim/cost.ts";
import type { Decision } from "../sim/decision.ts";
import { recoveries } from "../sim/faults.ts";
import { link, network, type PlainTask, server, taskTable } from "../sim/fixtures.test-helper.ts";
import { summarise } from "../sim/metrics.ts";
import type { EpisodeSetup, Policy, PolicyContext, Sight } from "./policy.ts";
import { rollout } from "./rollout.ts";

/** A ring of servers, each linked to the two on either side; short delays, and tasks that take about as long. */
function ring(servers: number, seed: number, faulty: boolean): EpisodeSetup {
  const rng = Rng.stream(seed, "turns-test");
  const links = Array.from({ length: servers }, (_, m) =>
    [-2, -1, 1, 2].map((step) =>
      link(m, (m + step + servers) % servers, {
        propagationDelaySeconds: 0.05 + 0.05 * rng.uniform(),
        bandwidthBitsPerSecond: 20 + rng.uniform(),
      }),
    ),
  ).flat();
  const on = network({
    servers: Array.from({ length: servers }, () => server({ capacityCyclesPerSecond: 8 + rng.uniform() })),
    links,
    maxTargets: 2,
    loadReportSeconds: 0.2,
  });
  let arrival = 0;
  const tasks = taskTable(
    Array.from({ length: 600 }, (): PlainTask => {
      arrival += rng.exponential(0.8 / servers);
      return {
        arrival,
        home: rng.integer(servers),
        cycles: 1e-3 + rng.exponential(3),
        bits: rng.exponential(2),
        outputRatio: rng.integer(2),
      };
    }),
  );
  const cost = windowCost(on, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  const faults = {
    outages: [],
    servers: { mtbfSeconds: 20, mttrSeconds: 1 },
    links: { mtbfSeconds: 20, mttrSeconds: 1 },
    salt: `${seed}`,
    detectionSeconds: 0.1,
    maxRestarts: 3,
    recovery: recoveries.next,
  };
  return { network: on, tasks, cost, split: "equal", ...(faulty ? { faults } : {}) };
}

/** Decides by every digit of what it sees. */
function nervous(information: Sight, batches: number[] | null): Policy {
  const decide = ({ local }: PolicyContext, decision: Decision) => {
    let sum = local.freeCompute + 3 * local.waitingCycles + local.sinceLastDecisionSeconds + local.nowSeconds;
    for (const [k, free] of local.freeBandwidth.entries()) sum += (k + 1) * (free + local.waitingBits[k]!);
    for (const [k, free] of local.peers?.freeCompute.entries() ?? []) {
      sum += (k + 7) * (free + local.peers!.waitingCycles[k]!);
    }
    for (const times of Object.values(local.releases ?? {})) {
      if (typeof times === "number") sum += 5 * times;
      else if (times instanceof Float64Array) for (const [k, time] of times.entries()) sum += (k + 2) * time;
    }
    const digits = Number.isFinite(sum) ? Math.abs(sum * 1e6) % 1 : 0.4;
    decision.targetCount = Math.floor(digits * 3);
    const first = local.network.firstLink[local.server]!;
    for (let k = 0; k < decision.targetCount; k++) {
      decision.targets[k] = local.network.linkTo[first + ((Math.floor(digits * 40) + k) % 4)]!;
    }
    decision.offloadRatio = (digits * 100) % 1;
    decision.computeShare = (digits * 1000) % 1;
    decision.bandwidthShare = (digits * 10_000) % 1;
  };
  const policy: Policy = { name: "nervous", information, begin() {}, decide };
  if (batches === null) return policy;
  return {
    ...policy,
    decideBatch(contexts, decisions) {
      batches.push(contexts.length);
      const servers = contexts.map(({ local }) => local.server);
      expect(new Set(servers).size).toBe(servers.length);
      for (const [k, context] of contexts.entries()) decide(context, decisions[k]!);
    },
  };
}

describe("a policy that decides in batches", () => {
  it("sees, decides and reaches the same bits as one that decides task by task", async () => {
    const batches: number[] = [];
    const property = fc.asyncProperty(
      fc.integer({ min: 5, max: 60 }),
      fc.nat(),
      fc.constantFrom<Sight>("local", "peers", "releases"),
      fc.boolean(),
      async (servers, seed, information, faulty) => {
        const setup = ring(servers, seed, faulty);
        const alone = await rollout(setup, nervous(information, null));
        const together = await rollout(setup, nervous(information, batches));
        expect(together.decisions).toEqual(alone.decisions);
        expect(together.simulator.outcomes).toEqual(alone.simulator.outcomes);
        const [a, b] = [alone, together].map(({ simulator }) => summarise(simulator, setup.cost));
        expect(b!.horizonSeconds).toBe(a!.horizonSeconds);
        expect(b!.objective).toBe(a!.objective);
        expect(b!.systemEnergyJoules).toBeCloseTo(a!.systemEnergyJoules, 6);
        expect(b!.faults?.lostParts).toBe(a!.faults?.lostParts);
      },
    );
    await fc.assert(property, { numRuns: 60 });
    expect(Math.max(...batches)).toBeGreaterThan(4);
  });

  it("decides one by one where a decision is felt at once", async () => {
    const setup = ring(20, 1, false);
    const links = setup.network.spec.links.map((one) => ({ ...one, propagationDelaySeconds: 0 }));
    const batches: number[] = [];
    const at = { ...setup, network: network({ ...setup.network.spec, links }) };
    const together = await rollout(at, nervous("peers", batches));
    expect(new Set(batches)).toEqual(new Set([1]));
    const alone = await rollout(at, nervous("peers", null));
    expect(together.simulator.outcomes).toEqual(alone.simulator.outcomes);
  });
});
