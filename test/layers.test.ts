/** The layering rule of CONTRIBUTING.md, as .dependency-cruiser.cjs states it. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("imports only point down", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  let output: string;
  try {
    output = execFileSync("node_modules/.bin/depcruise", ["src", "--output-type", "err"], {
      cwd: root,
      encoding: "utf8",
    });
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  expect(output).toContain("no dependency violations found");
});
