/** Scenarios on a trace of the user's own (`workload.kind: custom`): one that works, and what can be wrong with it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-custom-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
}

const columns = "arrival: { column: at }, work: { column: gigacycles }, input: { column: size, unit: MB }";
/** A scenario with these columns, and more fields of its workload. */
function scenario(name: string, columnText: string, more = ""): string {
  const custom = `kind: custom\n  columns: { ${columnText} }\n  cyclesPerUnit: 1e9\n${more}`;
  return write(`${name}.yaml`, tinyScenarioYaml.replace(/kind: synthetic-google\n.*\n/, custom));
}

const rows = Array.from({ length: 50 }, (_, k) => `${k + 1},${(k % 7) + 1},${k % 3}`);
const table = write("table.csv", ["at,gigacycles,size", ...rows, ""].join("\n"));
const simulate = (file: string, trace = table) => [
  "simulate",
  file,
  "--policy",
  "local",
  "--trace",
  trace,
  "--window",
  "all",
];

test("a table of one's own is simulated", async () => {
  const result = await runCliJson(...simulate(scenario("own", columns)));
  expect(result).toMatchObject({ tasks: 50 });
});

test.each([
  [
    "a column that the table lacks",
    () => simulate(scenario("lacks", columns.replace("gigacycles", "gigacycle"))),
    ["table.csv", '"gigacycle"', "at, gigacycles, size", 'Did you mean "gigacycles"?'],
  ],
  [
    "a value that cannot be read",
    () => simulate(scenario("value", columns), write("bad.csv", "at,gigacycles,size\n1,1,1\n2,many,1\n")),
    ["bad.csv", "row 2", '"many" is not a valid value'],
  ],
  [
    "no work",
    () => simulate(scenario("workless", columns.replace("work: { column: gigacycles }, ", ""))),
    ["workless.yaml:", "workload.columns tells no work"],
  ],
  [
    "work in two ways",
    () => simulate(scenario("twice", `${columns}, cpu: { value: 1 }`)),
    ["workload.columns.work", "cpu or duration"],
  ],
  [
    "neither a column nor a value",
    () => simulate(scenario("neither", columns.replace("column: gigacycles", ""))),
    ["workload.columns.work", "needs a column or a value"],
  ],
  [
    "an unknown unit",
    () => simulate(scenario("unit", columns.replace("MB", "Mb"))),
    ["workload.columns.input.unit", '"Mb"', "MiB"],
  ],
  [
    "a number where there are names",
    () => simulate(scenario("number", columns.replace("column: at", "column: 1"))),
    ["workload.columns.arrival.column", "set header to false"],
  ],
  [
    "a column beyond the last",
    () =>
      simulate(
        scenario(
          "beyond",
          columns
            .replace("column: at", "column: 4")
            .replace("column: gigacycles", "column: 1")
            .replace("column: size", "column: 2"),
          "  header: false\n",
        ),
        write("plain.csv", "1,1,1\n"),
      ),
    ["plain.csv", "has no column 4"],
  ],
  [
    "no cyclesPerUnit",
    () =>
      simulate(
        write(
          "unitless.yaml",
          tinyScenarioYaml.replace(
            /kind: synthetic-google\n.*\n/,
            `kind: custom\n  columns: { ${columns} }\n`,
          ),
        ),
      ),
    ["workload.cyclesPerUnit is missing"],
  ],
  ["no trace", () => ["simulate", scenario("traceless", columns), "--policy", "local"], ["--trace"]],
  [
    "a table in Latin-1",
    () => simulate(scenario("latin", `${columns}, user: { column: name }`), writeLatin()),
    ["latin.csv", "line 3"],
  ],
] as const)("%s is one clear error", async (_, args, says) => {
  const { exitCode, stdout, stderr } = await runCli([...args()]);
  expect(stderr).toMatch(/^error: .*\n {2}fix: /s);
  for (const words of says) expect(stderr).toContain(words);
  expect([2, 3]).toContain(exitCode);
  expect(stdout).toBe("");
});

function writeLatin(): string {
  const path = join(root, "latin.csv");
  writeFileSync(path, Buffer.from("at,gigacycles,size,name\n1,1,1,a\n2,1,1,\xe9t\xe9\n", "latin1"));
  return path;
}
