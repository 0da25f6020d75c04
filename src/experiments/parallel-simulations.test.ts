/** Simulations side by side give what they give one after the other. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baselines } from "../agents/baselines/index.ts";
import { loadWorkload, parseScenario } from "../scenario/index.ts";
import { tinyScenario, tinyScenarioYaml } from "../testing/tiny-scenario.ts";
import { allowTypeScriptWorkers } from "../testing/typescript-workers.test-helper.ts";
import { type SimulationJob, simulateAll } from "./parallel-simulations.ts";
import { withSharedArrays } from "./shared-arrays.ts";
import { simulationTasks } from "./simulation-task.ts";

allowTypeScriptWorkers();

const scenario = tinyScenario();
const workload = await loadWorkload(scenario);
const job = (changes: Partial<SimulationJob>): SimulationJob => ({
  scenario,
  workload,
  policy: "local",
  window: "all",
  salt: "0",
  seed: 0,
  ...changes,
});
const nothing = () => {};

test("the same summaries, to the bit, as in this thread, in the order of the jobs", async () => {
  const slow = parseScenario(tinyScenarioYaml.replace("capacity: 10e9", "capacity: 5e9"), "slow.yaml");
  const jobs = [
    ...["local", "random", "least-loaded", "myopic-global"].flatMap((policy) =>
      [0, 1].flatMap((seed) =>
        ["0", "x"].map((salt) =>
          // With the constants of the untuned baseline, so that nothing is searched.
          job({
            policy,
            seed,
            salt,
            window: seed === 0 ? "all" : "test",
            parameters: baselines.get(policy)!.parameters,
          }),
        ),
      ),
    ),
    job({ scenario: slow, workload: null, policy: "split" }),
    job({ policy: "random", workload: null, stream: { durationSeconds: 5000 }, seed: 3 }),
  ];
  const told: number[] = [];
  const parallel = await simulateAll(jobs, { workers: 3, onProgress: (_, done) => told.push(done) });

  for (const [k, one] of jobs.entries()) {
    const work = simulationTasks([{ scenario: one.scenario, workload: one.workload }]);
    const { scenario: _, workload: __, ...rest } = one;
    const alone = await work({ kind: "simulate", input: 0, ...rest }, nothing);
    expect({ kind: "simulate", summary: parallel[k]!.summary }, `job ${k}`).toEqual(alone);
  }
  expect(told.at(-1)).toBe(jobs.length);
  expect(new Set(parallel.map(({ summary }) => summary.objective)).size).toBeGreaterThan(10);
});

test("a baseline with constants is tuned once for each seed, by its own training window", async () => {
  const jobs = ["0", "1", "2"].map((salt) => job({ policy: "static-tuned", salt, seed: 4 }));
  const results = await simulateAll(jobs, { workers: 2 });
  const work = simulationTasks([{ scenario, workload }]);
  const tuned = await work({ kind: "tune", input: 0, policy: "static-tuned", seed: 4 }, nothing);
  for (const { parameters } of results) expect({ kind: "tune", parameters }).toEqual(tuned);
});

describe("what goes wrong", () => {
  test("a policy that does not exist is named, before anything runs", async () => {
    await expect(simulateAll([job({}), job({ policy: "loca" })])).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("loca"),
    });
  });

  test("a job that fails in its thread fails the whole with its own error", async () => {
    const folder = await mkdtemp(join(tmpdir(), "simulations-"));
    await expect(simulateAll([job({}), job({ policy: folder })])).rejects.toMatchObject({ kind: "run" });
    const empty = parseScenario(
      tinyScenarioYaml.replace("{ from: 20, to: 30 }", "{ from: 20, to: 20.001 }"),
      "e.yaml",
    );
    const failing = simulateAll([job({}), job({ scenario: empty, window: "validate" })], { workers: 2 });
    await expect(failing).rejects.toMatchObject({
      kind: "scenario",
      message: expect.stringContaining("no task"),
    });
  });

  test("an interrupt stops long simulations soon, and says how many were done", async () => {
    const controller = new AbortController();
    const endless = job({ workload: null, stream: { durationSeconds: 1e12 } });
    const running = simulateAll([job({}), endless, endless], {
      workers: 2,
      signal: controller.signal,
      onProgress: (_, done) => done === 1 && controller.abort(),
    });
    await expect(running).rejects.toMatchObject({
      kind: "interrupted",
      message: expect.stringContaining("1 of 3 simulations done"),
    });
  });
});

test("arrays become shared however deep they lie, and everything else stays", () => {
  const value = {
    a: Float64Array.of(1, 2),
    b: { c: [Int8Array.of(3)] },
    names: ["x"],
    n: null,
    report: { k: 1 },
  };
  const shared = withSharedArrays(value);
  expect(shared).toEqual(value);
  expect(shared.a.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(shared.b.c[0]!.buffer).toBeInstanceOf(SharedArrayBuffer);
});
