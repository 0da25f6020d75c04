import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sha256OfFile } from "../core/checksum.ts";
import type { Engine } from "../runtime/index.ts";
import { loadWorkload, type Workload } from "../scenario/index.ts";
import { fakeAlgorithm, learningAlgorithms } from "../testing/fake-algorithm.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { CheckpointStore } from "./checkpoint-store.ts";
import { readEvents } from "./event-log.ts";
import { readMetrics } from "./metrics-log.ts";
import type { TrainProgress } from "./progress.ts";
import { resume } from "./resume.ts";
import { type TrainOptions, train } from "./train.ts";

const scenario = tinyScenario();
/** The fake algorithm runs no program. */
const engine: Engine = {
  name: "reference",
  load: () => Promise.reject(new Error("the fake algorithm needs no engine")),
};
let workload: Workload;
let base = "";
beforeAll(async () => {
  workload = await loadWorkload(scenario);
});
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "train-"));
});

function run(name: string, options: Partial<TrainOptions> = {}) {
  return train({
    scenario,
    workload,
    algorithm: fakeAlgorithm,
    seed: 3,
    outDir: join(base, name),
    engine,
    ...options,
  });
}

/** Everything of a run that must not differ between two runs of one seed. */
async function resultOf(name: string) {
  const folder = join(base, name);
  const store = await CheckpointStore.open(join(folder, "checkpoints"));
  const checkpoint = await store.readLast((warning) => {
    throw new Error(warning);
  });
  return {
    checkpoint,
    rows: await readMetrics(join(folder, "metrics.parquet")),
    metrics: await sha256OfFile(join(folder, "metrics.parquet")),
    events: await readEvents(join(folder, "events.ndjson")),
    policy: await sha256OfFile(join(folder, "policy", "policy.json")),
  };
}

/** Aborts once the given episode is done. */
function abortAfter(episode: number): Pick<TrainOptions, "signal" | "onProgress"> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: (event) => event.episode === episode && controller.abort(),
  };
}

describe("a training", () => {
  test("is laid aside after an episode, again and again, and ends with the bits of one that was not", async () => {
    await run("whole");
    const first = await run("parts", { pauseAfterEpisode: 2 });
    expect(first.manifest).toMatchObject({ status: "interrupted", episodesDone: 2, episodes: 6 });
    const judged = (await readMetrics(join(base, "parts", "metrics.parquet"))).filter(
      ({ kind }) => kind === "validate",
    );
    expect(judged.map(({ episode }) => episode)).toEqual([0, 1, 2]);
    expect(first.manifest.best?.selection).toBe(
      Math.min(...judged.map(({ values }) => values["selection"]!)),
    );
    const options = { engine, algorithms: learningAlgorithms };
    for (const pauseAfterEpisode of [2, 1, 5]) {
      const { manifest } = await resume(join(base, "parts"), { ...options, pauseAfterEpisode });
      expect(manifest).toMatchObject({ status: "interrupted", episodesDone: Math.max(2, pauseAfterEpisode) });
    }
    await resume(join(base, "parts"), { ...options, pauseAfterEpisode: 6 });
    expect(await resultOf("parts")).toEqual(await resultOf("whole"));
  });

  test("leaves a complete run folder", async () => {
    const result = await run("a");
    expect((await readdir(join(base, "a"))).sort()).toEqual([
      "checkpoints",
      // Six random steps find nothing better, and the training says so.
      "events.ndjson",
      "metrics.parquet",
      "policy",
      "run.json",
    ]);
    expect(result.manifest).toMatchObject({
      status: "complete",
      episodes: 6,
      episodesDone: 6,
      seed: 3,
      algorithm: { name: "fake", config: { stepSize: 0.2 } },
      trace: [],
    });
    expect(JSON.parse(await readFile(join(base, "a", "run.json"), "utf8"))).toEqual(result.manifest);
  });

  test("keeps the policy of the best validation, not the last one", async () => {
    const result = await run("a", { budget: 20, seed: 1 });
    const validations = (await readMetrics(join(base, "a", "metrics.parquet"))).filter(
      (r) => r.kind === "validate",
    );
    const objectives = validations.map((row) => row.values["objective"]!);
    expect(validations.map((row) => row.episode)).toEqual(Array.from({ length: 21 }, (_, k) => k));
    expect(result.bestObjective).toBe(Math.min(...objectives));
    expect(result.bestEpisode).toBe(objectives.indexOf(result.bestObjective));
  });

  test("twice with one seed gives the same bytes, with another seed others", async () => {
    await run("a");
    await run("b");
    await run("c", { seed: 4 });
    expect(await resultOf("b")).toEqual(await resultOf("a"));
    expect((await resultOf("c")).metrics).not.toEqual((await resultOf("a")).metrics);
  });

  test("tells how far it is, and never goes back", async () => {
    const events: TrainProgress[] = [];
    await run("a", { onProgress: (event) => events.push(event) });
    const fractions = events.map((event) => event.fraction);
    expect(fractions).toEqual([...fractions].sort((p, q) => p - q));
    expect(fractions.at(-1)).toBe(1);
    expect(events.at(-1)).toMatchObject({ episode: 6, episodes: 6, remainingSeconds: 0 });
  });

  test("takes its configuration from the scenario, and the options over it", async () => {
    const own = { ...scenario, training: { fake: { episodes: 2, stepSize: 0.1 } } };
    const { manifest } = await run("a", { scenario: own, config: { stepSize: 0.3 } });
    expect(manifest.episodes).toBe(2);
    expect(manifest.algorithm.config).toMatchObject({ stepSize: 0.3 });
  });
});

describe("an interrupted training", () => {
  test.each([0, 1, 4])("resumed after episode %i ends with the same bits", async (episode) => {
    await run("whole");
    await expect(run("parts", abortAfter(episode))).rejects.toMatchObject({
      kind: "interrupted",
      exitCode: 130,
    });
    const between = JSON.parse(await readFile(join(base, "parts", "run.json"), "utf8"));
    expect(between).toMatchObject({ status: "interrupted" });
    const result = await resume(join(base, "parts"), { engine, algorithms: learningAlgorithms });
    expect(result.manifest.status).toBe("complete");
    expect(await resultOf("parts")).toEqual(await resultOf("whole"));
  });

  test("may be interrupted again and again", async () => {
    await run("whole");
    await expect(run("parts", abortAfter(2))).rejects.toMatchObject({ kind: "interrupted" });
    for (const episode of [3, 5]) {
      const again = resume(join(base, "parts"), {
        engine,
        algorithms: learningAlgorithms,
        ...abortAfter(episode),
      });
      await expect(again).rejects.toMatchObject({ kind: "interrupted" });
    }
    await resume(join(base, "parts"), { engine, algorithms: learningAlgorithms });
    expect(await resultOf("parts")).toEqual(await resultOf("whole"));
  });

  test("killed before its first checkpoint begins anew", async () => {
    await run("whole");
    await expect(run("parts", { config: { failInEpisode: 2 } })).rejects.toThrow("the fake fails");
    const path = join(base, "parts", "run.json");
    const manifest = JSON.parse(await readFile(path, "utf8"));
    manifest.algorithm.config.failInEpisode = null;
    await writeFile(path, JSON.stringify(manifest));
    await resume(join(base, "parts"), { engine, algorithms: learningAlgorithms });
    expect(await resultOf("parts")).toEqual(await resultOf("whole"));
  });

  test("whose last checkpoint is half-written goes on from the one before, and says so", async () => {
    await run("whole");
    await expect(run("parts", abortAfter(2))).rejects.toMatchObject({ kind: "interrupted" });
    const again = resume(join(base, "parts"), { engine, algorithms: learningAlgorithms, ...abortAfter(4) });
    await expect(again).rejects.toMatchObject({ kind: "interrupted" });
    await truncate(join(base, "parts", "checkpoints", "000001.checkpoint"), 100);
    const warnings: string[] = [];
    await resume(join(base, "parts"), {
      engine,
      algorithms: learningAlgorithms,
      onWarning: (message) => warnings.push(message),
    });
    expect(warnings).toEqual([
      expect.stringMatching(/000001.checkpoint.*cut short.*000000.checkpoint/),
      expect.stringMatching(/^no-learning: /),
    ]);
    expect(await resultOf("parts")).toEqual(await resultOf("whole"));
  });

  test("with no usable checkpoint is refused, and nothing is lost", async () => {
    await expect(run("parts", abortAfter(2))).rejects.toMatchObject({ kind: "interrupted" });
    const path = join(base, "parts", "checkpoints", "000000.checkpoint");
    await truncate(path, 100);
    const manifest = await readFile(join(base, "parts", "run.json"), "utf8");
    await expect(
      resume(join(base, "parts"), { engine, algorithms: learningAlgorithms }),
    ).rejects.toMatchObject({
      kind: "run",
      message: expect.stringContaining(path),
    });
    expect(await readdir(join(base, "parts", "checkpoints"))).toEqual(["000000.checkpoint"]);
    expect(await readFile(join(base, "parts", "run.json"), "utf8")).toBe(manifest);
  });

  test("is not continued with another run's checkpoints", async () => {
    await expect(run("a", abortAfter(2))).rejects.toMatchObject({ kind: "interrupted" });
    await expect(run("b", { ...abortAfter(2), seed: 4 })).rejects.toMatchObject({ kind: "interrupted" });
    await cp(join(base, "b", "checkpoints"), join(base, "a", "checkpoints"), { recursive: true });
    const manifest = await readFile(join(base, "a", "run.json"), "utf8");
    await expect(resume(join(base, "a"), { engine, algorithms: learningAlgorithms })).rejects.toMatchObject({
      kind: "run",
      message: expect.stringContaining("another run"),
    });
    expect(await readFile(join(base, "a", "run.json"), "utf8")).toBe(manifest);
  });
});

describe("resuming", () => {
  test("a complete run changes nothing", async () => {
    await run("a");
    const before = await readFile(join(base, "a", "run.json"));
    const result = await resume(join(base, "a"), { engine, algorithms: learningAlgorithms });
    expect(result.manifest.status).toBe("complete");
    expect(await readFile(join(base, "a", "run.json"))).toEqual(before);
  });

  test("what is no run folder, or one with a damaged manifest, is refused", async () => {
    await expect(resume(base, { engine })).rejects.toMatchObject({ kind: "run", exitCode: 3 });
    await expect(resume(join(base, "none"), { engine })).rejects.toMatchObject({ kind: "run" });
    await writeFile(join(base, "run.json"), '{"format": "edgeflock-run", "version": 1, "seed"');
    await expect(resume(base, { engine })).rejects.toMatchObject({
      message: expect.stringContaining("not JSON"),
    });
    await writeFile(join(base, "run.json"), '{"format": "edgeflock-run", "version": 2}');
    await expect(resume(base, { engine })).rejects.toMatchObject({
      message: expect.stringContaining("version 2"),
    });
    await writeFile(
      join(base, "run.json"),
      '{"format": "edgeflock-run", "version": 1, "status": "training"}',
    );
    await expect(resume(base, { engine })).rejects.toMatchObject({
      message: expect.stringContaining("episodesDone"),
    });
  });

  test("a run of an unknown algorithm names those there are", async () => {
    await expect(run("a", abortAfter(1))).rejects.toMatchObject({ kind: "interrupted" });
    const others = new Map([["faker", fakeAlgorithm]]);
    await expect(resume(join(base, "a"), { engine, algorithms: others })).rejects.toMatchObject({
      kind: "run",
      fix: expect.stringContaining('Did you mean "faker"?'),
    });
  });
});

describe("the output folder", () => {
  test("that holds a run is kept, unless forced", async () => {
    await run("a");
    await expect(run("a", { seed: 4 })).rejects.toMatchObject({ kind: "output", exitCode: 4 });
    expect(JSON.parse(await readFile(join(base, "a", "run.json"), "utf8")).seed).toBe(3);
    expect((await run("a", { seed: 4, force: true })).manifest.seed).toBe(4);
    await run("b", { seed: 4 });
    expect(await resultOf("a")).toEqual(await resultOf("b"));
  });

  test("that another process writes to is left alone, forced or not", async () => {
    await expect(run("a", abortAfter(1))).rejects.toMatchObject({ kind: "interrupted" });
    await writeFile(join(base, "a", "run.lock"), `${process.ppid} ${hostname()}\n`);
    const again = () => resume(join(base, "a"), { engine, algorithms: learningAlgorithms });
    await expect(again()).rejects.toMatchObject({ kind: "run" });
    await expect(run("a", { force: true })).rejects.toMatchObject({ kind: "run" });
    await rm(join(base, "a", "run.lock"));
    expect((await again()).manifest.status).toBe("complete");
    expect(await readdir(join(base, "a"))).not.toContain("run.lock");
  });

  test("that holds something else is refused; forced, its files stay", async () => {
    await mkdir(join(base, "a"));
    await writeFile(join(base, "a", "thesis.tex"), "years of work");
    await expect(run("a")).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining("thesis.tex"),
    });
    await run("a", { force: true });
    expect(await readFile(join(base, "a", "thesis.tex"), "utf8")).toBe("years of work");
  });

  test("that is a file is refused", async () => {
    await writeFile(join(base, "a"), "");
    await expect(run("a")).rejects.toMatchObject({ kind: "output" });
    await expect(run(join("a", "b"))).rejects.toMatchObject({ kind: "output" });
  });

  // Root may write anywhere.
  test.skipIf(process.getuid?.() === 0)("that is read-only is refused", async () => {
    await mkdir(join(base, "a"));
    await chmod(join(base, "a"), 0o555);
    await expect(run("a")).rejects.toMatchObject({ kind: "output" });
  });

  test("the budget and the seed are checked before anything is written", async () => {
    await expect(run("a", { budget: 0 })).rejects.toMatchObject({ kind: "usage" });
    await expect(run("a", { seed: 0.5 })).rejects.toMatchObject({ kind: "usage" });
    expect(await readdir(base)).toEqual([]);
  });
});
