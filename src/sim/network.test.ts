import { describe, expect, it } from "vitest";
import { link, mesh, network, server } from "./fixtures.test-helper.ts";
import type { NetworkSpec } from "./network.ts";

describe("indexing", () => {
  const net = network({
    servers: [server(), server(), server()],
    links: [link(2, 0), link(0, 2), link(0, 1)],
  });

  it("numbers links by their ends", () => {
    expect([...net.linkFrom]).toEqual([0, 0, 2]);
    expect([...net.linkTo]).toEqual([1, 2, 0]);
    expect([0, 1, 2].map((m) => net.degree(m))).toEqual([2, 0, 1]);
  });

  it("finds links", () => {
    expect([net.linkBetween(0, 1), net.linkBetween(0, 2), net.linkBetween(2, 0)]).toEqual([0, 1, 2]);
    expect([net.linkBetween(1, 0), net.linkBetween(0, 0), net.linkBetween(2, 1)]).toEqual([-1, -1, -1]);
  });
});

describe("refusals", () => {
  it.each<[Partial<NetworkSpec>, string]>([
    [
      { servers: [server({ name: "a", capacityCyclesPerSecond: -1 })] },
      "server a: capacityCyclesPerSecond is -1",
    ],
    [{ servers: [server({ energyCoefficient: Number.NaN })] }, "energyCoefficient is NaN"],
    [{ servers: [server({ idlePowerWatts: -1 })] }, "idlePowerWatts is -1"],
    [{ servers: [server({ queueLimit: 1.5 })] }, "queueLimit is 1.5"],
    [{ links: mesh(2, { bandwidthBitsPerSecond: 0 }) }, "link 0 → 1: bandwidthBitsPerSecond is 0"],
    [{ links: mesh(2, { propagationDelaySeconds: -1 }) }, "propagationDelaySeconds is -1"],
    [{ links: mesh(2, { transmitPowerWatts: Number.POSITIVE_INFINITY }) }, "transmitPowerWatts is Infinity"],
    [{ resourceCap: 1.1 }, "resourceCap is 1.1"],
    [{ shareMin: 0 }, "shareMin is 0"],
    [{ maxTargets: -1 }, "maxTargets is -1"],
    [{ loadReportSeconds: 0 }, "network: loadReportSeconds is 0"],
    [{ loadReportSeconds: Number.POSITIVE_INFINITY }, "loadReportSeconds is Infinity"],
    [{ links: [link(0, 2)] }, "link 0 → 2 is not a link between two different servers"],
    [{ links: [link(1, 1)] }, "link 1 → 1 is not a link"],
    [{ links: [link(0, 1), link(0, 1)] }, "link 0 → 1 is not a link"],
  ])("%#", (changes, message) => {
    expect(() => network(changes)).toThrow(message);
  });
});
