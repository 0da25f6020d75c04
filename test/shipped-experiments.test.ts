import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { baselines } from "../src/agents/baselines/index.ts";
import { learningAlgorithms } from "../src/agents/index.ts";
import { loadExperiment } from "../src/experiments/index.ts";
import { openExperiment } from "../src/experiments/open-experiment.ts";

const trace = "../shared/data/google-2011";
const sites = "../shared/data/eua/site-optus-melbCBD.csv";
/** Points, and cells where the test can plan them: those that need a file are passed over where it is not there. */
const shipped: Readonly<
  Record<string, { readonly points: number; readonly needs?: string; readonly trains?: false }>
> = {
  "city.yaml": { points: 1, needs: sites },
  "correlated-bursts.yaml": { points: 5 },
  "forecast-ablation.yaml": { points: 3, needs: trace },
  "headline.yaml": { points: 3, needs: trace },
  "hot-cell-energy.yaml": { points: 1, needs: trace, trains: false },
  "hot-cell.yaml": { points: 4, needs: trace },
  "ingredients.yaml": { points: 1, needs: trace },
  "load.yaml": { points: 5 },
  "paper-comparison.yaml": { points: 1, needs: trace },
  "parts.yaml": { points: 6, needs: trace, trains: false },
  "quickstart.yaml": { points: 1 },
  "servers.yaml": { points: 6, needs: sites },
  "shifts.yaml": { points: 7, needs: trace },
  "sync-interval.yaml": { points: 5, needs: trace },
  "thin-backhaul.yaml": { points: 1, needs: trace },
  "weights.yaml": { points: 5, needs: trace },
};

it("every shipped experiment is known here", () => {
  const files = readdirSync("experiments").filter((file) => file.endsWith(".yaml"));
  expect(files.sort()).toEqual(Object.keys(shipped));
});

describe.each(Object.entries(shipped))("experiments/%s", (file, { points, needs, trains = true }) => {
  it("loads, and names algorithms and baselines that exist", async () => {
    const experiment = await loadExperiment(`experiments/${file}`, {});
    expect(experiment.algorithms.length > 0).toBe(trains);
    expect(experiment.baselines.length).toBeGreaterThan(1);
    for (const name of experiment.baselines) expect(baselines.has(name), name).toBe(true);
    for (const entry of experiment.algorithms) {
      const name = typeof entry === "string" ? entry : entry.algorithm;
      expect(learningAlgorithms.has(name), name).toBe(true);
    }
  });

  it.skipIf(needs !== undefined && !existsSync(needs))("plans its cells", { timeout: 120_000 }, async () => {
    const experiment = await loadExperiment(`experiments/${file}`, {
      ...(needs === trace ? { trace } : {}),
      ...(needs === sites ? { sites } : {}),
    });
    const open = await openExperiment(experiment, null, "engine", learningAlgorithms);
    expect(open.points).toHaveLength(points);
    expect(new Set(open.cells.map(({ name }) => name)).size).toBe(open.cells.length);
    const forecasters = open.cells.filter(({ job }) => job.key.kind === "forecaster");
    const trainings = open.cells.filter(({ job }) => job.key.kind === "training");
    expect(trainings.length % experiment.seeds.length).toBe(0);
    // One for all weights, sync intervals and shifts; one for each workload otherwise.
    if (["weights.yaml", "sync-interval.yaml", "shifts.yaml"].includes(file))
      expect(forecasters).toHaveLength(1);
    for (const { job } of open.cells) if (job.key.kind === "evaluation") expect(file).toBe("shifts.yaml");
  });
});
