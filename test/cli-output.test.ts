/** What commands print when all is well: help, figures, tables, progress. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { baselines } from "../src/agents/baselines/index.ts";
import { createProgress, duration } from "../src/cli/progress.ts";
import type { Summary } from "../src/sim/metrics.ts";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";
import { repository, runCommand } from "./support/process.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-output-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = join(folder, "tiny.yaml");
writeFileSync(tiny, tinyScenarioYaml);

describe("help", () => {
  const commands = [
    "run",
    "simulate",
    "bound",
    "train",
    "resume",
    "evaluate",
    "report",
    "scenario",
    "env",
    "policy",
    "doctor",
  ];

  test("of the program names every command", async () => {
    const { exitCode, stdout, stderr } = await runCli(["--help"]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("");
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    expect(stdout).toContain("edgeflock run quickstart --seeds 2");
    expect(stdout).toContain("Exit codes");
  });

  test.each(commands)("of %s has a description and an example, however it is asked for", async (command) => {
    const { exitCode, stdout } = await runCli([command, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: edgeflock ${command}`);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain(`$ edgeflock ${command}`);
    expect((await runCli(["help", command])).stdout).toBe(stdout);
  });

  test("names every baseline where a policy is asked for", async () => {
    const { stdout } = await runCli(["simulate", "--help"]);
    for (const name of baselines.keys()) expect(stdout).toContain(name);
  });

  test("says what every command that can be scripted has", async () => {
    for (const words of [["simulate"], ["train"], ["scenario", "list"]]) {
      expect((await runCli([...words, "--help"])).stdout).toContain("--json");
    }
  });
});

test("the version is that of package.json", async () => {
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    version: string;
  };
  expect(await runCli(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});

describe("simulate", () => {
  test("tells what faults did, what used the energy, what it emits, and the power of every server over time", async () => {
    const path = join(folder, "faulty.yaml");
    writeFileSync(
      path,
      `${tinyScenarioYaml}faults: { servers: { mtbf: 5, mttr: 1 } }\ncarbon: { intensity: [400] }\n`,
    );
    const powerCsv = join(folder, "power.csv");
    const picture = join(folder, "power.svg");
    const files = ["--power-csv", powerCsv, "--power-figure", picture];
    const words = ["simulate", path, "--policy", "split", ...files, "--power-bin", "0.5"];
    const { stdout } = await runCli(words);
    for (const line of ["lost to faults", "  computations", "  idle servers", "emissions", "parts lost"]) {
      expect(stdout).toContain(line);
    }
    const figures = JSON.parse((await runCli([...words, "--json"])).stdout) as Summary;
    const rows = readFileSync(powerCsv, "utf8").trim().split("\n");
    expect(rows[0]).toBe("start,server,compute,links,idle");
    const totals = { compute: 0, links: 0, idle: 0 };
    for (const row of rows.slice(1)) {
      const [, , compute, links, idle] = row.split(",").map(Number);
      totals.compute += compute! * 0.5;
      totals.links += links! * 0.5;
      totals.idle += idle! * 0.5;
    }
    const { compute, links, idle } = figures.energyParts;
    expect([totals.compute / compute, totals.links / links, totals.idle / idle]).toEqual([
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
      expect.closeTo(1, 9),
    ]);
    expect(figures.carbonGrams! / (((compute + links + idle) * 400) / 3.6e6)).toBeCloseTo(1, 9);
    expect(figures.faults!.serverFailures).toBeGreaterThan(0);
    expect(readFileSync(picture, "utf8")).toMatch(/^<svg [\s\S]*Power on tiny[\s\S]*>compute</);
  });

  test("prints one object with the figures of the run, the same each time", async () => {
    const words = ["simulate", tiny, "--policy", "split", "--json"];
    const first = await runCli(words);
    expect(first.stderr).toBe("");
    expect((await runCli(words)).stdout).toBe(first.stdout);
    const figures = JSON.parse(first.stdout) as Record<string, number> & {
      latencyParts: Record<string, number>;
      utilisation: number[];
    };
    for (const name of [
      "meanLatencySeconds",
      "p50LatencySeconds",
      "p95LatencySeconds",
      "p99LatencySeconds",
    ]) {
      expect(figures[name]).toBeGreaterThan(0);
    }
    expect(figures["meanEnergyJoules"]).toBeGreaterThan(0);
    expect(figures["objective"]).toBeGreaterThan(0);
    expect(figures["dropped"]).toBe(0);
    expect(figures.utilisation).toHaveLength(3);
    expect(Object.keys(figures.latencyParts).sort()).toEqual([
      "compute",
      "computeWait",
      "linkWait",
      "recovery",
      "transfer",
      "uplink",
    ]);
    const sum = Object.values(figures.latencyParts).reduce((total, part) => total + part, 0);
    expect(sum).toBeCloseTo(figures["meanLatencySeconds"]!, 9);
  });

  test("writes every task with all digits of its numbers", async () => {
    const path = join(folder, "tasks.csv");
    const figures = await runCliJson(
      "simulate",
      tiny,
      "--policy",
      "random",
      "--seed",
      "3",
      "--tasks-csv",
      path,
    );
    const [header, ...rows] = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(header).toBe(
      "task,home,arrival,inputBits,cycles,targets,offloadRatio,computeShare,bandwidthShare,latency,energy,dropped",
    );
    expect(rows).toHaveLength(figures["tasks"] as number);
    const cells = rows.map((row) => row.split(","));
    const mean = (column: number) => cells.reduce((sum, row) => sum + Number(row[column]), 0) / rows.length;
    expect(mean(9)).toBe(figures["meanLatencySeconds"]);
    expect(mean(10)).toBe(figures["meanEnergyJoules"]);
    expect(cells.map((row) => Number(row[0]))).toEqual(rows.map((_, index) => index));
    for (const row of cells) {
      expect(row).toHaveLength(12);
      for (const [column, cell] of row.entries()) {
        if (column !== 5) expect(String(Number(cell))).toBe(cell);
      }
      const targets = row[5] === "" ? [] : row[5]!.split(";").map(Number);
      expect(new Set(targets).size).toBe(targets.length);
      expect(targets).not.toContain(Number(row[1]));
      if (targets.length === 0) expect(row[6]).toBe("0");
    }
  });

  test("draws other homes with another salt, and another window has other tasks", async () => {
    const objective = async (...more: string[]) =>
      (await runCliJson("simulate", tiny, "--policy", "local", ...more))["objective"];
    const all = await objective();
    expect(await objective("--salt", "1")).not.toBe(all);
    expect(await objective("--window", "test")).not.toBe(all);
  });

  test("tunes a baseline that has constants, and says which it found", async () => {
    const tuned = await runCliJson("simulate", tiny, "--policy", "static-tuned", "--window", "train");
    expect(tuned["parameters"]).toHaveProperty("servers");
    const untuned = await runCliJson("simulate", tiny, "--policy", "split", "--window", "train");
    expect(tuned["objective"]).toBeLessThan(untuned["objective"] as number);
  });

  test("tells what users do: how many, handovers, and whose tasks each server gets", async () => {
    const figures = await runCliJson("simulate", "moving-users", "--policy", "local", "--window", "validate");
    const users = figures["users"] as { count: number; handovers: number; taskShare: number[] };
    expect(users.count).toBe(400);
    expect(users.handovers).toBeGreaterThan(0);
    expect(users.taskShare).toHaveLength((figures["servers"] as string[]).length);
    expect(users.taskShare.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    const { stdout } = await runCli([
      "simulate",
      "moving-users",
      "--policy",
      "local",
      "--window",
      "validate",
    ]);
    expect(stdout).toMatch(/users, handovers +400, \d+/);
    expect(stdout).toContain("tasks from its cell");
  });

  test("says on stderr what was left out of the workload, unless told to be quiet", async () => {
    const words = ["simulate", tiny, "--policy", "local"];
    expect((await runCli(words)).stderr).toMatch(/left out [\d,]+: beyond perJobLimit/);
    const quiet = await runCli([...words, "--quiet"]);
    expect(quiet.stderr).toBe("");
    expect(quiet.stdout).toContain("objective");
  });
});

test("train, simulate, evaluate: a trained policy is judged alike by both", async () => {
  const out = join(folder, "run");
  const words = ["train", tiny, "--algorithm", "cto", "--seed", "1", "--budget", "2", "--out", out, "--json"];
  const trained = await runCli(words);
  expect(trained.exitCode, trained.stderr).toBe(0);
  expect(JSON.parse(trained.stdout)).toMatchObject({ folder: out, status: "complete", episodes: 2, seed: 1 });

  const evaluated = await runCliJson("evaluate", out, "--window", "validate");
  const [run] = evaluated["runs"] as { rows: { salt: string; metrics: { objective: number } }[] }[];
  expect(run?.rows.map((row) => row.salt)).toEqual([..."0123456789"]);
  const simulated = await runCliJson(
    "simulate",
    tiny,
    "--policy",
    out,
    "--window",
    "validate",
    "--salt",
    "4",
  );
  expect(simulated["policy"]).toBe("cto");
  expect(simulated["objective"]).toBe(run?.rows[4]?.metrics.objective);
  const exported = await runCliJson(
    ...["simulate", tiny, "--policy", join(out, "policy"), "--window", "validate", "--salt", "4"],
  );
  expect(exported["objective"]).toBe(simulated["objective"]);
});

describe("scenario", () => {
  test("lists what is shipped, and shows a scenario that can be read again", async () => {
    const { scenarios } = (await runCliJson("scenario", "list")) as { scenarios: { name: string }[] };
    const names = scenarios.map((scenario) => scenario.name);
    expect(names).toEqual(expect.arrayContaining(["quickstart", "paper-3mec", "hot-cell", "thin-backhaul"]));
    for (const name of names) {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(path, (await runCli(["scenario", "show", name])).stdout);
      expect((await runCli(["scenario", "check", path])).exitCode).toBe(0);
      expect(await runCliJson("scenario", "show", path)).toEqual(await runCliJson("scenario", "show", name));
    }
  });

  test("shows what a topology makes as a scenario of its own", async () => {
    const path = join(folder, "town.yaml");
    const text = tinyScenarioYaml
      .replace(
        /servers:[\s\S]*workload:/,
        "topology: { kind: generated, count: 9, neighbours: 2 }\nworkload:",
      )
      .replace(/homeWeights: .*/, "homes: { zipf: 1 }");
    writeFileSync(path, text);
    const explicit = join(folder, "town-explicit.yaml");
    writeFileSync(explicit, (await runCli(["scenario", "show", path, "--explicit"])).stdout);
    expect(readFileSync(explicit, "utf8")).toContain("servers:");
    const judged = await runCliJson("simulate", path, "--policy", "split");
    expect(await runCliJson("simulate", explicit, "--policy", "split")).toEqual(judged);
    expect(judged["servers"]).toHaveLength(9);
  });

  test("draws a map as SVG and as PNG", async () => {
    const svg = join(folder, "city.svg");
    const drawn = await runCliJson("scenario", "draw", "city-1000", "--out", svg);
    expect(drawn).toEqual({ scenario: "city-1000", servers: 1000, links: 6000, out: svg });
    expect(readFileSync(svg, "utf8").match(/<circle /g)!.length).toBeGreaterThan(1000);
    const png = join(folder, "three.png");
    expect((await runCli(["scenario", "draw", tiny, "--out", png])).stdout).toBe(`written: ${png}\n`);
    expect([...readFileSync(png).subarray(1, 4)]).toEqual([...Buffer.from("PNG")]);
  });
});

test("doctor tries the engine, DuckDB and the charts", async () => {
  const doctor = await runCliJson("doctor");
  expect(doctor).toMatchObject({ ok: true, node: process.versions.node });
  expect(doctor["engine"]).toMatchObject({ name: expect.stringMatching(/^(node|web)$/) });
  const checks = doctor["checks"] as { name: string; ok: boolean; detail: string }[];
  expect(checks.map((check) => check.ok)).toEqual([true, true, true]);
});

describe("progress", () => {
  const show = (terminal: boolean) => {
    let time = 0;
    let text = "";
    const io = {
      out() {},
      err: (piece: string) => {
        text += piece;
      },
      errIsTerminal: terminal,
      columns: 60,
      env: {},
      onInterrupt: () => () => {},
    };
    const progress = createProgress(io, { silent: false, now: () => time });
    for (let second = 0; second <= 60; second++, time += 1000) progress.update(second / 120, "training");
    progress.note("a note");
    progress.finish();
    return text;
  };

  test("rewrites one line on a terminal, no longer than it is wide", () => {
    const text = show(true);
    expect(text).toContain("\r\x1b[2K[##########----------]  50 % training, 1 min 0 s left");
    const lines = text.replaceAll("\r\x1b[2K", "\n").split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
    expect(text.split("\n")).toHaveLength(2);
  });

  test("is a plain line now and then elsewhere", () => {
    const text = show(false);
    expect(text).not.toContain("\x1b");
    expect(text).not.toContain("\r");
    expect(text.trimEnd().split("\n")).toHaveLength(7);
    expect(text).toContain(" 25 % training, 1 min 30 s left\n");
  });

  test("says a time span as people do", () => {
    expect([0.4, 59, 61, 3599, 3720].map(duration)).toEqual([
      "0 s",
      "59 s",
      "1 min 1 s",
      "59 min 59 s",
      "1 h 2 min",
    ]);
  });
});

describe.skipIf(!existsSync(join(repository, "dist/cli/main.js")))("the real process", () => {
  test("does not mind a reader that goes away", async () => {
    const script = `node bin/edgeflock.js scenario show quickstart | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await runCommand("bash", ["-c", script]);
    expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
  });

  test("ends with the exit code of the mistake, results on stdout and messages on stderr", async () => {
    const wrong = await runCommand("node", [
      "bin/edgeflock.js",
      "simulate",
      "quickstrat",
      "--policy",
      "local",
    ]);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: "" });
    expect(wrong.stderr).toContain('Did you mean "quickstart"?');
    const right = await runCommand("node", [
      "bin/edgeflock.js",
      "simulate",
      tiny,
      "--policy",
      "local",
      "--json",
    ]);
    expect(right).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(right.stdout)).toHaveProperty("objective");
  });
});
