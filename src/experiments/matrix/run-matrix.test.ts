/** Whole matrices with fake algorithms, in worker processes as they are. */
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { selectEngine } from "../../runtime/index.ts";
import { learningAlgorithms } from "../../testing/fake-algorithm.ts";
import { tinyScenarioYaml } from "../../testing/tiny-scenario.ts";
import { allowTypeScriptWorkers } from "../../testing/typescript-workers.test-helper.ts";
import { loadExperiment } from "../experiment.ts";
import { reportOn } from "../report-on.ts";
import { type ExperimentProgress, type RunExperimentOptions, runExperiment } from "../run-experiment.ts";

const algorithmsUrl = new URL("../../testing/fake-algorithm.ts", import.meta.url).href;
let base = "";
allowTypeScriptWorkers();
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "run-matrix-"));
  await writeFile(join(base, "tiny.yaml"), tinyScenarioYaml);
});

async function run(text: string, options: RunExperimentOptions = {}) {
  const path = join(base, "experiment.yaml");
  await writeFile(path, text);
  const experiment = await loadExperiment(path, { out: join(base, "out") });
  let last: ExperimentProgress["cells"] = [];
  const result = await runExperiment(experiment, {
    algorithmsUrl,
    ...options,
    onProgress: (event) => {
      last = event.cells;
      options.onProgress?.(event);
    },
  });
  const statusOf = Object.fromEntries(last.map(({ name, status }) => [name, status]));
  return { ...result, statusOf };
}

const matrix = `
name: shifts
scenario: tiny.yaml
vary:
  objective:
    0.2: { objective.latencyWeight: 0.2, objective.energyWeight: 0.8 }
    0.8: { objective.latencyWeight: 0.8, objective.energyWeight: 0.2 }
evaluateOn:
  thin links: { links.bandwidth: 20e6 }
algorithms:
  - { name: quick, algorithm: fake, settings: { episodes: 2 } }
baselines: [local, split]
seeds: [0, 1]
salts: ["0", "1"]
`;

describe("a matrix", () => {
  test("trains each point, judges it elsewhere too, reports; run again it does nothing twice", async () => {
    const first = await run(matrix);
    expect(first.failures).toEqual([]);
    expect(Object.keys(first.statusOf).sort()).toEqual(
      ["0.2", "0.8"]
        .flatMap((weight) => [
          ...["local", "quick seed 0", "quick seed 1", "split"].flatMap((name) => [
            `${name} (${weight}, as trained)`,
            `${name} judged (${weight}, thin links)`,
          ]),
        ])
        .sort(),
    );
    expect(first.table.map(({ point, policy, seeds }) => [point, policy, seeds])).toHaveLength(4 * 3);
    expect(first.table.find(({ policy }) => policy === "quick")).toMatchObject({
      point: { objective: "0.2", "evaluated on": "as trained" },
      seeds: 2,
    });
    const out = join(base, "out");
    const page = await readFile(first.report!, "utf8");
    expect(page).toContain("shifts: objective (2) × evaluated on (2)");
    expect(page).toContain("Pareto front");
    expect(page).toContain('href="points/1-0.2-as-trained/report.html"');
    for (const point of await readdir(join(out, "points")))
      await stat(join(out, "points", point, "report.html"));
    const csv = (await readFile(join(out, "table.csv"), "utf8")).trim().split("\n");
    expect(csv[0]).toMatch(/^objective,evaluated on,policy,kind/);
    expect(csv).toHaveLength(1 + 12);
    expect(await readFile(join(out, "overall.csv"), "utf8")).toMatch(/\nlocal,baseline,4,4,1,,,1,,,/);
    expect(await readFile(join(out, "table.tex"), "utf8")).toContain("\\begin{longtable}");

    const again = await run(matrix);
    expect(new Set(Object.values(again.statusOf))).toEqual(new Set(["skipped"]));
    expect(again.table).toEqual(first.table);

    const kept = await loadExperiment(join(out, "experiment.json"));
    const third = await runExperiment({ ...kept, out }, { algorithmsUrl });
    expect(third.table).toEqual(first.table);

    const reported = await reportOn([out], { engine: await selectEngine(), algorithms: learningAlgorithms });
    expect(reported.table).toEqual(first.table);
  });

  test("makes anew the point that has changed, and only that", async () => {
    await run(matrix);
    const other = await run(
      matrix
        .replaceAll("0.8", "0.7")
        .replace("energyWeight: 0.7", "energyWeight: 0.8")
        .replace("energyWeight: 0.2", "energyWeight: 0.3"),
    );
    const made = Object.entries(other.statusOf).filter(([, status]) => status === "done");
    expect(made.map(([name]) => name).every((name) => name.includes("(0.7,"))).toBe(true);
    expect(made).toHaveLength(8);
    const shifted = await run(matrix.replace("20e6", "30e6"));
    const judged = Object.entries(shifted.statusOf).filter(([, status]) => status === "done");
    expect(judged.map(([name]) => name).every((name) => / judged \(0\.[28], thin links\)/.test(name))).toBe(
      true,
    );
    expect(judged).toHaveLength(8);
  });

  test("shares what is equal between points: baselines, other trainings, the forecaster", async () => {
    const { statusOf, table, failures } = await run(`
name: steps
scenario: tiny.yaml
vary: { training.fake.stepSize: [0.1, 0.4] }
algorithms: [fake, fake-tp]
baselines: [local, static-tuned]
tuningEpisodes: 6
seeds: [0]
salts: ["0"]
`);
    expect(failures).toEqual([]);
    expect(Object.keys(statusOf)).toEqual([
      "forecaster (0.1)",
      "fake seed 0 (0.1)",
      "fake-tp seed 0 (0.1)",
      "fake seed 0 (0.4)",
      "static-tuned (0.1)",
      "local (0.1)",
    ]);
    expect(table).toHaveLength(8);
  });

  test("interrupted, keeps what it has, and continues", async () => {
    const slow = matrix.replace("episodes: 2", "episodes: 8, episodeMilliseconds: 60");
    const controller = new AbortController();
    const interrupted = run(slow, {
      signal: controller.signal,
      onProgress: ({ cells }) => cells.some(({ status }) => status === "done") && controller.abort(),
    });
    await expect(interrupted).rejects.toMatchObject({ kind: "interrupted" });
    const { statusOf, failures } = await run(slow);
    expect(failures).toEqual([]);
    expect(Object.values(statusOf)).toContain("skipped");
    expect(Object.values(statusOf)).toContain("done");
  });
});
