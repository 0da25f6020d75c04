/** Whole tunings with a fake algorithm, in worker processes as they are. */
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readParquet } from "../../tables/index.ts";
import { tinyScenarioYaml } from "../../testing/tiny-scenario.ts";
import { allowTypeScriptWorkers } from "../../testing/typescript-workers.test-helper.ts";
import { loadExperiment } from "../experiment.ts";
import { openExperiment } from "../open-experiment.ts";
import { loadTuning } from "./load-tuning.ts";
import { type RunTuningOptions, runTuning, type TuningRun } from "./run-tuning.ts";
import { scoreOf } from "./tuning-outcome.ts";

const algorithmsUrl = new URL("../../testing/fake-algorithm.ts", import.meta.url).href;
let base = "";
allowTypeScriptWorkers();
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "run-tuning-"));
});

const halving = `
search: { strategy: halving, trials: 3, episodes: 4, eta: 2, rungs: 2 }
algorithms:
  fake: { stepSize: { logUniform: [0.01, 1] } }
baselines: [split, least-loaded]
seeds: [0, 1]
`;

async function tuningOf(text = halving, training = "", out = "out") {
  await writeFile(join(base, "tiny.yaml"), `${tinyScenarioYaml}${training}`);
  await writeFile(join(base, "tuning.yaml"), `name: tiny\nscenario: tiny.yaml${text}`);
  return loadTuning(join(base, "tuning.yaml"), { out: join(base, out) });
}

async function run(tuning: Awaited<ReturnType<typeof tuningOf>>, options: RunTuningOptions = {}) {
  const ended: string[] = [];
  const result = await runTuning(tuning, {
    algorithmsUrl,
    ...options,
    onProgress: (event) => {
      if (event.ended !== null) ended.push(event.ended.name);
      options.onProgress?.(event);
    },
  });
  return { ...result, ended };
}

/** Each part is a process of its own, on a machine that may be busy. */
const patience = 240_000;

/** Everything that a tuning says, but for the time on its page. */
async function filesOf({ outDir }: Pick<TuningRun, "outDir">): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(outDir, { recursive: true })).sort()) {
    if (!/(trials\.(csv|parquet)|best\.yaml|baselines\.json|\.svg|metrics\.parquet)$/.test(name)) continue;
    files[name] = (await readFile(join(outDir, name))).toString("base64");
  }
  return files;
}

describe("successive halving", () => {
  test(
    "trains those that do best, tells what it found, and does nothing twice",
    async () => {
      const tuning = await tuningOf();
      const first = await run(tuning);
      expect(first.failures).toEqual([]);
      const { trials, best } = first.outcome.algorithms[0]!;
      expect(trials.map(({ values }) => values["stepSize"])[0]).toBe(0.2);
      const atFirst = trials.map(({ rungs }) => scoreOf(rungs[0]!));
      const order = [0, 1, 2].sort((p, q) => atFirst[p]! - atFirst[q]! || p - q);
      const went = trials.filter(({ status }) => status === "complete").map(({ trial }) => trial);
      expect(went).toEqual(order.slice(0, 1));
      expect(trials.map(({ rungs }) => rungs.map(({ episodes }) => episodes))).toEqual(
        trials.map(({ trial }) => (went.includes(trial) ? [2, 4] : [2])),
      );
      const ends = went.map((trial) => scoreOf(trials[trial]!.rungs[1]!));
      expect(scoreOf(best!.rungs[1]!)).toBe(Math.min(...ends));

      // The criterion is that of the run folders' own validations, and the test window is left alone.
      const curves = await Promise.all(
        [0, 1].map((seed) =>
          readParquet(join(base, "out", "runs", `fake-trial-${best!.trial}-seed-${seed}`, "metrics.parquet")),
        ),
      );
      const least = curves.map((rows) =>
        Math.min(...rows.filter(({ kind }) => kind === "validate").map((row) => row["selection"] as number)),
      );
      expect(scoreOf(best!.rungs[1]!)).toBeCloseTo((least[0]! + least[1]!) / 2, 12);
      const names = await readdir(join(base, "out"), { recursive: true });
      expect(names.filter((name) => name.endsWith("tasks.parquet"))).toEqual([]);

      const rows = await readParquet(join(base, "out", "trials.parquet"));
      expect(rows.map(({ policy, best }) => [policy, best])).toEqual([
        ...trials.map((trial) => ["fake", trial === best ? 1 : 0]),
        ["split", 1],
        ["least-loaded", 1],
      ]);
      const spent = rows
        .filter(({ policy }) => policy === "fake")
        .map(({ decisions }) => decisions as number);
      expect(spent.reduce((sum, decisions) => sum + decisions, 0)).toBe(first.budget);
      const loaded = rows.find(({ policy }) => policy === "least-loaded")!["decisions"] as number;
      expect(loaded).toBeGreaterThan(0);
      expect(loaded).toBeLessThanOrEqual(first.budget);

      const found = parse(await readFile(first.best!, "utf8"));
      expect(found).toEqual({ training: { fake: { ...best!.settings, episodes: 4 } } });
      expect(await readFile(first.report, "utf8")).toContain("<html");

      const files = await filesOf(first);
      const second = await run(tuning);
      expect(second.ended).toEqual([]);
      expect(second.outcome).toEqual(first.outcome);
      expect(await filesOf(second)).toEqual(files);
      const kept = await run(await loadTuning(join(base, "out", "tuning.json")));
      expect(kept.ended).toEqual([]);
      expect(kept.outcome).toEqual(first.outcome);

      // What was trained up to a rung serves a search with other rungs, too.
      const random = await run(
        await tuningOf(halving.replace(/search.*/, "search: { strategy: random, trials: 3, episodes: 4 }")),
      );
      const stopped = trials.filter(({ status }) => status === "stopped").map(({ trial }) => trial);
      expect(random.ended.filter((name) => name.startsWith("fake")).sort()).toEqual(
        stopped.flatMap((trial) => [0, 1].map((seed) => `fake trial ${trial} seed ${seed} to 4`)),
      );
      expect(random.outcome.algorithms[0]!.trials[best!.trial]!.rungs[0]).toEqual(best!.rungs[1]);

      // What was found can be run.
      const experiment = await loadExperiment(join(base, "tiny.yaml"), {
        settings: first.best!,
        out: join(base, "e"),
      });
      const opened = await openExperiment({ ...experiment, algorithms: ["fake"] }, algorithmsUrl, "any");
      expect(opened.points[0]!.scenario.training).toEqual(found.training);
    },
    patience,
  );

  test(
    "interrupted and run again, with other workers, ends with the bits of one that was not",
    async () => {
      const text = halving.replace("[0, 1]", "[3]");
      const slow = "training:\n  fake: { episodeMilliseconds: 60 }\n";
      const whole = await run({ ...(await tuningOf(text, slow, "whole")), jobs: 1 });
      const tuning = { ...(await tuningOf(text, slow)), jobs: 3 };
      for (const at of [0.25, 0.8]) {
        const controller = new AbortController();
        const interrupted = run(tuning, {
          signal: controller.signal,
          onProgress: ({ fraction }) => fraction > at && controller.abort(),
        });
        await expect(interrupted).rejects.toMatchObject({ kind: "interrupted", exitCode: 130 });
      }
      const parts = await run(tuning);
      expect(parts.outcome).toEqual(whole.outcome);
      expect(await filesOf(parts)).toEqual(await filesOf(whole));
    },
    patience,
  );

  test(
    "does without what fails, and says so",
    async () => {
      const text = halving
        .replace("[0, 1]", "[0]")
        .replace("[split, least-loaded]", "[]")
        .replace(
          /fake:.*/,
          "fake: { failInEpisode: { choice: [1, 3, 100] }, stepSize: { uniform: [0.1, 0.3] } }",
        );
      const { outcome, failures } = await run(await tuningOf(text));
      const { trials, best } = outcome.algorithms[0]!;
      expect(failures.length).toBeGreaterThan(0);
      for (const trial of trials) {
        const fails = trial.values["failInEpisode"];
        if (fails === 1) expect(trial).toMatchObject({ status: "failed", rungs: [{ judgement: null }] });
        if (fails === 3 && trial.rungs.length > 1) expect(trial.status).toBe("failed");
      }
      expect(best?.status ?? "complete").toBe("complete");
    },
    patience,
  );
});

describe("Hyperband, with a forecaster", () => {
  test(
    "trains one forecaster for all, and every bracket to its end",
    async () => {
      const { outcome, failures, ended } = await run(
        await tuningOf(
          `
search: { strategy: hyperband, episodes: 3, eta: 3, rungs: 2 }
algorithms:
  fake-tp: { stepSize: { uniform: [0.1, 0.5] } }
baselines: []
`,
          "forecaster: { updates: 30, validateEvery: 10, warmUp: 5, draws: { train: 2, validate: 1 } }\n",
        ),
      );
      expect(failures).toEqual([]);
      expect(ended.filter((name) => name === "forecaster")).toHaveLength(1);
      const { trials } = outcome.algorithms[0]!;
      // Three to episode 1, of which one goes on to 3; then two in full.
      expect(trials.map(({ bracket }) => bracket)).toEqual([0, 0, 0, 1, 1]);
      expect(trials.filter(({ status }) => status === "complete")).toHaveLength(3);
    },
    patience,
  );
});

test.each([
  ["fake: { stepsize: { uniform: [0, 1] } }", /tuning\.yaml:5: algorithms\.fake\.stepsize: .*unknown/],
  ["fkae: { stepSize: { uniform: [0, 1] } }", /tuning\.yaml:5: algorithms names "fkae"/],
  ["fake:", /:5: algorithms\.fake has nothing to search/],
])("a tuning of %s is refused before anything is trained", async (space, message) => {
  const tuning = await tuningOf(halving.replace(/fake:.*/, space));
  await expect(run(tuning)).rejects.toMatchObject({
    kind: "scenario",
    message: expect.stringMatching(message),
  });
  expect((await readdir(base)).sort()).toEqual(["tiny.yaml", "tuning.yaml"]);
});
