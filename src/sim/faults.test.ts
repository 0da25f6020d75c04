import { describe, expect, it } from "vitest";
import { type FaultModel, type Outage, recoveries } from "./faults.ts";
import {
  faultModel,
  mesh,
  network,
  type PlainDecision,
  type PlainTask,
  server,
  simulate,
} from "./fixtures.test-helper.ts";
import { summarise } from "./metrics.ts";

/** Three servers of 8 cycles/s, of which a task takes all; links of 4 bit/s, 0.5 s, 3 W. */
const net = network({
  servers: [server({ idlePowerWatts: 1 }), server(), server()],
  links: mesh(3),
  resourceCap: 1,
});

const down = (server: number, fromSeconds: number, toSeconds: number): Outage => ({
  fromSeconds,
  toSeconds,
  resource: { server },
});

function withFaults(outages: readonly Outage[], changes: Partial<FaultModel> = {}) {
  return (tasks: readonly PlainTask[], decisions: readonly PlainDecision[] = [], more = {}) =>
    simulate(net, tasks, decisions, {
      faults: faultModel({ outages, ...changes }),
      ...more,
    });
}

describe("a server that fails", () => {
  it("loses what it computes, and the home server starts it again", () => {
    // 16 cycles: 2 s. Half done when the server goes down, noticed at 1.25; up again at 1.375, so the first restart is lost too.
    const run = withFaults([down(0, 1, 1.375)])([{ cycles: 16 }], [], { powerBinSeconds: 1 });
    expect(run.outcomes.latencySeconds[0]).toBe(1.5 + 2);
    expect(run.outcomes.recoverySeconds[0]).toBe(1.5);
    expect(run.outcomes.computeSeconds[0]).toBe(2);
    expect(run.outcomes.restarts[0]).toBe(2);
    expect(run.outcomes.energyJoules[0]).toBe(512 + 1024);
    expect(run.faultTotals).toEqual({
      serverFailures: 1,
      linkFailures: 0,
      lostParts: 2,
      restarts: 2,
      abandonedParts: 0,
      wastedJoules: 512,
      serverDownSeconds: Float64Array.of(0.375, 0, 0),
    });
    expect(run.energyTotals).toEqual({
      computeJoules: 1536,
      linkJoules: 0,
      accessJoules: 0,
      idleJoules: 3.125,
    });
    const power = run.powerSeries()!;
    const first = (series: Float64Array) => Array.from({ length: power.bins }, (_, bin) => series[3 * bin]);
    expect(first(power.computeJoules)).toEqual([512, 256, 512, 256]);
    expect(first(power.idleJoules)).toEqual([1, 0.625, 1, 0.5]);
  });

  it("loses those who wait, and what arrives there; they start again in the order of their tasks", () => {
    // Task 0 computes, tasks 1 and 2 wait, task 3's input arrives at 2.5 s.
    const run = withFaults([down(1, 1, 4)], { recovery: recoveries.home })(
      [{ home: 1, cycles: 16 }, { home: 1 }, { home: 1 }, { home: 0, bits: 8 }],
      [{}, {}, {}, { targets: [1], offloadRatio: 1 }],
    );
    // Restarts at 1.25, 1.5, ...: lost at once until the fourth would be due.
    expect([...run.outcomes.dropped]).toEqual([1, 1, 1, 0]);
    expect([...run.outcomes.restarts]).toEqual([3, 3, 3, 1]);
    expect(run.outcomes.latencySeconds[0]).toBe(2);
    expect(run.outcomes.recoverySeconds[0]).toBe(2);
    // Lost on arrival at 2.5, noticed at 2.75, then 1 s at home.
    expect(run.outcomes.latencySeconds[3]).toBe(3.75);
    expect([...run.takeCompleted().rows.subarray(0, 4)]).toEqual([0, 1, 2, 3]);
  });

  it("leaves alone what it has done already, while the task's other parts still run", () => {
    // Home: done at 0.5. Remote: 4 bit in 1 s, 0.5 s, 0.5 s of compute. The home server fails in between.
    const run = withFaults([down(0, 1, 9)])([{}], [{ targets: [1], offloadRatio: 0.5 }]);
    expect(run.outcomes.latencySeconds[0]).toBe(2);
    expect(run.faultTotals?.lostParts).toBe(0);
  });

  it("can be left behind by recovery", () => {
    const tasks = [{ cycles: 16, bits: 8 }];
    const next = withFaults([down(0, 1, 9)], { recovery: recoveries.next })(tasks);
    // To server 1 at 1.25: 2 s of transfer, 0.5 s on the way, 2 s of compute.
    expect(next.outcomes.latencySeconds[0]).toBe(1.25 + 4.5);
    expect(next.outcomes.energyJoules[0]).toBe(512 + 6 + 1024);
    const none = withFaults([down(0, 1, 9)], { recovery: recoveries.none })(tasks);
    expect([none.outcomes.dropped[0], none.outcomes.latencySeconds[0]]).toEqual([1, 1.25]);
    const same = withFaults([down(0, 1, 9)], { recovery: recoveries.same, detectionSeconds: 3 })(tasks);
    expect([same.outcomes.restarts[0], same.outcomes.latencySeconds[0]]).toEqual([3, 12]);
  });

  it("has nothing free while it is down, and its neighbours hear what it said last", () => {
    const seen: unknown[] = [];
    const reporting = network({ servers: [server(), server()], resourceCap: 1, loadReportSeconds: 1 });
    simulate(
      reporting,
      [{ home: 1, cycles: 4, arrival: 0 }, { arrival: 2.75 }, { arrival: 20 }],
      [],
      {
        loadReports: true,
        faults: faultModel({ outages: [down(1, 0.25, 9)], maxRestarts: 0 }),
      },
      (simulator, row) => {
        const { freeCompute, nowSeconds, loadReports } = simulator;
        seen.push([row, freeCompute[1], loadReports!.freeCompute(1, 0.5, nowSeconds)]);
      },
    );
    expect(seen).toEqual([
      [0, 8, 8],
      [0, 0, 8],
      [1, 0, 8],
      [1, 0, 8],
      [2, 8, 8],
      [2, 8, 8],
    ]);
  });
});

it("draws faults from the seed, with the availability they should have", () => {
  const tasks = Array.from({ length: 4000 }, (_, row) => ({ arrival: 5 * row, home: row % 3, cycles: 4 }));
  const rates = { mtbfSeconds: 30, mttrSeconds: 10 };
  const run = (salt: string) =>
    withFaults([], { servers: rates, links: rates, salt })(tasks, [], {}).faultTotals!;
  expect(run("1")).toEqual(run("1"));
  expect(run("1")).not.toEqual(run("2"));
  const totals = run("1");
  const share = totals.serverDownSeconds.reduce((sum, seconds) => sum + seconds, 0) / (3 * 20_000);
  expect(share).toBeGreaterThan(0.22);
  expect(share).toBeLessThan(0.28);
  expect(totals.lostParts).toBe(totals.restarts + totals.abandonedParts);
});

it("says which outage is impossible", () => {
  const outage = (changes: Partial<Outage>) => () => withFaults([{ ...down(0, 1, 2), ...changes }])([{}]);
  expect(outage({ toSeconds: 1 })).toThrow("outage 0: from 1 s to 1 s");
  expect(outage({ resource: { server: 3 } })).toThrow("outage 0: server 3");
  expect(outage({ resource: { link: { from: 0, to: 9 } } })).toThrow("outage 0: link 0 → 9");
});

it("counts faults in the summary", () => {
  const cost = {
    latencyWeight: 0.5,
    energyWeight: 0.5,
    referenceLatencySeconds: 1,
    referenceEnergyJoules: 1,
    dropCost: 20,
  };
  const summary = summarise(withFaults([down(0, 1, 1.375)])([{ cycles: 16 }]), cost);
  expect(summary.faults?.availability).toEqual([1 - 0.375 / 3.5, 1, 1]);
  expect(summary.latencyParts.recovery).toBe(1.5);
});
