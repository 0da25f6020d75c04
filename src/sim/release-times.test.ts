import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultModel, mesh, network, server, simulate } from "./fixtures.test-helper.ts";
import { Network } from "./network.ts";
import { releaseTimesWidth } from "./release-times.ts";
import { scene, shapes } from "./scenes.test-helper.ts";
import type { Simulator } from "./simulator.ts";

/** The two times of a resource, from now on [s]. */
function timesOf({ releaseTimes, nowSeconds }: Simulator, resource: number): number[] {
  const out = new Float64Array(releaseTimesWidth);
  releaseTimes!.look(nowSeconds);
  releaseTimes!.write(resource, out, 0);
  return Array.from(out, (time) => Math.max(0, time - nowSeconds));
}

describe("release times", () => {
  it("tell how long a request of the largest share waits, at a server and for a link, to the bit of rounding", () => {
    let waits = 0;
    fc.assert(
      fc.property(shapes(), (choice) => {
        const s = scene({ ...choice, limited: false }, true);
        const net = new Network(s.spec);
        const decisions = s.decisions.map((own) => ({ ...own, computeShare: 1, bandwidthShare: 1 }));
        const foretold: { readonly row: number; readonly isLink: boolean; readonly seconds: number }[] = [];
        let last = -1;
        const { outcomes } = simulate(net, s.tasks, decisions, { releaseTimes: true }, (simulator, row) => {
          if (row === last) return; // decided
          last = row;
          const home = s.tasks[row]!.home!;
          const target = (decisions[row]!.offloadRatio ?? 0) > 0 ? decisions[row]!.targets?.[0] : undefined;
          const resource = target === undefined ? home : net.serverCount + net.linkBetween(home, target);
          foretold.push({ row, isLink: target !== undefined, seconds: timesOf(simulator, resource)[0]! });
        });
        for (const { row, isLink, seconds } of foretold) {
          const waited = (isLink ? outcomes.linkWaitSeconds : outcomes.computeWaitSeconds)[row]!;
          expect(Math.abs(waited - seconds)).toBeLessThan(1e-9 * Math.max(1, waited));
          if (waited > 0) waits++;
        }
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(waits).toBeGreaterThan(500);
  });

  // A server of 8 cycles/s, of which a task may take 4: two of 8 cycles run from 0 to 2, one waits, from 2 to 4.
  const crowd = [{}, {}, {}].map(() => ({ cycles: 8 }));

  it("tell when all will be done", () => {
    const seen: number[][] = [];
    simulate(network(), [...crowd, { arrival: 0.5 }], [], { releaseTimes: true }, (simulator) =>
      seen.push(timesOf(simulator, 0)),
    );
    // Before and after each decision.
    expect(seen).toEqual([
      [0, 0],
      [0, 2],
      [0, 2],
      [2, 2],
      [2, 2],
      [2, 4],
      [1.5, 3.5],
      [3.5, 3.5],
    ]);
  });

  it("count what is on its way to a server from when it can have heard of it until it is there", () => {
    const seen: number[] = [];
    const away = { targets: [1], offloadRatio: 0.5 };
    // 4 bit over 2 bit/s and 0.5 s: it arrives at 2.5.
    const arrivals = [0, 0.25, 0.5, 1, 2.25, 2.75];
    const tasks = arrivals.map((arrival) => ({ arrival, cycles: 8 }));
    simulate(network(), tasks, [away], { releaseTimes: true }, ({ releaseTimes, nowSeconds }) => {
      releaseTimes!.look(nowSeconds);
      seen.push(releaseTimes!.inboundCycles(1));
    });
    // Before and after each decision.
    expect(seen).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 0, 0]);
  });

  it("are reported to neighbours as they were when the report left", () => {
    const net = network({
      servers: [server(), server()],
      links: mesh(2, { propagationDelaySeconds: 0.5 }),
      loadReportSeconds: 1,
    });
    const tasks = [
      ...crowd.map((task) => ({ ...task, home: 1, arrival: 0.25 })),
      ...[1.375, 1.5, 3.5].map((arrival) => ({ home: 0, arrival, cycles: 0.5 })),
    ];
    const heard: number[][] = [];
    const options = { loadReports: true, releaseTimes: true };
    simulate(net, tasks, [], options, ({ loadReports, nowSeconds }, row) => {
      const out = new Float64Array(releaseTimesWidth);
      loadReports!.writeReleaseTimes(1, 0.5, nowSeconds, out, 0);
      if (row >= crowd.length && heard.at(-1)?.[0] !== nowSeconds) heard.push([nowSeconds, ...out]);
    });
    expect(heard).toEqual([
      [1.375, 0, 0], // sent at 0
      [1.5, 2.25, 4.25], // sent at 1
      [3.5, 0, 4.25], // sent at 3: half is free
    ]);
  });

  it("never come for a server that is down", () => {
    const faults = faultModel({ outages: [{ resource: { server: 1 }, fromSeconds: 0.25, toSeconds: 9 }] });
    const seen: number[][] = [];
    simulate(network(), [{ arrival: 0.5 }], [], { faults, releaseTimes: true }, (simulator) =>
      seen.push([0, 1].flatMap((m) => timesOf(simulator, m))),
    );
    expect(seen[0]).toEqual([0, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it("are not there unless they are asked for", () => {
    expect(simulate(network(), [{}]).releaseTimes).toBeNull();
  });
});
