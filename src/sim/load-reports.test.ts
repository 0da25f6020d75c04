import { describe, expect, it, test } from "vitest";
import { Rng } from "../core/rng.ts";
import { mesh, network, server, simulate } from "./fixtures.test-helper.ts";
import { LoadReports } from "./load-reports.ts";

/** Two servers of 8 cycles/s that report every second, over links of `delay` [s]. */
function reporting(delay: number) {
  return network({ links: mesh(2, { propagationDelaySeconds: delay }), loadReportSeconds: 1 });
}
const load = (...values: number[]) => Float64Array.from(values);
const idle = load(8, 8);
const none = load(0, 0);

describe("load reports", () => {
  it("tell of an empty network before the first one", () => {
    const reports = new LoadReports(reporting(0.5));
    reports.record(0.25, idle, none);
    expect([reports.freeCompute(1, 0.5, 0.25), reports.waitingCycles(1, 0.5, 0.25)]).toEqual([8, 0]);
    expect(reports.freeCompute(1, 0.5, 0)).toBe(8);
  });

  it("are those of the last whole interval not later than now − delay", () => {
    const reports = new LoadReports(reporting(0.5));
    reports.record(1, load(7, 7), load(1, 10)); // sent at 0 and 1
    reports.record(2, load(6, 6), load(2, 20)); // sent at 2
    reports.record(2.5, load(5, 5), load(3, 30)); // nothing is due
    const heard = [1.25, 1.5, 2.25, 2.5].map((now) => reports.waitingCycles(1, 0.5, now));
    expect(heard).toEqual([10, 10, 10, 20]);
    expect(reports.freeCompute(1, 0.5, 2.5)).toBe(6);
    expect(reports.waitingCycles(0, 0.5, 2.5)).toBe(2);
  });

  it("say nothing of what changes and changes back between two of them", () => {
    const reports = new LoadReports(reporting(0));
    reports.record(1.25, idle, none);
    reports.record(1.75, load(0, 0), load(99, 99)); // busy from 1.25 to 1.75
    reports.record(2.5, idle, none);
    expect([1.5, 2, 2.5].map((now) => reports.freeCompute(0, 0, now))).toEqual([8, 8, 8]);
    expect([1.5, 2, 2.5].map((now) => reports.waitingCycles(0, 0, now))).toEqual([0, 0, 0]);
  });

  it("repeat a load that lasts through a long silence", () => {
    const reports = new LoadReports(reporting(0.5));
    reports.record(1, idle, none);
    reports.record(1e6 + 0.25, load(3, 4), none); // since 1, and for all of that time
    expect(reports.freeCompute(1, 0.5, 1e6 + 0.25)).toBe(4);
    reports.record(1e6 + 2, idle, none);
    expect(reports.freeCompute(1, 0.5, 1e6 + 1.25)).toBe(4); // sent at 1e6
    expect(reports.freeCompute(1, 0.5, 1e6 + 1.5)).toBe(8); // sent at 1e6 + 1
  });

  it("of a server that is down stay what they were, through a silence longer than the ring of reports", () => {
    const down = Uint8Array.of(0, 1);
    const reports = new LoadReports(reporting(0), down);
    reports.record(0.5, load(7, 7), none);
    reports.record(41.5, load(3, 0), none);
    expect([0, 1].map((server) => reports.freeCompute(server, 0, 41.5))).toEqual([3, 8]);
  });

  it("may be longer on their way than the time between two", () => {
    const reports = new LoadReports(reporting(3.5));
    for (let second = 0; second <= 20; second++) {
      reports.record(second, load(0, second), none);
      const expected = Math.max(0, Math.floor(second - 3.5));
      expect(reports.freeCompute(1, 3.5, second)).toBe(expected);
      // Others are heard over a nearer link.
      expect(reports.freeCompute(1, 0, second)).toBe(second);
    }
  });
});

test("whatever happens when, a report is the load at its time", () => {
  const rng = Rng.stream(5, "load-reports");
  for (let run = 0; run < 40; run++) {
    const delays = [0, 0.0625 * rng.integer(80), 0.25 * rng.integer(8)];
    const reports = new LoadReports(reporting(Math.max(...delays)));
    /** From when on [s] which load. */
    const history = [{ from: 0, free: 8 }];
    let now = 0;
    for (let step = 0; step < 60; step++) {
      const before = history.at(-1)!.free;
      now += rng.uniform() < 0.1 ? 30 + rng.integer(5) : 0.0625 * rng.integer(24);
      reports.record(now, load(0, before), load(0, 100 - before));
      for (const delay of delays) {
        const sent = Math.max(0, Math.floor(now - delay));
        // What happens at the very time of a report comes after it.
        const expected = history.findLast(({ from }) => from < sent)?.free ?? 8;
        expect(reports.freeCompute(1, delay, now)).toBe(expected);
        expect(reports.waitingCycles(1, delay, now)).toBe(100 - expected);
      }
      history.push({ from: now, free: rng.integer(8) });
    }
  }
});

describe("in the simulator", () => {
  it("a neighbour's load is seen as it was when its last report left", () => {
    // Server 1 computes a task of 8 cycles at 4 cycles/s from 0.25 to 2.25, then the two that wait, from 2.25 and from 4.25;
    // server 0 looks whenever one of its small tasks arrives, hears after 0.5 s, and reports leave every second.
    const looks = [0.375, 1.375, 1.5, 2.375, 2.75, 3.375, 3.5, 4.75, 5.375, 5.5];
    const big = [0.25, 0.25, 0.25].map((arrival) => ({ home: 1, arrival, cycles: 8 }));
    const tasks = [...big, ...looks.map((arrival) => ({ home: 0, arrival, cycles: 0.125 }))];
    const net = network({
      servers: [server(), server({ capacityCyclesPerSecond: 4 })],
      links: mesh(2, { propagationDelaySeconds: 0.5 }),
      resourceCap: 1,
      loadReportSeconds: 1,
    });
    const heard: (readonly number[])[] = [];
    simulate(net, tasks, [], { loadReports: true }, ({ loadReports, nowSeconds }, row) => {
      if (row < big.length) return;
      const [free, waiting] = [
        loadReports!.freeCompute(1, 0.5, nowSeconds),
        loadReports!.waitingCycles(1, 0.5, nowSeconds),
      ];
      if (heard.at(-1)?.[0] !== nowSeconds) heard.push([nowSeconds, free, waiting]);
    });
    expect(heard).toEqual([
      [0.375, 4, 0],
      [1.375, 4, 0], // sent at 0
      [1.5, 0, 16], // sent at 1
      [2.375, 0, 16],
      [2.75, 0, 16], // sent at 2, though one of those who waited has begun at 2.25
      [3.375, 0, 16],
      [3.5, 0, 8], // sent at 3
      [4.75, 0, 8], // sent at 4
      [5.375, 0, 8],
      [5.5, 0, 0], // sent at 5: the last has begun at 4.25
    ]);
  });

  it("there are none unless they are asked for", () => {
    expect(simulate(network(), [{}]).loadReports).toBeNull();
    expect(simulate(network(), [{}], [], { loadReports: true }).loadReports).not.toBeNull();
  });
});
