import { expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { taskReferences } from "../sim/cost.ts";
import { recoveries } from "../sim/faults.ts";
import { syntheticGoogle } from "../workload/synthetic/synthetic-google.ts";
import { episodeSetup, networkOf, shapingOf, windowNames } from "./build.ts";
import { parseScenario } from "./parse-scenario.ts";

function scenarioOf(extra = "") {
  return parseScenario(
    `name: mine
servers:
  - { capacity: 10e9 }
  - { name: roof, capacity: 8e9, queueLimit: 3, energyCoefficient: 2e-28, idlePower: 5 }
  - { capacity: 6e9 }
workload: { kind: synthetic-google, durationSeconds: 1000, homeWeights: [3, 1, 1] }
windows: { train: { from: 0, to: 60 }, validate: { from: 60, to: 80 }, test: { from: 80 } }
${extra}`,
    "mine.yaml",
  );
}

function workloadOf(scenario: ReturnType<typeof scenarioOf>) {
  const { workload } = scenario;
  if (workload.kind !== "synthetic-google") throw new Error("not synthetic");
  return syntheticGoogle(workload, shapingOf(scenario));
}

test("servers get names, and no limit where none is given", () => {
  const network = networkOf(scenarioOf("resourceCap: 0.4\nshareMin: 0.1\nmaxTargets: 1"));
  expect(network.spec.servers.map((server) => server.name)).toEqual(["mec-0", "roof", "mec-2"]);
  expect([...network.capacity]).toEqual([10e9, 8e9, 6e9]);
  expect([...network.queueLimit]).toEqual([Infinity, 3, Infinity]);
  expect([...network.energyCoefficient]).toEqual([1e-28, 2e-28, 1e-28]);
  expect([...network.idlePower]).toEqual([20, 5, 20]);
  expect([network.resourceCap, network.shareMin, network.maxTargets]).toEqual([0.4, 0.1, 1]);
});

test("faults are named by server and link, and drawn by the salt", () => {
  const scenario = scenarioOf(`faults:
  outages: [{ server: roof, from: 5, to: 6 }, { link: [0, roof], from: 7 }]
  servers: { mtbf: 100, mttr: 10 }
  recovery: next`);
  const { faults } = episodeSetup(scenario, workloadOf(scenario), "train", "3");
  expect(faults).toEqual({
    outages: [
      { fromSeconds: 5, toSeconds: 6, resource: { server: 1 } },
      { fromSeconds: 7, toSeconds: Number.POSITIVE_INFINITY, resource: { link: { from: 0, to: 1 } } },
    ],
    servers: { mtbfSeconds: 100, mttrSeconds: 10 },
    links: null,
    salt: "3",
    detectionSeconds: 0.1,
    maxRestarts: 3,
    recovery: recoveries.next,
  });
  expect(episodeSetup(scenarioOf(), workloadOf(scenario), "train", "").faults).toBeUndefined();
});

test("servers report their load every 50 ms unless told otherwise", () => {
  expect(networkOf(scenarioOf()).loadReportSeconds).toBe(0.05);
  expect(networkOf(scenarioOf("peerLoad: { interval: 0.2 }")).loadReportSeconds).toBe(0.2);
});

test("a full mesh links every two servers both ways; a listed link takes the mesh's place", () => {
  const network = networkOf(
    scenarioOf(
      "links: { bandwidth: 5e6, list: [{ from: roof, to: 0, bandwidth: 1e6, propagationDelay: 0.1 }] }",
    ),
  );
  expect([...network.linkFrom]).toEqual([0, 0, 1, 1, 2, 2]);
  expect([...network.linkTo]).toEqual([1, 2, 0, 2, 0, 1]);
  expect([...network.bandwidth]).toEqual([5e6, 5e6, 1e6, 5e6, 5e6, 5e6]);
  expect([...network.propagationDelay]).toEqual([0.005, 0.005, 0.1, 0.005, 0.005, 0.005]);
  expect([...network.transmitPower]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
});

test("without a mesh there are the listed links only", () => {
  const network = networkOf(
    scenarioOf("links: { mesh: none, list: [{ from: 2, to: 1, transmitPower: 2 }] }"),
  );
  expect([network.degree(0), network.degree(1), network.degree(2)]).toEqual([0, 0, 1]);
  expect(network.linkBetween(2, 1)).toBe(0);
  expect(network.transmitPower[0]).toBe(2);
});

test("windows part the workload; the cost's references are the means over the window's tasks", () => {
  const scenario = scenarioOf("deadline: 2\noutputRatio: 0.1");
  const workload = workloadOf(scenario);
  const setups = windowNames.map((window) => episodeSetup(scenario, workload, window, "7"));
  const [all, train, validate, last] = setups.map((setup) => setup.tasks.count);
  expect(all).toBe(workload.count);
  expect(train! + validate! + last!).toBe(all);
  for (const { network, tasks, cost } of setups) {
    let latency = 0;
    let energy = 0;
    for (let row = 0; row < tasks.count; row++) {
      const reference = taskReferences(network, tasks, row);
      latency += reference.latencySeconds / tasks.count;
      energy += reference.energyJoules / tasks.count;
    }
    expect(cost.referenceLatencySeconds).toBeCloseTo(latency, 12);
    expect(cost.referenceEnergyJoules).toBeCloseTo(energy, 12);
    expect([cost.latencyWeight, cost.energyWeight, cost.dropCost]).toEqual([0.5, 0.5, 20]);
    expect(tasks.deadlineSeconds.every((deadline) => deadline === 2)).toBe(true);
    expect(tasks.outputRatio.every((ratio) => ratio === 0.1)).toBe(true);
    expect(tasks.uploadSeconds.every((upload) => upload === 0)).toBe(true);
  }
});

test("with an access network every task has an upload, the same for the same salt", () => {
  const scenario = scenarioOf("access: { bandwidth: 2e6, transmitPower: 0.2 }");
  const workload = workloadOf(scenario);
  const uploads = (salt: string) => episodeSetup(scenario, workload, "train", salt).tasks;
  const { uploadSeconds, uploadJoules } = uploads("0");
  expect(uploadSeconds.every((seconds) => seconds > 0)).toBe(true);
  expect(uploadJoules).toEqual(uploadSeconds.map((seconds) => 0.2 * seconds));
  expect(uploads("0").uploadSeconds).toEqual(uploadSeconds);
  expect(uploads("1").uploadSeconds).not.toEqual(uploadSeconds);
});

test("a window without tasks is refused", () => {
  const scenario = scenarioOf();
  if (scenario.workload.kind !== "synthetic-google") throw new Error("not synthetic");
  const workload = workloadOf({ ...scenario, workload: { ...scenario.workload, timeScale: 0.05 } });
  expect(() => episodeSetup(scenario, workload, "test", "")).toThrow(EdgeflockError);
  expect(() => episodeSetup(scenario, workload, "test", "")).toThrow(
    /mine: no task arrives in window "test", from 80 s/,
  );
});
