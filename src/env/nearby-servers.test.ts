import { expect, it } from "vitest";
import { network, server } from "../sim/fixtures.test-helper.ts";
import { nearbyServers } from "./nearby-servers.ts";

it("reaches whoever may queue where a server's tasks do, and no further", () => {
  const link = { bandwidthBitsPerSecond: 4, propagationDelaySeconds: 0, transmitPowerWatts: 1 };
  // A chain of six, linked both ways.
  const links = [0, 1, 2, 3, 4].flatMap((m) => [
    { from: m, to: m + 1, ...link },
    { from: m + 1, to: m, ...link },
  ]);
  const chain = network({ servers: Array.from({ length: 6 }, () => server()), links });
  expect(nearbyServers(chain, 0)).toEqual([0, 1, 2]);
  expect(nearbyServers(chain, 3)).toEqual([1, 2, 3, 4, 5]);
});
