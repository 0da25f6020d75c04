/** `edgeflock trace fit`: a fragment that scenarios take, that tells nothing but statistics; and ways to get it wrong. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { Rng } from "../src/core/rng.ts";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-fit-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (name: string) => join(root, name);

function write(name: string, lines: readonly string[]): string {
  writeFileSync(at(name), lines.map((line) => `${line}\n`).join(""));
  return at(name);
}

/** Bursts of one to four tasks of jobs and users whose names are secrets. */
function googleLines(bursts: number): string[] {
  const random = Rng.stream(7, "fit test");
  const lines: string[] = [];
  let seconds = 600;
  for (let burst = 0; burst < bursts; burst++) {
    seconds += 0.5 + random.exponential(2);
    const size = 1 + random.integer(4);
    const cpu = random.uniform() < 0.5 ? 0.025 : 0.05;
    for (let task = 0; task < size; task++) {
      const micros = Math.round(seconds * 1e6) + task;
      lines.push(`${micros},,${770077000 + burst},${task},,0,secret${burst % 3},2,0,${cpu},0.033,0.0001,0`);
    }
  }
  return lines;
}

const trace = write("part-00000-of-00500.csv", googleLines(400));

describe("a fit", () => {
  test("is written, accepted in a scenario, and simulated; it names no job, user, file or folder", async () => {
    const out = at("likeness.yaml");
    const { exitCode, stdout, stderr } = await runCli(["trace", "fit", trace, "--out", out]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain("in 400 bursts");
    expect(stdout).toContain("mean gap between bursts [s]");
    expect(stdout).toContain(`written: ${out}`);
    for (const line of stdout.split("\n").filter((one) => !one.startsWith("written")))
      expect(line.length, line).toBeLessThanOrEqual(100);
    const fragment = readFileSync(out, "utf8");
    expect(fragment).not.toMatch(/secret|770077|part-0|edgeflock-fit/);
    const scenario = `${tinyScenarioYaml.replace(/workload:\n(?: .*\n)+/, "")}${fragment}`;
    const path = write("mine.yaml", [scenario]);
    expect((await runCli(["scenario", "check", path])).exitCode).toBe(0);
    const simulated = await runCliJson("simulate", path, "--policy", "local");
    expect(simulated["tasks"]).toBeGreaterThan(50);
    const { workload } = parse(fragment) as { workload: Record<string, unknown> };
    expect(workload).toMatchObject({ kind: "synthetic-google", seed: 1, classes: [[2, 1]] });
    expect(workload["users"]).toMatchObject({ count: 3 });
    expect(Math.abs(Number(workload["burstGapSeconds"]) - 2.5)).toBeLessThan(0.3);
    expect(workload["cpuRequests"]).toEqual([
      [0.025, expect.closeTo(0.5, 1)],
      [0.05, expect.closeTo(0.5, 1)],
    ]);
  });

  test("the same trace gives the same bytes; JSON tells all statistics, and figures are drawn", async () => {
    const figure = at("likeness.svg");
    const first = await runCliJson("trace", "fit", trace, "--out", at("a.yaml"), "--figure", figure);
    const again = await runCliJson("trace", "fit", trace, "--out", at("b.yaml"), "--figure", figure);
    expect(readFileSync(at("a.yaml"), "utf8")).toBe(readFileSync(at("b.yaml"), "utf8"));
    expect({ ...first, out: "" }).toEqual({ ...again, out: "" });
    expect(first).toMatchObject({ format: "google-2011", bursts: 400, draws: 16, compared: "fit" });
    expect((first["statistics"] as unknown[]).length).toBeGreaterThan(15);
    expect((first["distributions"] as { distance: number }[]).every(({ distance }) => distance <= 1)).toBe(
      true,
    );
    expect(readFileSync(figure, "utf8")).toContain("Gaps between bursts");
  });

  test("a trace that the generator cannot be like is warned of", async () => {
    // All gaps are 1 s or 100 s: nothing in between.
    const lines = googleLines(0);
    let seconds = 700;
    for (let burst = 0; burst < 300; burst++) {
      seconds += burst % 10 === 0 ? 100 : 1;
      lines.push(`${seconds * 1e6},,${burst},0,,0,u,2,0,0.025,0.033,0.0001,0`);
    }
    const { stdout } = await runCli([
      "trace",
      "fit",
      write("two-gaps.csv", lines),
      "--format",
      "google-2011",
    ]);
    expect(stdout).toMatch(/warning: the likeness is far from the trace in\n(.*\n)*? {2}gaps between bursts/);
  });

  test("--compare puts the stand-in itself beside the trace", async () => {
    const json = await runCliJson("trace", "fit", trace, "--compare", "synthetic-google");
    expect(json).toMatchObject({
      compared: "synthetic-google",
      workload: { burstGapSeconds: 1.17 },
      out: null,
    });
  });
});

const taken = write("taken.yaml", ["mine"]);
const few = write("few.csv", googleLines(5));

describe("mistakes", () => {
  test.each([
    ["too few bursts", [few, "--format", "google-2011"], 3, /in 5 bursts are too few.*--burst-gap/s],
    ["no such trace", [at("nowhere.csv")], 3, /nowhere\.csv/],
    ["no such format", [trace, "--format", "googel-2011"], 2, /no trace format "googel-2011"/],
    ["a fragment that is no YAML", [trace, "--out", at("x.json")], 2, /x\.json" is no name of a scenario/],
    ["a fragment that is there", [trace, "--out", taken], 4, /taken\.yaml exists already.*--force/s],
    ["a folder that is not there", [trace, "--out", at("no/x.yaml")], 4, /no/],
    ["a figure of no known ending", [trace, "--figure", at("x.jpg")], 2, /x\.jpg/],
    [
      "a fit that is not made",
      [trace, "--compare", "synthetic-google", "--out", at("y.yaml")],
      2,
      /nothing is fitted/,
    ],
    ["a gap below 0", [trace, "--burst-gap", "-1"], 2, /--burst-gap/],
    ["a gap that is no number", [trace, "--burst-gap", "soon"], 2, /--burst-gap.*not below 0/s],
    [
      "resubmits of what has none",
      [
        write("llm.csv", ["TIMESTAMP,ContextTokens,GeneratedTokens", "2023-11-16 18:00:00,1,1"]),
        "--resubmits",
        "keep",
      ],
      2,
      /knows no resubmits/,
    ],
  ] as const)("%s", async (_, args, code, message) => {
    const { exitCode, stdout, stderr } = await runCli(["trace", "fit", ...args]);
    expect(exitCode, stderr).toBe(code);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  test("leave files as they were", () => {
    expect(readFileSync(taken, "utf8")).toBe("mine\n");
    for (const name of ["x.json", "y.yaml", "x.jpg"]) expect(existsSync(at(name))).toBe(false);
  });
});
