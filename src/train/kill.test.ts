/** `kill -9` at any moment, again and again: what is resumed ends with the same bits. */
import { fork } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Rng } from "../core/rng.ts";
import { CheckpointStore } from "./checkpoint-store.ts";

const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

/** Trains into the folder, or goes on with what is there; writes a checkpoint after each episode. */
const script = `
import { existsSync } from "node:fs";
import { train, resume } from ${source("./index.ts")};
import { loadWorkload } from ${source("../scenario/index.ts")};
import { fakeAlgorithm, learningAlgorithms } from ${source("../testing/fake-algorithm.ts")};
import { tinyScenario } from ${source("../testing/tiny-scenario.ts")};
const outDir = process.argv[2];
const engine = { name: "reference" };
const onProgress = () => process.send("progress");
if (existsSync(outDir + "/run.json")) {
  await resume(outDir, { engine, algorithms: learningAlgorithms, onProgress, checkpointSeconds: 0 });
} else {
  const scenario = tinyScenario();
  const workload = await loadWorkload(scenario);
  const config = { episodes: 25, episodeMilliseconds: 5 };
  await train({ scenario, workload, algorithm: fakeAlgorithm, config, seed: 7, outDir, engine, onProgress, checkpointSeconds: 0 });
}
process.exit(0);
`;

async function resultOf(folder: string) {
  const store = await CheckpointStore.open(join(folder, "checkpoints"));
  return {
    checkpoint: await store.readLast(() => {}),
    metrics: (await readFile(join(folder, "metrics.parquet"))).toString("hex"),
    policy: await readFile(join(folder, "policy", "policy.json"), "utf8"),
  };
}

test("a run that is killed three times at random ends with the bits of one that was not", async () => {
  const base = await mkdtemp(join(tmpdir(), "kill-"));
  const path = join(base, "train.mjs");
  await writeFile(path, script);
  const loader = new URL("../testing/register-typescript.mjs", import.meta.url).href;
  /** @param killAfter time from the first sign of progress [ms]; Infinity: let it end */
  const run = (folder: string, killAfter: number) =>
    new Promise<string | number | null>((resolve) => {
      const child = fork(path, [folder], {
        execArgv: ["--import", loader],
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      child.once("message", () => {
        if (Number.isFinite(killAfter)) setTimeout(() => child.kill("SIGKILL"), killAfter);
      });
      child.on("exit", (code, signal) => resolve(signal ?? code));
    });
  const [whole, killed] = [join(base, "whole"), join(base, "killed")];
  expect(await run(whole, Number.POSITIVE_INFINITY)).toBe(0);
  const rng = Rng.stream(1, "kill");
  const endings = [];
  for (let k = 0; k < 3; k++) endings.push(await run(killed, 150 * rng.uniform()));
  expect(endings).toContain("SIGKILL");
  expect(await run(killed, Number.POSITIVE_INFINITY)).toBe(0);
  expect(await resultOf(killed)).toEqual(await resultOf(whole));
}, 240_000);
