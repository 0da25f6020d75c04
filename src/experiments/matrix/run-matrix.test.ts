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

/** @param folder of the experiment's file */
async function run(text: string, options: RunExperimentOptions = {}, folder = base) {
  const path = join(folder, folder === base ? "experiment.yaml" : "experiment.json");
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
baselines: [local]
seeds: [0]
salts: ["0"]
`;

const steps = `
name: steps
scenario: tiny.yaml
vary: { training.fake.stepSize: [0.1, 0.4] }
algorithms: [fake, fake-tp]
baselines: [static-tuned]
tuningEpisodes: 6
seeds: [0]
salts: ["0"]
`;

/** Each cell is a process of its own. */
const timeout = 600_000;

describe("a matrix", { timeout }, () => {
  test("trains each point, judges it elsewhere too, reports; then makes only what has changed", async () => {
    const first = await run(matrix);
    expect(first.failures).toEqual([]);
    const policies = ["local", "quick seed 0"];
    const names = ["0.2", "0.8"].flatMap((weight) =>
      policies.flatMap((name) => [
        `${name} (${weight}, as trained)`,
        `${name} judged (${weight}, thin links)`,
      ]),
    );
    expect(Object.keys(first.statusOf).sort()).toEqual(names.sort());
    expect(first.table).toHaveLength(4 * 2);
    expect(first.table.find(({ policy }) => policy === "quick")).toMatchObject({
      point: { objective: "0.2", "evaluated on": "as trained" },
      seeds: 1,
    });
    const out = join(base, "out");
    const page = await readFile(first.report!, "utf8");
    expect(page).toContain("shifts: objective (2) × evaluated on (2)");
    expect(page).toContain("Pareto front");
    expect(page).toContain('href="points/1-0.2-as-trained/report.html"');
    for (const point of await readdir(join(out, "points"))) {
      await stat(join(out, "points", point, "report.html"));
    }
    const csv = (await readFile(join(out, "table.csv"), "utf8")).trim().split("\n");
    expect(csv[0]).toMatch(/^axis.objective,axis.evaluated on,policy,kind/);
    expect(csv).toHaveLength(1 + 8);
    expect(await readFile(join(out, "overall.csv"), "utf8")).toMatch(/\nlocal,baseline,4,4,1,,,1,,,quick,/);
    expect(await readFile(join(out, "table.tex"), "utf8")).toContain("\\begin{longtable}");

    const again = await run(await readFile(join(out, "experiment.json"), "utf8"), {}, out);
    expect(new Set(Object.values(again.statusOf))).toEqual(new Set(["skipped"]));
    expect(again.table).toEqual(first.table);

    const weights = "{ objective.latencyWeight: 0.8, objective.energyWeight: 0.2 }";
    const moved = "{ objective.latencyWeight: 0.7, objective.energyWeight: 0.3 }";
    const other = await run(matrix.replace(`0.8: ${weights}`, `0.7: ${moved}`).replace("20e6", "30e6"));
    const made = Object.keys(other.statusOf).filter((name) => other.statusOf[name] === "done");
    const expected = policies.flatMap((name) => [
      `${name} (0.7, as trained)`,
      `${name} judged (0.7, thin links)`,
      `${name} judged (0.2, thin links)`,
    ]);
    expect(made.sort()).toEqual(expected.sort());
  });

  test("shares what is equal between points; interrupted, it continues", async () => {
    const controller = new AbortController();
    const interrupted = run(steps, {
      signal: controller.signal,
      onProgress: ({ cells }) => cells[0]!.status === "done" && controller.abort(),
    });
    await expect(interrupted).rejects.toMatchObject({ kind: "interrupted" });
    const { statusOf, table, failures } = await run(steps);
    expect(failures).toEqual([]);
    expect(Object.keys(statusOf)).toEqual([
      "forecaster (0.1)",
      "fake seed 0 (0.1)",
      "fake-tp seed 0 (0.1)",
      "fake seed 0 (0.4)",
      "static-tuned (0.1)",
    ]);
    expect(statusOf["forecaster (0.1)"]).toBe("skipped");
    expect(Object.values(statusOf)).toContain("done");
    expect(table).toHaveLength(2 * 3);
    const engine = await selectEngine();
    const reported = await reportOn([join(base, "out")], { engine, algorithms: learningAlgorithms });
    expect(reported.table).toEqual(table);
  });
});
