/** Whole experiments with a fake algorithm, in worker processes as they are. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Engine, selectEngine } from "../runtime/index.ts";
import { readParquet } from "../tables/index.ts";
import { learningAlgorithms } from "../testing/fake-algorithm.ts";
import { tinyScenarioYaml } from "../testing/tiny-scenario.ts";
import { allowTypeScriptWorkers } from "../testing/typescript-workers.test-helper.ts";
import { evaluateRun } from "./evaluate-run.ts";
import { type Experiment, loadExperiment } from "./experiment.ts";
import { reportOn } from "./report-on.ts";
import { type ExperimentProgress, type RunExperimentOptions, runExperiment } from "./run-experiment.ts";

const algorithmsUrl = new URL("../testing/fake-algorithm.ts", import.meta.url).href;
let base = "";
let engine: Engine;
allowTypeScriptWorkers();
beforeAll(async () => {
  engine = await selectEngine();
});
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "run-experiment-"));
});

async function experimentOf(training = "", changes: Partial<Experiment> = {}): Promise<Experiment> {
  await writeFile(join(base, "tiny.yaml"), `${tinyScenarioYaml}${training}`);
  return {
    ...(await loadExperiment(join(base, "tiny.yaml"))),
    algorithms: ["fake"],
    seeds: [0, 1],
    baselines: ["split"],
    salts: ["0", "1"],
    out: join(base, "out"),
    ...changes,
  };
}

async function run(experiment: Experiment, options: RunExperimentOptions = {}) {
  const events: ExperimentProgress[] = [];
  const result = await runExperiment(experiment, {
    algorithmsUrl,
    ...options,
    onProgress: (event) => {
      events.push(event);
      options.onProgress?.(event);
    },
  });
  const last = events.at(-1)!;
  return {
    ...result,
    events,
    last: Object.fromEntries(last.cells.map(({ name, status }) => [name, status])),
  };
}

async function bytesOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (/metrics\.parquet$|tasks\.parquet$|\.checkpoint$|policy\.json$/.test(name)) {
      files[name] = (await readFile(join(folder, name))).toString("base64");
    }
  }
  return files;
}

/** Each cell is a process of its own, on a machine that may be busy. */
const timeout = 240_000;

describe("an experiment", { timeout }, () => {
  test("trains, evaluates and reports; run again it does nothing twice", async () => {
    const experiment = await experimentOf();
    const first = await run(experiment);
    expect(first.failures).toEqual([]);
    expect(first.table.map(({ policy, seeds }) => [policy, seeds])).toEqual([
      ["fake", 2],
      ["split", 1],
    ]);
    expect(await readFile(first.report!, "utf8")).toContain("<html");
    expect(await readdir(join(base, "out"))).toEqual(
      expect.arrayContaining(["cells", "experiment.json", "figures", "report.html", "runs", "scenario.json"]),
    );
    expect(first.last).toEqual({ "fake seed 0": "done", "fake seed 1": "done", split: "done" });
    const tasks = await readParquet(join(base, "out", "runs", "fake-seed-0", "tasks.parquet"));
    expect(new Set(tasks.map((row) => row["salt"]))).toEqual(new Set(["0", "1"]));
    const costs = tasks.map((row) => row["cost"] as number);
    const { objective } = first.table[0]!;
    expect(objective.low).toBeLessThanOrEqual(objective.high!);
    expect(costs.reduce((sum, cost) => sum + cost, 0) / costs.length).toBeGreaterThan(0);

    const bytes = await bytesOf(join(base, "out"));
    const second = await run(experiment);
    expect(second.last).toEqual({ "fake seed 0": "skipped", "fake seed 1": "skipped", split: "skipped" });
    expect(second.table).toEqual(first.table);
    expect(await bytesOf(join(base, "out"))).toEqual(bytes);

    const other = await run({ ...experiment, seeds: [0, 2], salts: ["0", "1"] });
    expect(other.last).toEqual({ "fake seed 0": "skipped", "fake seed 2": "done", split: "skipped" });

    const again = await loadExperiment(join(base, "out", "experiment.json"));
    expect((await run(again)).last).toEqual({
      "fake seed 0": "skipped",
      "fake seed 2": "skipped",
      split: "skipped",
    });

    const reported = await reportOn([join(base, "out")], { engine, algorithms: learningAlgorithms });
    expect(reported.table).toEqual(other.table);
  });

  test("trains anew what has changed, and only that", async () => {
    const experiment = await experimentOf("", { seeds: [0] });
    const before = await run(experiment);
    const longer = await run({ ...experiment, budget: 3 });
    expect(longer.last).toEqual({ "fake seed 0": "done", split: "skipped" });
    const back = await run({
      ...(await experimentOf("deadline: 9\n", { seeds: [0] })),
      budget: 3,
      salts: ["5"],
    });
    expect(back.last).toEqual({ "fake seed 0": "done", split: "done" });
    expect((await run(experiment, { force: true })).last).toEqual({ "fake seed 0": "done", split: "done" });
    expect(before.failures).toEqual([]);
  });

  test("makes anew what other code has made; its report says which code that was", async () => {
    const experiment = await experimentOf("", { seeds: [0] });
    await run(experiment);
    const edit = async (path: string, change: (json: Record<string, Record<string, unknown>>) => void) => {
      const json = JSON.parse(await readFile(join(base, "out", path), "utf8"));
      change(json);
      await writeFile(join(base, "out", path), JSON.stringify(json));
    };
    const [old, older] = ["aaaaaaaaaaaa1111", "bbbbbbbbbbbb2222-dirty"];
    await edit("cells/fake-seed-0.json", (record) => Object.assign(record["code"]!, { gitRevision: old }));
    await edit("runs/fake-seed-0/run.json", (manifest) =>
      Object.assign(manifest["versions"]!, { gitRevision: old }),
    );
    await edit("cells/split.json", (record) => Object.assign(record["code"]!, { gitRevision: older }));
    const reported = await reportOn([join(base, "out")], { engine, algorithms: learningAlgorithms });
    expect(reported.table.map(({ policy }) => policy).sort()).toEqual(["fake", "split"]);
    const page = await readFile(reported.report, "utf8");
    expect(page).toContain(`${old}, ${older}`);
    expect(page).toContain("revision bbbbbbbbbbbb-dirty");

    const anew = { "fake seed 0": "done", split: "done" };
    expect((await run(experiment)).last).toEqual(anew);
    await edit("cells/fake-seed-0.json", (record) => Object.assign(record["code"]!, { engine: "another" }));
    await edit("cells/split.json", (record) => Object.assign(record["code"]!, { algorithmsUrl: null }));
    expect((await run(experiment)).last).toEqual(anew);
  });

  test("keeps the others' results when a cell fails, and says why", async () => {
    const experiment = await experimentOf("training:\n  fake: { failInEpisode: 2 }\n", { seeds: [0] });
    const { failures, table, last, report } = await run(experiment);
    expect(failures).toEqual([
      { cell: "fake seed 0", error: expect.stringContaining("the fake fails in episode 2"), exitCode: 1 },
    ]);
    expect(last).toEqual({ "fake seed 0": "failed", split: "done" });
    expect(table.map((row) => row.policy)).toEqual(["split"]);
    expect(report).not.toBeNull();
  });

  test("interrupted, keeps what it has; run again, ends with the bits of one that was not", async () => {
    const slow = "training:\n  fake: { episodes: 12, episodeMilliseconds: 60 }\n";
    const experiment = await experimentOf(slow, { seeds: [0], baselines: [] });
    await run({ ...experiment, out: join(base, "whole") });
    const controller = new AbortController();
    const interrupted = run(experiment, {
      signal: controller.signal,
      onProgress: ({ cells }) => cells[0]!.fraction > 0.1 && controller.abort(),
    });
    await expect(interrupted).rejects.toMatchObject({ kind: "interrupted", exitCode: 130 });
    const manifest = JSON.parse(await readFile(join(base, "out", "runs", "fake-seed-0", "run.json"), "utf8"));
    expect(manifest.status).toBe("interrupted");
    expect(manifest.episodesDone).toBeGreaterThan(0);
    expect((await run(experiment)).failures).toEqual([]);
    const [whole, parts] = [await bytesOf(join(base, "whole")), await bytesOf(join(base, "out"))];
    const results = (files: Record<string, string>) =>
      Object.entries(files).filter(([name]) => !name.endsWith(".checkpoint"));
    expect(results(parts)).toEqual(results(whole));
  });

  test("with a name that does not exist is refused before anything is trained", async () => {
    await expect(run(await experimentOf("", { algorithms: ["fak"] }))).rejects.toMatchObject({
      kind: "scenario",
      fix: expect.stringContaining('"fake"'),
    });
    await expect(run(await experimentOf("", { baselines: ["splitt"] }))).rejects.toMatchObject({
      kind: "scenario",
      fix: expect.stringContaining('"split"'),
    });
    expect(await readdir(base)).toEqual(["tiny.yaml"]);
  });
});

describe("single runs", { timeout }, () => {
  test("are evaluated when they are complete, and refused when not", async () => {
    await run(await experimentOf("", { seeds: [0], baselines: [] }));
    const folder = join(base, "out", "runs", "fake-seed-0");
    const evaluation = await evaluateRun(folder, {
      engine,
      algorithms: learningAlgorithms,
      salts: ["3", "4"],
    });
    expect(evaluation.rows.map((row) => row.salt)).toEqual(["3", "4"]);
    expect(evaluation.mean.objective).toBeCloseTo(
      (evaluation.rows[0]!.metrics.objective + evaluation.rows[1]!.metrics.objective) / 2,
      12,
    );
    // Even the superuser cannot put a file in the place of a folder.
    await rm(join(folder, "tasks.parquet"));
    await mkdir(join(folder, "tasks.parquet", "in the way"), { recursive: true });
    const warnings: string[] = [];
    const without = await evaluateRun(folder, {
      engine,
      algorithms: learningAlgorithms,
      salts: ["3", "4"],
      onWarning: (text) => warnings.push(text),
    });
    expect(without).toEqual(evaluation);
    expect(warnings).toEqual([expect.stringContaining("tasks.parquet")]);
    await rm(join(folder, "policy"), { recursive: true });
    await expect(evaluateRun(folder, { engine, algorithms: learningAlgorithms })).rejects.toMatchObject({
      kind: "run",
      message: expect.stringContaining("no policy"),
    });
    await mkdir(join(base, "empty"));
    await expect(reportOn([join(base, "empty")], { engine })).rejects.toMatchObject({ kind: "run" });
  });
});
