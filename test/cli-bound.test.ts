/** `bound`: what it prints, and that no policy gets below it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { runCli, runCliJson } from "./support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "edgeflock-bound-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = join(folder, "tiny.yaml");
writeFileSync(tiny, tinyScenarioYaml);

interface Bounds {
  readonly means: { readonly isolated: number; readonly shared: number };
  readonly draws: readonly {
    readonly salt: string;
    readonly tasks: number;
    readonly isolated: number;
    readonly shared: number;
  }[];
}

test("bounds of each draw of a window lie below what policies reach there, their means beside them", async () => {
  const { means, draws } = (await runCliJson("bound", tiny, "--salts", "0..1")) as unknown as Bounds;
  expect(draws.map(({ salt }) => salt)).toEqual(["0", "1"]);
  for (const { salt, tasks, isolated, shared } of draws) {
    expect(isolated).toBeGreaterThan(0);
    expect(shared).toBeGreaterThanOrEqual(isolated);
    const split = await runCliJson("simulate", tiny, "--policy", "split", "--window", "test", "--salt", salt);
    expect(split["tasks"]).toBe(tasks);
    expect(split["objective"]).toBeGreaterThan(shared);
  }
  expect(means.shared).toBeCloseTo((draws[0]!.shared + draws[1]!.shared) / 2, 12);
  const { stdout, exitCode } = await runCli(["bound", tiny, "--salts", "0..1", "--quiet"]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`mean`);
  expect(stdout).toContain(means.isolated.toPrecision(4));
  expect(await runCliJson("bound", tiny)).toMatchObject({ draws: { length: 10 } });
});
