/** `simulate` of many policies, salts and seeds, of streams, and with every task in a Parquet file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readParquet } from "../src/tables/index.ts";
import { tinyScenarioYaml } from "../src/testing/tiny-scenario.ts";
import { allowTypeScriptWorkers } from "../src/testing/typescript-workers.test-helper.ts";
import { runCli, runCliJson } from "./support/cli.ts";

allowTypeScriptWorkers();
const folder = mkdtempSync(join(tmpdir(), "edgeflock-simulate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tiny = join(folder, "tiny.yaml");
writeFileSync(tiny, tinyScenarioYaml);

interface Many {
  readonly policies: readonly {
    readonly policy: string;
    readonly parameters: readonly unknown[];
    readonly means: Record<string, { readonly mean: number; readonly low: number; readonly high: number }>;
    readonly runs: readonly (Record<string, unknown> & { readonly seed: number; readonly salt: string })[];
  }[];
}

describe("several policies, salts and seeds", () => {
  test("give for each what the command gives of it alone, however many workers", async () => {
    const words = ["simulate", tiny, "--policy", "random,split", "--salts", "0..2,x", "--seeds", "1,4"];
    const many = (await runCliJson(...words, "--workers", "3")) as unknown as Many;
    expect(await runCliJson(...words, "--workers", "1")).toEqual(many);
    expect(many.policies.map(({ policy }) => policy).sort()).toEqual(["random", "split"]);
    for (const { policy, runs, means } of many.policies) {
      expect(runs.map(({ seed, salt }) => `${seed} ${salt}`)).toEqual(
        [1, 4].flatMap((seed) => ["0", "1", "2", "x"].map((salt) => `${seed} ${salt}`)),
      );
      for (const run of [runs[0]!, runs.at(-1)!]) {
        const words = ["--salt", run.salt, "--seed", String(run.seed)];
        expect(await runCliJson("simulate", tiny, "--policy", policy, ...words)).toMatchObject(run);
      }
      const mean = runs.reduce((sum, run) => sum + (run["objective"] as number), 0) / runs.length;
      const { objective } = means;
      expect(objective!.mean).toBeCloseTo(mean, 12);
      expect(objective!.low).toBeLessThan(objective!.mean);
      expect(objective!.high).toBeGreaterThan(objective!.mean);
    }
    const [best, worst] = many.policies.map(({ means }) => means["objective"]!.mean);
    expect(best).toBeLessThan(worst!);
  });

  test("are one table for people", async () => {
    const { stdout, exitCode } = await runCli([
      "simulate",
      tiny,
      "--policy",
      "local,split",
      "--salts",
      "0..1",
      "--quiet",
    ]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(/^policy +objective \[95 % interval\] +latency s/);
    expect(stdout).toMatch(/^local .* 2$/m);
  });

  test("of a stream come to what the table says, but for rounding", async () => {
    const words = ["simulate", tiny, "--policy", "local,split"];
    const table = (await runCliJson(...words)) as unknown as Many;
    const stream = (await runCliJson(...words, "--stream")) as unknown as Many;
    for (const [k, { policy, means }] of stream.policies.entries()) {
      expect(policy).toBe(table.policies[k]!.policy);
      expect(means["objective"]!.mean).toBeCloseTo(table.policies[k]!.means["objective"]!.mean, 9);
    }
  });
});

describe("--tasks-parquet", () => {
  test("holds what --tasks-csv does, in order of arrival", async () => {
    const [csv, parquet] = [join(folder, "a.csv"), join(folder, "a.parquet")];
    const out = ["--tasks-csv", csv, "--tasks-parquet", parquet];
    const figures = await runCliJson("simulate", tiny, "--policy", "random", "--seed", "3", ...out);
    const [header, ...lines] = readFileSync(csv, "utf8").trimEnd().split("\n");
    const rows = await readParquet(parquet);
    expect(rows).toHaveLength(figures["tasks"] as number);
    const names: Record<string, string> = {
      arrival: "arrivalSeconds",
      latency: "latencySeconds",
      energy: "energyJoules",
    };
    for (const [k, line] of lines.entries()) {
      for (const [column, cell] of line.split(",").entries()) {
        const name = header!.split(",")[column]!;
        const value = rows[k]![names[name] ?? name]!;
        const text = Array.isArray(value) ? value.join(";") : String(Number(value));
        expect(text, `${name} of row ${k}`).toBe(cell);
      }
    }
  });

  test("of a stream holds the same tasks, and longer ones in the same way", async () => {
    const [table, stream] = [join(folder, "t.parquet"), join(folder, "s.parquet")];
    const words = ["simulate", tiny, "--policy", "split", "--window", "test"];
    await runCliJson(...words, "--tasks-parquet", table);
    await runCliJson(...words, "--stream", "--tasks-parquet", stream);
    const byTask = (rows: Awaited<ReturnType<typeof readParquet>>) =>
      rows.toSorted((a, b) => Number(a["task"]) - Number(b["task"]));
    expect(byTask(await readParquet(stream))).toEqual(await readParquet(table));
    const long = ["simulate", tiny, "--policy", "split", "--stream", "--duration", "4000"];
    const figures = await runCliJson(...long, "--tasks-parquet", stream);
    expect(await readParquet(stream)).toHaveLength(figures["tasks"] as number);
    expect(figures["workload"]).toBeNull();
  });

  test("of an endless stream is given up at Ctrl-C: what was there before stays", async () => {
    const path = join(folder, "kept.parquet");
    writeFileSync(path, "before");
    const words = ["simulate", tiny, "--policy", "split", "--stream", "--duration", "1e12"];
    const interrupt = (press: () => void) => void setTimeout(press, 200);
    const stopped = await runCli([...words, "--tasks-parquet", path], { interrupt });
    expect(stopped).toMatchObject({ exitCode: 130, stdout: "" });
    expect(stopped.stderr).toContain("stopped by Ctrl-C");
    expect(readFileSync(path, "utf8")).toBe("before");
  });

  test("leaves nothing beside the file", () => {
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
