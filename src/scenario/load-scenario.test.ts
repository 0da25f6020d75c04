import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../core/errors.ts";
import { scenarioJsonSchema } from "./json-schema.ts";
import { loadScenario, loadScenarioFile, shippedFolder, shippedScenarios } from "./load-scenario.ts";
import { loadWorkload } from "./load-workload.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-scenario-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function errorOf(promise: Promise<unknown>): Promise<EdgeflockError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EdgeflockError);
  return error as EdgeflockError;
}

describe("shipped scenarios", () => {
  const names = [
    "bursts",
    "city-1000",
    "city-125",
    "city-25",
    "failures",
    "hot-cell",
    "moving-users",
    "paper-3mec",
    "quickstart",
    "thin-backhaul",
  ];

  test("are those of the reference page so far, a larger city, and one that fails", async () => {
    expect(await shippedScenarios()).toEqual(expect.arrayContaining(names));
  });

  test.each(names)("%s is valid, and names the schema", async (name) => {
    const scenario = await loadScenarioFile(name);
    expect(scenario.name).toBe(name);
    const text = readFileSync(join(shippedFolder, `${name}.yaml`), "utf8");
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/);
  });

  test("have the fixed parameters of the reference page", async () => {
    const paper = await loadScenario("paper-3mec");
    const { windows: _, workload, servers, name, description, forecaster: __, ...common } = paper;
    expect(common).toEqual({
      links: { mesh: "full", bandwidth: 100e6, propagationDelay: 0.005, transmitPower: 0.5, list: [] },
      resourceCap: 0.5,
      shareMin: 0.05,
      maxTargets: 2,
      split: "equal",
      peerLoad: { interval: 0.05 },
      objective: { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 },
      outputRatio: 0,
      training: {},
    });
    expect(servers).toEqual(
      [10e9, 8e9, 6e9].map((capacity) => ({ capacity, energyCoefficient: 1e-28, idlePower: 20 })),
    );
    expect(workload).toEqual({
      kind: "google-2011",
      perJobLimit: 8,
      timeScale: 0.1,
      homeWeights: [0.6, 0.3, 0.1],
      cyclesPerUnit: 4e10,
      bitsPerUnit: 2e8,
    });
    const thin = await loadScenario("thin-backhaul");
    expect(thin).toEqual({
      ...paper,
      name: thin.name,
      description: thin.description,
      links: { ...paper.links, bandwidth: 10e6 },
    });
    const hot = await loadScenario("hot-cell");
    expect(hot.servers.map((server) => server.capacity)).toEqual([10e9, 10e9, 10e9]);
    expect(hot.workload).toEqual({ ...workload, timeScale: 0.08, homeWeights: [0.8, 0.1, 0.1] });
    expect(hot.windows).toEqual({
      train: { from: 0, to: 560 },
      validate: { from: 560, to: 640 },
      test: { from: 640 },
    });
    expect(paper.windows).toEqual({
      train: { from: 0, to: 700 },
      validate: { from: 700, to: 800 },
      test: { from: 800 },
    });
    expect([name, description.length > 0]).toEqual(["paper-3mec", true]);
  });

  test("quickstart has a few thousand tasks, some in every window, at about the load of paper-3mec", async () => {
    const scenario = await loadScenario("quickstart");
    const workload = await loadWorkload(scenario);
    const { train, validate, test: last } = scenario.windows;
    const within = (from: number, to = Infinity) =>
      workload.arrivalSeconds.filter((arrival) => arrival >= from && arrival < to).length;
    expect(workload.count).toBeGreaterThan(3000);
    expect(workload.count).toBeLessThan(4500);
    expect(within(train.from, train.to)).toBeGreaterThan(2000);
    expect(within(validate.from, validate.to)).toBeGreaterThan(300);
    expect(within(last.from, last.to)).toBeGreaterThan(600);
    const load = workload.cycles.reduce((sum, cycles) => sum + cycles, 0) / 800;
    expect(load / 6.18e9).toBeGreaterThan(0.8); // paper-3mec: 6.18 Gcycle/s
    expect(load / 6.18e9).toBeLessThan(1.2);
  });

  test("bursts has a few thousand tasks on the servers of paper-3mec, at about half of what they compute", async () => {
    const scenario = await loadScenario("bursts");
    expect(scenario.servers.map((server) => server.capacity)).toEqual([10e9, 8e9, 6e9]);
    const workload = await loadWorkload(scenario);
    const load = workload.cycles.reduce((sum, cycles) => sum + cycles, 0) / 800 / 24e9;
    expect(load).toBeGreaterThan(0.4);
    expect(load).toBeLessThan(0.6);
  });

  test("the JSON Schema for editors is up to date, and describes every field", () => {
    const shipped: unknown = JSON.parse(readFileSync(join(shippedFolder, "scenario.schema.json"), "utf8"));
    // When this fails: write JSON.stringify(scenarioJsonSchema(), null, 2) and a line end to that file.
    expect(shipped).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
    const undescribed: string[] = [];
    const visit = (schema: Record<string, unknown>, path: string) => {
      for (const [name, field] of Object.entries(
        (schema["properties"] ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        if (typeof field["description"] !== "string") undescribed.push(`${path}.${name}`);
        visit(field, `${path}.${name}`);
      }
      if (schema["items"] !== undefined) visit(schema["items"] as Record<string, unknown>, `${path}[]`);
      for (const branch of (schema["oneOf"] ?? []) as Record<string, unknown>[]) visit(branch, path);
    };
    visit(scenarioJsonSchema(), "");
    expect(undescribed).toEqual([]);
  });
});

describe("by path", () => {
  test("a copy of a shipped scenario", async () => {
    const path = join(folder, "copy.yaml");
    writeFileSync(path, readFileSync(join(shippedFolder, "quickstart.yaml")));
    expect(await loadScenario(path)).toEqual(await loadScenario("quickstart"));
  });

  test("messages name the file as it was given", async () => {
    const path = join(folder, "bad.yaml");
    writeFileSync(path, "name: bad\n");
    expect((await errorOf(loadScenario(path))).message).toContain(`${path}:1: servers is missing`);
  });

  test("a name that is not shipped, a file that is not there, a folder", async () => {
    const error = await errorOf(loadScenario("quikstart"));
    expect(error.kind).toBe("usage");
    expect(error.message).toBe('no scenario or file named "quikstart"');
    expect(error.fix).toBe(
      `Did you mean "quickstart"? Shipped scenarios: ${(await shippedScenarios()).join(", ")}.`,
    );
    expect((await errorOf(loadScenario(join(folder, "none.yaml")))).kind).toBe("usage");
    const directory = await errorOf(loadScenario(folder));
    expect(directory.kind).toBe("scenario");
    expect(directory.message).toContain("it is a folder");
  });
});

describe("workloads", () => {
  test("a trace that was not named: how to get it", async () => {
    const error = await errorOf(loadWorkload(await loadScenario("paper-3mec")));
    expect(error.kind).toBe("usage");
    expect(error.message).toContain("no --trace was given");
    expect(error.fix).toContain("clusterdata-2011-2");
    expect(error.fix).toContain("quickstart needs no trace");
  });

  test("a trace that is not there", async () => {
    const error = await errorOf(
      loadWorkload(await loadScenario("paper-3mec"), { trace: join(folder, "none") }),
    );
    expect(error.kind).toBe("trace");
  });

  test("a seed replaces that of a synthetic workload", async () => {
    const scenario = await loadScenario("quickstart");
    const own = await loadWorkload(scenario);
    expect(await loadWorkload(scenario, { seed: 1 })).toEqual(own);
    expect((await loadWorkload(scenario, { seed: 2 })).arrivalSeconds).not.toEqual(own.arrivalSeconds);
  });
});
