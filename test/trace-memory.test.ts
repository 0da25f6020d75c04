/** Traces larger than the memory that they may take: converted in a process of its own, whose peak is measured. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-memory-"));
const overflow = join(folder, "overflow");
mkdirSync(overflow);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a case of the benchmark, with the temporary files in a folder of their own. Run `npm run build` first. */
function run(name: string, at: unknown, to: string, memory: string) {
  const args = ["--case", name, "--at", JSON.stringify(at), "--to", to, "--memory", memory];
  return spawnSync(process.execPath, ["bench/import.mjs", ...args], {
    encoding: "utf8",
    env: { ...process.env, TMPDIR: overflow },
    timeout: 200_000,
  });
}

function resultOf({ stdout, stderr }: ReturnType<typeof run>): {
  readonly rows: number;
  readonly peakMiB: number;
} {
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as { rows: number; peakMiB: number };
}

test("a trace of 200 MB is converted with 100 MB of DuckDB's memory, and leaves nothing behind", () => {
  const trace = join(folder, "part-00000-of-00001.csv.gz");
  const converted = join(folder, "trace.parquet");
  const made = resultOf(run("make", 0.2, trace, "100MB"));
  const read = resultOf(run("convert", trace, converted, "100MB"));
  expect(read.rows).toBe(made.rows);
  // Node.js itself takes about 180 MiB with DuckDB loaded; without the limit it is 560 in all.
  expect(read.peakMiB).toBeLessThan(400);
  expect(readdirSync(overflow)).toEqual([]);
  expect(statSync(converted).size).toBeGreaterThan(1e6);

  // The rows that come last are wrong: by then much lies on the disk.
  const damaged = join(folder, "part-00001-of-00001.csv");
  writeFileSync(damaged, "1,2,3\n");
  const failed = run("convert", [trace, damaged], converted, "100MB");
  expect(failed.stderr).toContain(`${damaged}, row 1: has 3 columns instead of 13`);
  expect(readdirSync(overflow)).toEqual([]);
}, 300_000);
