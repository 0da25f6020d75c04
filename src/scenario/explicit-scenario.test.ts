import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import type { Site } from "../topology/site.ts";
import { networkOf } from "./build.ts";
import { explicitScenario } from "./explicit-scenario.ts";
import { loadScenario } from "./load-scenario.ts";
import { loadWorkload } from "./load-workload.ts";
import { parseScenario, parseScenarioFile } from "./parse-scenario.ts";
import type { Scenario } from "./schema.ts";

const tail = "windows: { train: { from: 0, to: 60 }, validate: { from: 60, to: 80 }, test: { from: 80 } }\n";

function cityFile(topology: string, workload = "homes: { zipf: 0.8 }") {
  const text = `name: city
topology: { ${topology} }
workload: { kind: synthetic-google, durationSeconds: 1000, ${workload} }
${tail}`;
  return parseScenarioFile(text, "city.yaml");
}

/** Five places on a line from west to east on the equator, 1, 2, 3 and 4 times 111.195 m apart. */
const line: readonly Site[] = [0, 1, 3, 6, 10].map((step, index) => ({
  name: `s${index}`,
  latitude: 0,
  longitude: step / 1000,
}));

const outgoing = (scenario: Scenario) =>
  scenario.servers.map((_, from) =>
    scenario.links.list.filter((link) => link.from === from).map((link) => link.to),
  );

test("a server at each site, with links to the nearest ones and delays by distance", () => {
  const scenario = explicitScenario(
    cityFile(
      "kind: sites, neighbours: 2, bandwidth: 5e6, transmitPower: 2, delay: { base: 0.002, speed: 1e5 }",
    ),
    line,
  );
  expect(scenario.servers.map((server) => server.name)).toEqual([
    "site-s0",
    "site-s1",
    "site-s2",
    "site-s3",
    "site-s4",
  ]);
  expect(scenario.servers.map((server) => server.position)).toEqual([
    [-444.8, 0],
    [-333.6, 0],
    [-111.2, 0],
    [222.4, 0],
    [667.2, 0],
  ]);
  expect(outgoing(scenario)).toEqual([
    [1, 2],
    [0, 2],
    [1, 0],
    [2, 4],
    [3, 2],
  ]);
  const network = networkOf(scenario);
  expect(network.linkCount).toBe(10);
  expect(network.propagationDelay[network.linkBetween(3, 4)]).toBeCloseTo(0.002 + 444.8 / 1e5, 12);
  expect(network.bandwidth.every((bandwidth) => bandwidth === 5e6)).toBe(true);
  expect(network.transmitPower.every((power) => power === 2)).toBe(true);
});

test("mutual: a link back wherever there is a link", () => {
  const scenario = explicitScenario(cityFile("kind: sites, neighbours: 1, mutual: true"), line);
  expect(outgoing(scenario).map((heads) => [...heads].sort())).toEqual([[1], [0, 2], [1, 3], [2, 4], [3]]);
});

test("the first sites of the list, at the places they have among all, with the capacities they have among all", () => {
  const all = explicitScenario(cityFile("kind: sites, neighbours: 2"), line);
  const three = explicitScenario(cityFile("kind: sites, neighbours: 2, count: 3"), line);
  expect(three.servers).toEqual(all.servers.slice(0, 3));
});

test("sites outside of the area are passed over", () => {
  const scenario = explicitScenario(
    cityFile("kind: sites, neighbours: 1, area: { latitude: [-1, 1], longitude: [0.001, 0.006] }"),
    line,
  );
  expect(scenario.servers.map((server) => server.name)).toEqual(["site-s1", "site-s2", "site-s3"]);
});

test("capacities are drawn from their list by the seed", () => {
  const drawn = (seed: number) =>
    explicitScenario(cityFile(`kind: generated, count: 300, seed: ${seed}`)).servers.map(
      (server) => server.capacity,
    );
  const capacities = drawn(1);
  for (const capacity of [6e9, 8e9, 10e9]) {
    expect(capacities.filter((one) => one === capacity).length).toBeGreaterThan(70);
  }
  expect(drawn(1)).toEqual(capacities);
  expect(drawn(2)).not.toEqual(capacities);
});

test("what a topology makes is a scenario of its own, which needs no list any more", () => {
  const file = cityFile(
    "kind: sites, neighbours: 2, queueLimit: 4, idlePower: 7, energyCoefficient: 2e-28",
    "homes: { zipf: 1, ranks: 2 }, burstGapSecondsPerServer: 5",
  );
  const scenario = explicitScenario(file, line);
  expect(parseScenario(JSON.stringify(scenario), "run.json")).toEqual(scenario);
  expect(scenario.servers[0]).toMatchObject({ queueLimit: 4, idlePower: 7, energyCoefficient: 2e-28 });
  expect(scenario).not.toHaveProperty("topology");
});

test("homes by Zipf's law and gaps for each server, with listed servers too", () => {
  const text = (workload: string) => `name: two
servers: [{ capacity: 1e9 }, { capacity: 1e9 }, { capacity: 1e9 }]
workload: { kind: synthetic-google, durationSeconds: 1000, ${workload} }
${tail}`;
  const { workload } = parseScenario(text("homes: { zipf: 1 }, burstGapSecondsPerServer: 3.51"), "two.yaml");
  expect([...workload.homeWeights!].sort((p, q) => q - p)).toEqual([0.545455, 0.272727, 0.181818]);
  expect(workload).toMatchObject({ burstGapSeconds: 1.17 });
  expect(workload).not.toHaveProperty("homes");
  const usual = parseScenario(text("homeWeights: [1, 0, 0]"), "usual.yaml").workload;
  expect(usual).toMatchObject({ burstGapSeconds: 1.17, homeWeights: [1, 0, 0] });
});

describe("refused", () => {
  test.each([
    ["no list", "kind: sites", undefined, "usage", "no --sites was given", "eua-dataset"],
    ["a list too short", "kind: sites, count: 6", line, "scenario", "has 5", "topology.count"],
    [
      "too few in the area",
      "kind: sites, count: 5, area: { latitude: [-1, 1], longitude: [0, 0.002] }",
      line,
      "scenario",
      "has 2 within topology.area, of 5 in all",
      "topology.count",
    ],
    ["too few neighbours", "kind: sites", line, "scenario", "neighbours is 6", "topology.neighbours"],
    ["one server", "kind: generated, count: 1", undefined, "scenario", "neighbours", "neighbours"],
  ] as const)("%s", (_, topology, sites, kind, message, fix) => {
    let error: unknown;
    try {
      explicitScenario(cityFile(topology), sites);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(EdgeflockError);
    expect(error).toMatchObject({ kind });
    expect((error as EdgeflockError).message).toContain(message);
    expect((error as EdgeflockError).fix).toContain(fix);
  });
});

const eua = fileURLToPath(new URL("../../../shared/data/eua/site-optus-melbCBD.csv", import.meta.url));

describe.each([
  ["city-25", 25, 34_000, 1.73, 0.36],
  ["city-125", 125, 165_000, 3.06, 0.87],
  ["city-1000", 1000, 150_000, 1.58, 0.62],
] as const)("%s", (name, servers, tasks, hottest, neighbourhood) => {
  test.skipIf(name !== "city-1000" && !existsSync(eua))(
    "is as its file says (city-25 and city-125 need ../shared/data/eua)",
    async () => {
      const scenario = await loadScenario(name, { sites: eua });
      const network = networkOf(scenario);
      expect(network.serverCount).toBe(servers);
      for (let server = 0; server < servers; server++) expect(network.degree(server)).toBe(6);
      const workload = await loadWorkload(scenario);
      expect(workload.count / tasks).toBeGreaterThan(0.98);
      expect(workload.count / tasks).toBeLessThan(1.02);

      // The most popular server is asked for more than it can do alone, and no neighbourhood is.
      const seconds = workload.arrivalSeconds.at(-1)!;
      const work = workload.cycles.reduce((sum, cycles) => sum + cycles, 0) / seconds;
      const asked = scenario.workload.homeWeights!.map((share) => share * work);
      const alone = asked.map((cycles, server) => cycles / network.capacity[server]!);
      const together = asked.map((cycles, server) => {
        const near = [...network.linkTo.subarray(network.firstLink[server]!, network.firstLink[server + 1]!)];
        const capacity = near.reduce((sum, one) => sum + network.capacity[one]!, network.capacity[server]!);
        return near.reduce((sum, one) => sum + asked[one]!, cycles) / capacity;
      });
      expect(Math.max(...alone)).toBeCloseTo(hottest, 1);
      expect(Math.max(...together)).toBeCloseTo(neighbourhood, 1);
    },
  );
});
