/** `edgeflock forecast monitor` and `retrain`, and `train --forecaster`: what they do, and ways to get them wrong. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";
import { folderContent } from "./support/folder-content.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-forecast-drift-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (...names: string[]) => join(root, ...names);
function write(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

const settings = `
forecaster: { updates: 200, validateEvery: 50, warmUp: 20, draws: { train: 4, validate: 2 } }
training:
  cto-tp:
    counterfactuals: { updates: 5, alternatives: 1, horizonTasks: 4, warmUpTasks: 4 }
    batch: 16
    madqn: { hidden: [8] }
    maddpg: { actorHidden: [8], criticHidden: [8] }
`;
const changed = (...pairs: [RegExp | string, string][]) =>
  pairs.reduce((yaml, [from, to]) => {
    const next = yaml.replace(from, to);
    if (next === yaml) throw new Error(`nothing to change: ${from}`);
    return next;
  }, tinyScenarioYaml + settings);
const tiny = write("tiny.yaml", tinyScenarioYaml + settings);
/** Other jobs: sixteen times the work, and a fifth of the input. */
const heavier = write(
  "heavier.yaml",
  changed(
    ["name: tiny", "name: heavier"],
    ["durationSeconds: 400", "durationSeconds: 1500\n  cyclesPerUnit: 64e10\n  bitsPerUnit: 4e7"],
  ),
);
const four = write(
  "four.yaml",
  changed(
    ["  - capacity: 6e9", "  - capacity: 6e9\n  - capacity: 6e9"],
    ["[0.6, 0.3, 0.1]", "[0.5, 0.3, 0.1, 0.1]"],
  ),
);
const onTrace = write("on-trace.yaml", changed([/kind: synthetic-google\n.*\n/, "kind: google-2011\n"]));

beforeAll(async () => {
  for (const [algorithm, out] of [
    ["cto-tp", "run"],
    ["cto", "plain"],
  ] as const) {
    const args = ["train", tiny, "--algorithm", algorithm, "--seed", "3", "--budget", "1", "--out", at(out)];
    const result = await runCli(args);
    expect(result.exitCode, result.stderr).toBe(0);
  }
  cpSync(at("run", "forecaster"), at("forecaster"), { recursive: true });
  cpSync(at("forecaster"), at("old-format"), { recursive: true });
  const json = at("old-format", "forecaster.json");
  writeFileSync(json, readFileSync(json, "utf8").replace(/"format": \d+/, '"format": 1'));
  cpSync(at("forecaster"), at("torn"), { recursive: true });
  rmSync(at("torn", "forecaster.onnx"));
  mkdirSync(at("empty"));
  mkdirSync(at("trace", "task_events"), { recursive: true });
  // Only a task before the trace window: nothing is left of it.
  writeFileSync(
    at("trace", "task_events", "part-00000-of-00500.csv.gz"),
    gzipSync("0,,1,0,,0,user,2,0,0.025,0.033,0.0001,0\n"),
  );
  mkdirSync(at("occupied"));
  write("occupied/precious.txt", "do not touch");
});

describe("monitor", () => {
  test("replays the run's own test window: errors of both for every target, no drift, exit code 0", async () => {
    const json = await runCliJson("forecast", "monitor", at("run"));
    expect(json).toMatchObject({
      scenario: "tiny",
      window: "test",
      naive: "ewma",
      forecaster: "transformer",
    });
    const targets = json["targets"] as { target: string; forecasterError: number; naiveError: number }[];
    expect(targets.map(({ target }) => target)).toContain("burst.interArrival");
    expect(targets[0]!.forecasterError).toBeGreaterThan(0);
    expect((json["timeline"] as unknown[]).length).toBe(60);
    const { stdout, exitCode } = await runCli(["forecast", "monitor", at("run")]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/task\.work +transformer +\d.* [▁▂▃▄▅▆▇█]{30}/);
  });

  test("says the same of the forecaster by itself, with its scenario named", async () => {
    const { folder: _, ...ofRun } = await runCliJson("forecast", "monitor", at("run"));
    const { folder: __, ...alone } = await runCliJson("forecast", "monitor", at("forecaster"), tiny);
    expect(alone).toEqual(ofRun);
  });

  test("finds other jobs, lists the events in text and JSON, and draws them", async () => {
    const args = ["forecast", "monitor", at("run"), heavier];
    const json = await runCliJson(...args, "--figure", at("drift.svg"));
    expect(json["window"]).toBe("all");
    const events = json["events"] as { event: string; server: string | null }[];
    expect(events[0]).toMatchObject({ event: "forecast-drifted" });
    expect(events.some(({ server }) => server === null)).toBe(true);
    expect(events.some(({ server }) => server !== null && /^mec-[012]$/.test(server))).toBe(true);
    expect(readFileSync(at("drift.svg"), "utf8")).toContain("burst.interArrival");
    const { stdout } = await runCli(args);
    expect(stdout).toMatch(/ s {2}drifted on \S+ at (mec-\d|all servers together): error/);
    expect(stdout).toContain(`edgeflock forecast retrain ${at("run")} ${heavier} --out DIR`);
  });

  test("the figure may be a PNG", async () => {
    const result = await runCli(["forecast", "monitor", at("run"), "--figure", at("drift.png")]);
    expect(result.exitCode, result.stderr).toBe(0);
    expect(readFileSync(at("drift.png")).subarray(1, 4).toString()).toBe("PNG");
  });
});

describe("retrain", () => {
  test("on other jobs the new one is better: written, and nothing of the old one changed", async () => {
    const before = folderContent(at("run"));
    const args = ["forecast", "retrain", at("run"), heavier, "--out", at("new")];
    const json = await runCliJson(...args);
    expect(json).toMatchObject({ kept: "new", out: at("new"), forecaster: "transformer", naive: "ewma" });
    expect(json["ratio"]).toBeLessThan(0.8);
    expect(folderContent(at("run"))).toEqual(before);
    // The same seed gives the same bytes.
    const again = await runCli(["forecast", "retrain", at("run"), heavier, "--out", at("again")]);
    expect(again.stdout).toContain(`--forecaster ${at("again")}`);
    expect(folderContent(at("again"))).toEqual(folderContent(at("new")));
  });

  test("what was written is monitored, and agents are trained with it", async () => {
    const { events } = await runCliJson("forecast", "monitor", at("new"), heavier, "--window", "test");
    expect(events).toEqual([]);
    const args = ["train", heavier, "--algorithm", "cto-tp", "--seed", "1", "--budget", "1"];
    const result = await runCli([...args, "--out", at("second"), "--forecaster", at("new")]);
    expect(result.exitCode, result.stderr).toBe(0);
    expect(folderContent(at("second", "forecaster"))).toEqual(folderContent(at("new")));
  });

  test("the old one is kept when the new one is not better: it says so, and writes nothing", async () => {
    // The same tasks once more, with steps so small that nothing is learned.
    cpSync(at("new"), at("settled"), { recursive: true });
    const json = at("settled", "forecaster.json");
    writeFileSync(
      json,
      readFileSync(json, "utf8").replace(/"learningRate": [\d.]+/, '"learningRate": 1e-12'),
    );
    const result = await runCli(["forecast", "retrain", at("settled"), heavier, "--out", at("none")]);
    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stdout).toContain("the old forecaster is kept");
    expect(existsSync(at("none"))).toBe(false);
  });

  test("Ctrl-C leaves nothing", async () => {
    const args = ["forecast", "retrain", at("run"), heavier, "--out", at("stopped")];
    const result = await runCli(args, { interrupt: (press) => setTimeout(press, 50) });
    expect(result.exitCode, result.stderr).toBe(130);
    expect(existsSync(at("stopped"))).toBe(false);
  });
});

describe("mistakes", () => {
  const monitor = (...more: string[]) => ["forecast", "monitor", ...more];
  const retrain = (...more: string[]) => ["forecast", "retrain", ...more, "--out", at("unwritten")];
  const train = (algorithm: string, scenario: string, forecaster: string) => {
    const args = ["train", scenario, "--algorithm", algorithm, "--seed", "1", "--out", at("unwritten")];
    return [...args, "--forecaster", forecaster];
  };
  const cases: [what: string, args: () => string[], exitCode: number, says: (string | RegExp)[]][] = [
    ["a folder that is not there", () => monitor(at("nowhere")), 3, ["nowhere", "no such folder"]],
    ["a folder without a forecaster", () => monitor(at("empty")), 3, ["empty", "no forecaster.json"]],
    ["a run without forecasts", () => monitor(at("plain")), 3, ["plain", "cto", "cto-tp"]],
    ["a run without forecasts, retrained", () => retrain(at("plain")), 3, ["plain", "cto"]],
    ["a forecaster whose scenario is not named", () => monitor(at("forecaster")), 2, ["scenario"]],
    ["a forecaster of another format", () => monitor(at("old-format"), tiny), 3, ["old-format", "format 1"]],
    ["one that lacks a file", () => monitor(at("torn"), tiny), 3, ["torn", "forecaster.onnx is missing"]],
    ["another number of servers", () => monitor(at("run"), four), 3, ["3 servers", "tiny has 4"]],
    ["the same without its run", () => monitor(at("forecaster"), four), 3, ["3 servers", "tiny has 4"]],
    ["a scenario on a trace without one", () => monitor(at("run"), onTrace), 2, ["--trace"]],
    [
      "a trace that holds nothing",
      () => monitor(at("run"), onTrace, "--trace", at("trace")),
      3,
      [at("trace")],
    ],
    ["a trace that is not there", () => retrain(at("run"), onTrace, "--trace", at("gone")), 3, ["gone"]],
    ["no such window", () => monitor(at("run"), "--window", "tset"), 2, ["--window", "tset"]],
    ["a figure of another kind", () => monitor(at("run"), "--figure", at("drift.pdf")), 2, [".pdf", ".svg"]],
    [
      "too few tasks to learn from",
      () => retrain(at("run"), "--window", "validate"),
      3,
      ["tiny", "validate", "at least 200", "--window"],
    ],
    ["no --out", () => ["forecast", "retrain", at("run")], 2, ["--out"]],
    [
      "an output folder that holds something",
      () => ["forecast", "retrain", at("run"), "--out", at("occupied")],
      4,
      ["occupied", "precious.txt"],
    ],
    [
      "an output folder that is a file",
      () => ["forecast", "retrain", at("run"), "--out", tiny],
      4,
      ["tiny.yaml", "is a file"],
    ],
    [
      "a forecaster for who uses none",
      () => train("cto", tiny, at("forecaster")),
      2,
      ["--forecaster", "cto"],
    ],
    ["training with one that is not there", () => train("cto-tp", tiny, at("nowhere")), 3, ["nowhere"]],
    ["training with one of other servers", () => train("cto-tp", four, at("forecaster")), 3, ["3 servers"]],
  ];
  test.each(cases)("%s", async (_, args, exitCode, says) => {
    const before = folderContent(root);
    const result = await runCli([...args(), "--json"]);
    expect(result.exitCode, result.stderr).toBe(exitCode);
    expect(result.stdout).toBe("");
    expect(result.stderr).toMatch(/^error: /m);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    for (const part of says) expect(result.stderr).toMatch(part);
    expect(folderContent(root)).toEqual(before);
  });
});
