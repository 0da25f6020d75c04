/** What docs/simulator.md says of streams: its code runs and prints what it says. */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository, runCommand } from "./support/process.ts";

test("its stream runs and is written, as the package is imported", async () => {
  const page = readFileSync(join(repository, "docs/simulator.md"), "utf8");
  const [, code] = /^```js\n([\s\S]*?)^```$/m.exec(page)!;
  const [, printed] = /^It prints `(.+?)`/m.exec(page)!;
  const folder = mkdtempSync(join(tmpdir(), "simulator-page-"));
  const elsewhere = code!.replace('"tasks.parquet"', JSON.stringify(join(folder, "tasks.parquet")));
  const { stdout, stderr } = await runCommand("node", ["--input-type=module", "--eval", elsewhere]);
  expect({ stdout, stderr }).toEqual({ stdout: `${printed}\n`, stderr: "" });
  expect(readdirSync(folder)).toEqual(["tasks.parquet"]);
});
