import { expect, it } from "vitest";
import type { CostModel } from "./cost.ts";
import { network, server, simulate, taskTable } from "./fixtures.test-helper.ts";
import { summarise } from "./metrics.ts";
import { createSimulator } from "./simulator.ts";

const cost: CostModel = {
  latencyWeight: 0.5,
  energyWeight: 0.5,
  referenceLatencySeconds: 2,
  referenceEnergyJoules: 64,
  dropCost: 20,
};
const net = network({
  servers: [server({ queueLimit: 1, idlePowerWatts: 5 }), server({ idlePowerWatts: 1 })],
  resourceCap: 1,
});

it("sums a run up", () => {
  // At server 0, of 8 cycles/s: done at 11 s, done at 12 s after 1 s of waiting, rejected; at server 1: done at 14 s.
  const tasks = [
    { arrival: 10, deadline: 1 },
    { arrival: 10, deadline: 1.5, upload: 0.5, uploadJoules: 64 },
    { arrival: 10 },
    { home: 1, arrival: 12, cycles: 16, deadline: 3 },
  ];
  const simulator = simulate(net, tasks, [{ computeShare: 2 }]);
  expect(summarise(simulator, cost)).toEqual({
    tasks: 4,
    meanLatencySeconds: (1 + 2.5 + 0 + 2) / 4,
    p50LatencySeconds: 2,
    p95LatencySeconds: 2.5,
    p99LatencySeconds: 2.5,
    meanEnergyJoules: (512 + 576 + 0 + 1024) / 4,
    objective: (0.25 + 4 + (0.625 + 4.5) + 20 + (0.5 + 8)) / 4,
    dropped: 1,
    deadlineMisses: 2,
    latencyParts: { uplink: 0.125, transfer: 0, linkWait: 0, computeWait: 0.25, compute: 1, recovery: 0 },
    utilisation: [0.5, 0.5],
    clippedShares: 1,
    horizonSeconds: 4,
    systemEnergyJoules: 2112 + 4 * 6,
    energyParts: { compute: 2048, links: 0, access: 64, idle: 24 },
    carbonGrams: null,
    faults: null,
  });
});

it("takes the quantiles of the reference figures: sorted[floor(q·n)]", () => {
  const tasks = Array.from({ length: 200 }, (_, i) => ({ arrival: 1000 * i, cycles: 8 * (200 - i) }));
  const summary = summarise(simulate(net, tasks), cost);
  expect([summary.p50LatencySeconds, summary.p95LatencySeconds, summary.p99LatencySeconds]).toEqual([
    101, 191, 199,
  ]);
});

it("refuses an empty run and an unfinished one", () => {
  expect(() => summarise(createSimulator(net, taskTable([])), cost)).toThrow("no tasks");
  expect(() => summarise(createSimulator(net, taskTable([{}])), cost)).toThrow("task 0 is not complete");
});
