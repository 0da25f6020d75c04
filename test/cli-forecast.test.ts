/** `edgeflock forecast`: scores of forecasters, what it writes, and how it says what is wrong. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { naiveNames } from "../src/forecast/naive/index.ts";
import { forecastTargets } from "../src/forecast/targets.ts";
import { readParquet } from "../src/tables/index.ts";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-forecast-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = join(folder, "tiny.yaml");
writeFileSync(tiny, tinyScenarioYaml);
const naive = naiveNames.join(",");

interface Scored {
  readonly scores: readonly { forecaster: string; target: string; per: string; count: number }[];
  readonly report: string | null;
}

describe("the naive ones", () => {
  test("are scored on the same rows, and written with figures and tables", async () => {
    const out = join(folder, "scores");
    const result = await runCliJson("forecast", tiny, "--forecasters", naive, "--out", out);
    const { scores, report } = result as unknown as Scored;
    expect(scores).toHaveLength(naiveNames.length * forecastTargets.length * 3);
    for (const { name } of forecastTargets) {
      for (const per of ["task", "burst", "rest"]) {
        const counts = scores.filter((s) => s.target === name && s.per === per).map(({ count }) => count);
        expect(new Set(counts).size, `${name} per ${per}`).toBe(1);
      }
    }
    expect(report).toBe(join(out, "forecasts.html"));
    expect(readFileSync(report!, "utf8")).toContain("forecast-fan");
    for (const name of ["forecasts", "forecast-calibration", "forecast-fan"])
      expect(existsSync(join(out, "figures", `${name}.png`)), name).toBe(true);
    const rows = await readParquet(join(out, "scores.parquet"));
    const csv = readFileSync(join(out, "scores.csv"), "utf8").trimEnd().split("\n");
    expect(rows).toHaveLength(scores.length);
    expect(csv).toHaveLength(scores.length + 1);
  });

  test("as text, in lines of at most 100 columns", async () => {
    const { stdout, exitCode } = await runCli(["forecast", tiny, "--forecasters", naive, "--quiet"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("At the last task of every burst");
    expect(stdout).toMatch(
      /At every task, without the largest job .*\nThe largest job: \d+ tasks? from [\d.]+ s on, /,
    );
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("trained ones", () => {
  const quick = join(folder, "quick.yaml");
  const section =
    "forecaster: { updates: 20, validateEvery: 10, warmUp: 2, draws: { train: 1, validate: 1 } }";
  writeFileSync(quick, `${tinyScenarioYaml}${section}\n`);
  const out = join(folder, "trained");
  const command = ["forecast", quick, "--seeds", "0,1", "--forecasters", "gru,last,ewma", "--out", out];

  test("Ctrl-C stops the training; the same command goes on, and a third takes what is kept", async () => {
    let press = () => {};
    const stopped = runCli(command, {
      interrupt: (handler) => {
        press = handler;
        setTimeout(() => press(), 1);
      },
    });
    expect((await stopped).exitCode).toBe(130);
    expect(existsSync(join(out, "forecasts.html"))).toBe(false);

    const { exitCode, stdout, stderr } = await runCli(command);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("Pinball loss saved");
    for (const seed of [0, 1])
      expect(existsSync(join(out, "forecasters", `gru-seed-${seed}`, "forecaster.json"))).toBe(true);

    const again = await runCli(command);
    expect(again.stdout).toBe(stdout);
    expect(again.stderr).toContain("gru seed 1: kept from before");
  });

  test("without naming any, the scenario's own network and all naive ones", async () => {
    const result = (await runCliJson("forecast", quick)) as unknown as { forecasters: { name: string }[] };
    expect(result.forecasters.map(({ name }) => name)).toEqual(["transformer", ...naiveNames]);
  });
});

describe("mistakes", () => {
  const mistakes: [string, string[], number, RegExp][] = [
    [
      "a forecaster that is none",
      ["--forecasters", "ewma,sesonal"],
      2,
      /"sesonal".*\n.*Did you mean "seasonal"/,
    ],
    ["one named twice", ["--forecasters", "ewma,ewma"], 2, /"ewma" is named twice/],
    ["no seeds", ["--seeds", "4..0"], 2, /4\.\.0 is no range/],
    ["a period of nothing", ["--period", "0"], 2, /above 0/],
    ["a window that is none", ["--window", "tests"], 2, /tests/],
    ["a folder that is a file", ["--forecasters", "mean", "--out", tiny], 4, /tiny\.yaml.*cannot be written/],
  ];
  test.each(mistakes)("%s", async (_, words, exitCode, message) => {
    const result = await runCli(["forecast", tiny, ...words]);
    expect(result.stderr).toMatch(message);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stdout).toBe("");
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });
});
