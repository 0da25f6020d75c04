/** A training whose forecaster was trained on another workload: logged, masked, or not looked at. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ctoTp } from "../agents/cto/algorithm.ts";
import type { Engine } from "../runtime/index.ts";
import { selectEngine } from "../runtime/index.ts";
import { loadWorkload, parseScenario, type Scenario, type Workload } from "../scenario/index.ts";
import { tinyScenarioYaml } from "../testing/tiny-scenario.ts";
import { CheckpointStore } from "./checkpoint-store.ts";
import { type ForecasterFiles, trainRunForecaster } from "./forecasting.ts";
import { resume } from "./resume.ts";
import { RunFolder, readFolderFiles } from "./run-folder.ts";
import { type TrainOptions, train } from "./train.ts";
import { fromCheckpoint } from "./training-state.ts";

const base = mkdtempSync(join(tmpdir(), "edgeflock-drift-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const quick = {
  batch: 16,
  warmup: 8,
  syncInterval: 5,
  counterfactuals: { updates: 5, alternatives: 1, horizonTasks: 4, warmUpTasks: 4 },
  madqn: { hidden: [8] },
  maddpg: { actorHidden: [8], criticHidden: [8] },
};
const forecasterSection = `
forecaster: { updates: 300, validateEvery: 50, warmUp: 20, draws: { train: 4, validate: 2 } }
`;
const scenario = parseScenario(tinyScenarioYaml + forecasterSection, "tiny.yaml");
/** The same arrivals, with twenty times the work. */
const heavier = parseScenario(
  tinyScenarioYaml.replace("durationSeconds: 400", "durationSeconds: 400\n  cyclesPerUnit: 8e11") +
    forecasterSection,
  "heavier.yaml",
);

let engine: Engine;
let workload: Workload;
let wrong: ForecasterFiles;
let right: ForecasterFiles;
const trained = async (on: Scenario) =>
  trainRunForecaster({ scenario: on, workload: await loadWorkload(on), engine, seed: 1 });
beforeAll(async () => {
  engine = await selectEngine();
  workload = await loadWorkload(scenario);
  wrong = await trained(heavier);
  right = await trained(scenario);
});

function noteWarning(message: string): void {
  if (!message.includes("edgeflock diagnose")) warnings.push(message);
}

const warnings: string[] = [];
async function run(
  name: string,
  forecaster: ForecasterFiles,
  forecastDrift: string,
  more: Partial<TrainOptions> = {},
) {
  warnings.length = 0;
  const outDir = join(base, name);
  await train({
    scenario,
    workload,
    algorithm: ctoTp,
    config: { ...quick, forecastDrift },
    seed: 5,
    budget: 3,
    outDir,
    engine,
    forecaster,
    onWarning: noteWarning,
    ...more,
  });
  return outDir;
}

/** Those about forecasts; what the diagnosis finds in so short a training is not looked at here. */
function eventsOf(run: string): Record<string, unknown>[] {
  const path = join(run, "events.ndjson");
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event !== "finding");
}

/** What a training has made, but for the settings that its policy names. */
async function madeBy(run: string) {
  const policy = await readFolderFiles(join(run, "policy"));
  const description = JSON.parse(new TextDecoder().decode(policy!.get("policy.json"))) as {
    agents: { parametersSha256?: string }[];
  };
  return { metrics: readFileSync(join(run, "metrics.parquet")), agents: description.agents.length };
}

/** Everything the learner is after the last episode. */
async function learnerOf(run: string) {
  const { manifest, checkpoints } = await RunFolder.open(run);
  const store = await CheckpointStore.open(checkpoints);
  const checkpoint = (await store.readLast(() => {}))!;
  expect(manifest.status).toBe("complete");
  return fromCheckpoint((checkpoint.json as { run: string }).run, checkpoint).learner;
}

test("a drifted forecaster is logged and warned of once, with the way to train it anew", async () => {
  const folder = await run("log", wrong, "log");
  const events = eventsOf(folder);
  expect(events[0]).toMatchObject({ event: "forecast-drifted", naive: "ewma", masked: false });
  expect(events.map(({ target }) => target)).toContain("task.work");
  for (const { forecasterError, naiveError, forTasks, forSeconds, episode } of events) {
    expect(forecasterError).toBeGreaterThan(naiveError as number);
    expect(forTasks).toBeGreaterThanOrEqual(20);
    expect(forSeconds).toBeGreaterThanOrEqual(10);
    expect([1, 2, 3]).toContain(episode);
  }
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`edgeflock forecast retrain ${folder} --out DIR`);
  expect(warnings[0]).toContain("ewma");
});

test("masking changes what the critics learn from, and nothing but numbers get there", async () => {
  const logged = await learnerOf(await run("seen", wrong, "log"));
  const folder = await run("masked", wrong, "mask");
  const masked = await learnerOf(folder);
  expect(eventsOf(folder)[0]).toMatchObject({ event: "forecast-drifted", masked: true });
  expect(warnings[0]).toContain("masked");
  const [seen, unseen] = [logged, masked].map(({ arrays }) => arrays["agent-0/replay"]!);
  expect(unseen!.length).toBe(seen!.length);
  expect(unseen).not.toEqual(seen);
  expect(unseen!.every(Number.isFinite)).toBe(true);
});

test("logging changes no bit of a training: that of one that nobody watches", async () => {
  const logged = await run("watched", wrong, "log");
  const off = await run("off", wrong, "off");
  expect(eventsOf(off)).toEqual([]);
  expect(warnings).toEqual([]);
  expect(await learnerOf(logged)).toEqual(await learnerOf(off));
  expect(await madeBy(logged)).toEqual(await madeBy(off));
});

test("where nothing drifts, masking changes no bit either", async () => {
  const masking = await run("fine", right, "mask");
  const off = await run("fine-off", right, "off");
  expect(eventsOf(masking)).toEqual([]);
  expect(await learnerOf(masking)).toEqual(await learnerOf(off));
});

test("stopped after each episode and continued: the same events, learner and metrics, and one warning", async () => {
  const straight = await run("straight", wrong, "mask");
  const controller = new AbortController();
  const bumpy = join(base, "bumpy");
  await expect(
    run("bumpy", wrong, "mask", {
      signal: controller.signal,
      onProgress: ({ episode }) => episode === 1 && controller.abort(),
    }),
  ).rejects.toThrow("interrupted");
  const first = warnings.length;
  await resume(bumpy, {
    engine,
    algorithms: new Map([[ctoTp.name, ctoTp]]),
    onWarning: noteWarning,
  });
  expect(first + warnings.slice(first).filter((text) => text.includes("forecaster is worse")).length).toBe(1);
  expect(eventsOf(bumpy)).toEqual(eventsOf(straight));
  expect(await learnerOf(bumpy)).toEqual(await learnerOf(straight));
  expect(await madeBy(bumpy)).toEqual(await madeBy(straight));
}, 240_000);
