/** `edgeflock diagnose` on real trainings, one healthy, the others broken on purpose; and what a training says of itself meanwhile. */
import { cpSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { type CliResult, runCli, runCliJson } from "./support/cli.ts";
import { folderContent } from "./support/folder-content.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-diagnose-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (...names: string[]) => join(root, ...names);

/** Trains on the tiny scenario with these settings of `cto`, YAML in one line. */
async function trained(name: string, settings: string, seed = 0): Promise<CliResult> {
  const file = at(`${name}.yaml`);
  writeFileSync(file, `${tinyScenarioYaml}\ntraining: { cto: ${settings} }\n`);
  const args = ["train", file, "--algorithm", "cto", "--seed", String(seed), "--out", at("runs", name)];
  const result = await runCli(args);
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
}

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly evidence: string;
  readonly changes: readonly { readonly setting: string; readonly value: unknown }[];
  readonly command: string | null;
}
async function findingsOf(...folders: string[]): Promise<readonly Found[]> {
  const { runs } = (await runCliJson("diagnose", ...folders)) as { runs: { findings: Found[] }[] };
  return runs.flatMap(({ findings }) => findings);
}

const small = "warmup: 20, counterfactuals: { updates: 100 }";
const results: Record<string, CliResult> = {};

beforeAll(async () => {
  const rates =
    "madqn: { learningRate: 10 }, maddpg: { actorLearningRate: 10, criticLearningRate: 10, saturationPenalty: 0 }";
  results["fast"] = await trained("fast", `{ episodes: 4, finalRate: 1, ${small}, ${rates} }`);
  results["blind"] = await trained(
    "blind",
    `{ episodes: 2, ${small}, madqn: { epsilonStart: 0, epsilonEnd: 0 }, maddpg: { noiseStart: 0, noiseEnd: 0 } }`,
  );
  results["stuck"] = await trained(
    "stuck",
    `{ episodes: 2, ${small}, maddpg: { initialShares: [0.001, 0.5, 0.97], actorLearningRate: 1.0e-6 } }`,
  );
  results["cold"] = await trained("cold", "{ episodes: 1, warmup: 100000 }");
}, 300_000);

test("a healthy training has no finding", async () => {
  const args = [
    "train",
    "quickstart",
    "--algorithm",
    "cto",
    "--seed",
    "0",
    "--budget",
    "3",
    "--out",
    at("healthy"),
  ];
  const training = await runCli(args);
  expect(training.exitCode, training.stderr).toBe(0);
  expect(training.stderr).not.toContain("warning");
  const { exitCode, stdout } = await runCli(["diagnose", at("healthy"), "--strict"]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("nothing found");
  expect(stdout).toMatch(/checked: no-learning, forgetting, too-few-updates/);
  expect(stdout).toMatch(/not checked: .*still-improving \(it takes 8 validations\)/s);
}, 300_000);

test("learning rates of 10 are found to break the networks", async () => {
  const rules = (await findingsOf(at("runs", "fast"))).map(({ rule }) => rule);
  expect(rules).toEqual(expect.arrayContaining(["diverging-losses"]));
  const [finding] = (await findingsOf(at("runs", "fast"))).filter(({ rule }) => rule === "diverging-losses");
  expect(finding).toMatchObject({ severity: "severe" });
  expect(finding!.changes).toContainEqual({
    setting: "training.cto.madqn.learningRate",
    now: 10,
    value: 0.001,
  });
});

test("no exploration is found, with the settings to try", async () => {
  const [finding] = (await findingsOf(at("runs", "blind"))).filter(({ rule }) => rule === "exploration-died");
  expect(finding!.evidence).toContain("From episode 1 of 2");
  expect(finding!.changes.map(({ setting }) => setting)).toEqual(
    expect.arrayContaining(["training.cto.madqn.epsilonStart", "training.cto.maddpg.noiseStart"]),
  );
});

test("shares that start at their bounds are found, while training goes on too", async () => {
  const [finding] = (await findingsOf(at("runs", "stuck"))).filter(({ rule }) => rule === "saturated-shares");
  expect(finding!.evidence).toContain("least offload ratio");
  expect(finding!.changes[0]).toMatchObject({
    setting: "training.cto.maddpg.initialShares",
    value: [0.5, 0.5, 0.97],
  });
  const { stderr } = results["stuck"]!;
  expect(stderr.match(/warning: saturated-shares/g)).toHaveLength(1);
  expect(stderr).toContain("Try training.cto.maddpg.initialShares: [0.5,0.5,0.97] (is [0.001,0.5,0.97])");
  const events = readFileSync(at("runs", "stuck", "events.ndjson"), "utf8")
    .trim()
    .split("\n");
  expect(events.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ event: "finding", rule: "saturated-shares", severity: "warning" }),
  );
});

test("a training that never updated is found", async () => {
  const findings = await findingsOf(at("runs", "cold"));
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: "too-few-updates",
      severity: "severe",
      evidence: expect.stringContaining("updated 0 times"),
    }),
  );
});

test("the settings of a finding are written as a scenario that trains", async () => {
  const folder = at("runs", "stuck");
  const before = folderContent(folder);
  const { next } = await runCliJson(
    ...["diagnose", folder, "--finding", "saturated-shares", "--write", at("tried.yaml")],
  );
  expect(next).toBe(`edgeflock train ${at("tried.yaml")} --algorithm cto --seed 0 --out ${folder}-tried`);
  expect(folderContent(folder)).toEqual(before);
  const again = await runCli(String(next).split(" ").slice(1));
  expect(again.exitCode, again.stderr).toBe(0);
  expect((await findingsOf(`${folder}-tried`)).map(({ rule }) => rule)).not.toContain("saturated-shares");
}, 120_000);

test("runs are grouped, and --strict fails where there is a warning", async () => {
  const { exitCode, stdout, stderr } = await runCli(["diagnose", at("runs"), "--strict"]);
  expect(exitCode).toBe(3);
  for (const name of ["blind", "cold", "fast", "stuck"])
    expect(stdout).toContain(`${at("runs", name)}: cto, seed 0`);
  expect(stdout).toContain("!! diverging-losses (severe)");
  expect(stderr).toMatch(/error: \d+ findings: .*exploration-died/);
  expect((await runCli(["diagnose", at("runs")])).exitCode).toBe(0);
});

test("seeds of one kind are compared", async () => {
  cpSync(at("runs", "blind"), at("seeds", "a"), { recursive: true });
  cpSync(at("runs", "blind"), at("seeds", "b"), { recursive: true });
  const { stdout } = await runCli(["diagnose", at("seeds")]);
  expect(stdout).toContain("cto, seeds 0, 0: they agree");
});

test("a run without metrics is told to have nothing to check", async () => {
  cpSync(at("runs", "blind"), at("early"), { recursive: true });
  unlinkSync(at("early", "metrics.parquet"));
  const { exitCode, stdout } = await runCli(["diagnose", at("early")]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("checked: nothing");
});
