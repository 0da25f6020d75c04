/** What docs/simulator.md says: its programs run and print what it says. */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository, runCommand } from "./support/process.ts";

const page = readFileSync(join(repository, "docs/simulator.md"), "utf8");
const programs = Array.from(page.matchAll(/^```js\n([\s\S]*?)^```\n+It prints `(.+?)`/gm));

test("every program of the page says what it prints", () => {
  expect(programs).toHaveLength(page.match(/^```js$/gm)!.length);
  expect(programs.length).toBeGreaterThan(1);
});

test.each(programs.map(([, code, printed]) => [printed!, code!]))(
  "one prints %s, as the package is imported",
  async (printed, code) => {
    const folder = mkdtempSync(join(tmpdir(), "simulator-page-"));
    const elsewhere = code.replace('"tasks.parquet"', JSON.stringify(join(folder, "tasks.parquet")));
    const { stdout, stderr } = await runCommand("node", ["--input-type=module", "--eval", elsewhere]);
    expect({ stdout, stderr }).toEqual({ stdout: `${printed}\n`, stderr: "" });
    expect(readdirSync(folder)).toEqual(elsewhere === code ? [] : ["tasks.parquet"]);
  },
);
