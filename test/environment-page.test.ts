/** What docs/environment.md says: its code runs and prints what it says, its lists are complete. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { environmentRules } from "../src/env/index.ts";
import { repository, runCommand } from "./support/process.ts";

const page = readFileSync(join(repository, "docs/environment.md"), "utf8");

test("its agents act, learn and run together, as the package is imported", async () => {
  const code = Array.from(page.matchAll(/^```js\n([\s\S]*?)^```$/gm), ([, block]) => block).join("\n");
  const { stdout, stderr } = await runCommand("node", ["--input-type=module", "--eval", code]);
  expect(stderr).toBe("");
  const said = page.split("\n").filter((line) => line.startsWith("It prints "));
  const lines = said.flatMap((line) => Array.from(line.matchAll(/`(.+?)`/g), ([, printed]) => printed));
  expect(stdout.trimEnd().split("\n")).toEqual(lines);
});

test("its table of rules is the checker's", () => {
  const rows = page.split("\n").filter((line) => /^\| `[a-z-]+`/.test(line));
  const table = rows.slice(rows.findIndex((row) => row.startsWith("| `interface`")));
  const listed = table.flatMap((row) =>
    Array.from(row.split("|")[1]!.matchAll(/`([a-z-]+)`/g), ([, rule]) => rule),
  );
  expect(listed.sort()).toEqual(Object.keys(environmentRules).sort());
});

test("its table of members is the interface", () => {
  const source = readFileSync(join(repository, "src/env/agent-environment.ts"), "utf8");
  const members = Array.from(source.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm), ([, name]) => name);
  const cycle = page.split("## ").find((text) => text.startsWith("The cycle"))!;
  const listed = Array.from(cycle.matchAll(/^\| `(\w+)/gm), ([, name]) => name);
  expect(members.length).toBeGreaterThan(8);
  expect(listed.sort()).toEqual(members.sort());
});
