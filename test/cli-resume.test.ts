/**
 * A training that is stopped by Ctrl-C, continued, killed with `kill -9` and continued again ends in the same bytes as
 * one that was never stopped. Real processes; needs a build (`npm run build`).
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { folderContent } from "./support/folder-content.ts";
import { repository, runCommand } from "./support/process.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-resume-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = join(folder, "tiny.yaml");
// Short episodes: the process stops at the end of one.
writeFileSync(tiny, `${tinyScenarioYaml}\ntraining: { cto: { counterfactuals: { updates: 100 } } }\n`);

const episodes = 12;
const cli = join(repository, "bin/edgeflock.js");
const train = (out: string) => {
  const args = [
    "train",
    tiny,
    "--algorithm",
    "cto",
    "--seed",
    "7",
    "--budget",
    String(episodes),
    "--out",
    out,
  ];
  return [cli, ...args];
};

interface Stopped {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Starts a command, sends `signal` once it has trained for a while, and waits for its end. */
async function startAndStop(args: readonly string[], run: string, signal: NodeJS.Signals): Promise<Stopped> {
  const child: ChildProcess = spawn("node", args, { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Stopped>((resolve) => {
    child.on("close", (exitCode, by) => resolve({ exitCode, signal: by, stderr }));
  });
  while (statusOf(run) !== "training" && child.exitCode === null) await wait(20);
  await wait(1500);
  child.kill(signal);
  return ended;
}

function manifestOf(run: string): { status?: string; episodesDone?: number } {
  const path = join(run, "run.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as { status: string }) : {};
}
const statusOf = (run: string) => manifestOf(run).status;

/** Everything that training has made: learning curve, exported policy, and the last checkpoint with all parameters. */
function madeBy(run: string) {
  const checkpoints = join(run, "checkpoints");
  const last = readdirSync(checkpoints).sort().at(-1)!;
  const files = folderContent(run);
  return {
    metrics: files["metrics.parquet"],
    policy: folderContent(join(run, "policy")),
    state: files[`checkpoints/${last}`],
  };
}

test("stopped, continued, killed, continued: the same bytes", { timeout: 240_000 }, async () => {
  expect(existsSync(join(repository, "dist/cli/main.js")), "run `npm run build` first").toBe(true);
  const straight = join(folder, "straight");
  const whole = runCommand("node", train(straight));

  const bumpy = join(folder, "bumpy");
  const stopped = await startAndStop(train(bumpy), bumpy, "SIGINT");
  expect(stopped.exitCode, stopped.stderr).toBe(130);
  expect(stopped.stderr).toContain(`edgeflock resume ${bumpy}`);
  expect(stopped.stderr).not.toMatch(/\n\s+at /);
  expect(statusOf(bumpy)).toBe("interrupted");
  expect(readdirSync(join(bumpy, "checkpoints"))).not.toEqual([]);

  const killed = await startAndStop([cli, "resume", bumpy], bumpy, "SIGKILL");
  expect(killed.signal).toBe("SIGKILL");
  expect(statusOf(bumpy)).toBe("training");

  const finished = await runCommand("node", [cli, "resume", bumpy, "--json"]);
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(JSON.parse(finished.stdout)).toMatchObject({ status: "complete", episodes });

  expect((await whole).exitCode).toBe(0);
  expect(madeBy(bumpy)).toEqual(madeBy(straight));
});
