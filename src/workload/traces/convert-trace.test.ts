import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { withDuckDb } from "../../core/duckdb.ts";
import type { Workload } from "../workload.ts";
import { convertTrace } from "./convert-trace.ts";
import { azureLlm2023 } from "./formats/azure-llm-2023.ts";
import { google2011, google2011Resubmits } from "./formats/google-2011.ts";
import { google2019 } from "./formats/google-2019.ts";
import { importTrace } from "./import-trace.ts";
import { normalisedMetadata } from "./normalised-trace.ts";
import { openTraceFile } from "./trace-file.ts";
import type { TraceFormat } from "./trace-format.ts";

const shaping = {
  perJobLimit: 8,
  timeScale: 0.1,
  cyclesPerUnit: 4e10,
  bitsPerUnit: 2e8,
  deadlineSeconds: 3,
  outputRatio: 0.5,
};

const root = mkdtempSync(join(tmpdir(), "edgeflock-convert-"));
let folder: string;
let out: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  out = join(folder, "out.parquet");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const event = (time: number, job: number, task: number, cpu = 0.1) =>
  `${time},,${job},${task},,0,u${job % 3},${job % 4},0,${cpu},0.2,,`;
const events = [
  event(603_000_001, 7, 0),
  event(601_000_000, 8, 0),
  event(602_000_000, 7, 1, 0.3),
  event(0, 9, 0),
];

/** Everything but what was read. */
function tasksOf({ report, ...tasks }: Workload) {
  return { ...tasks, tasks: report.tasks };
}

describe("a converted trace", () => {
  test("is read as the trace itself, wherever a scenario of its format takes one", async () => {
    const path = write("part-0.csv", events);
    const report = await convertTrace(path, google2011, out);
    expect(report).toMatchObject({ source: "google-2011", rows: 4, tasks: 3 });
    const [original, converted] = [
      await importTrace(path, google2011, shaping),
      await importTrace(out, google2011, shaping),
    ];
    expect(tasksOf(converted)).toEqual(tasksOf(original));
    expect(converted.report).toMatchObject({
      source: "google-2011",
      rows: 3,
      files: [{ path: out, rows: 3 }],
    });
    // In order of time, whatever the order of the trace.
    const rows = await withDuckDb(async (connection) =>
      (
        await connection.runAndReadAll(`select arrival_seconds, job, "user", class, work from '${out}'`)
      ).getRowsJS(),
    );
    expect(rows).toEqual([
      [1, "8", "u2", "0", 0.1],
      [2, "7", "u1", "3", 0.3],
      [3.000001, "7", "u1", "3", 0.1],
    ]);
  });

  test("says what it was made from, without the folder it lay in, and is the same file each time", async () => {
    const path = write("part-0.csv", events);
    await convertTrace(path, google2011, out);
    const again = join(folder, "again.parquet");
    await convertTrace(path, google2011, again);
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true);
    expect(readFileSync(out).includes(folder)).toBe(false);
    const metadata = await withDuckDb(async (connection) =>
      normalisedMetadata(connection, await openTraceFile(connection, out)),
    );
    expect(metadata).toMatchObject({
      format: "google-2011",
      files: [{ name: "part-0.csv", rows: 4 }],
      rows: 4,
      tasks: 3,
      skipped: { "before the trace window (time below 600 s: the initial snapshot)": 1 },
    });
  });

  test("of requests without jobs and with output keeps both", async () => {
    const path = write("llm.csv", [
      "TIMESTAMP,ContextTokens,GeneratedTokens",
      "2023-11-16 18:17:03.9799600,10,5",
      "2023-11-16 18:17:03.1,7,1",
    ]);
    await convertTrace(path, azureLlm2023, out);
    expect(tasksOf(await importTrace(out, azureLlm2023, shaping))).toEqual(
      tasksOf(await importTrace(path, azureLlm2023, shaping)),
    );
  });

  test("is refused where another format, or another choice of it, is meant", async () => {
    await convertTrace(write("part-0.csv", events), google2011, out);
    const refused = (format: TraceFormat) => expect(importTrace(out, format, shaping)).rejects;
    await refused(google2019).toThrow(
      `${out}: was made from a trace of the format google-2011, not google-2019`,
    );
    await refused(google2011Resubmits).toThrow("not google-2011 (resubmits kept)");
  });

  test("that is damaged or of another version is refused", async () => {
    await convertTrace(write("part-0.csv", events), google2011, out);
    const bytes = readFileSync(out);
    writeFileSync(out, bytes.subarray(0, bytes.length - 9));
    await expect(importTrace(out, google2011, shaping)).rejects.toThrow(`${out}: cannot be read as Parquet`);
    const other = Buffer.from(bytes.toString("latin1").replace('{"version":1,', '{"version":9,'), "latin1");
    writeFileSync(out, other);
    await expect(importTrace(out, google2011, shaping)).rejects.toThrow("another version of Edgeflock");
  });
});

describe("the file that is written", () => {
  test("stays as it was when the trace is wrong, when it cannot be written, and when it is aborted", async () => {
    writeFileSync(out, "old");
    const wrong = write("part-0.csv", [...events, "1,2"]);
    await expect(convertTrace(wrong, google2011, out)).rejects.toMatchObject({ kind: "trace" });
    const right = write("part-1.csv", events);
    const nowhere = join(folder, "no", "folder.parquet");
    await expect(convertTrace(right, google2011, nowhere)).rejects.toMatchObject({ kind: "output" });
    const controller = new AbortController();
    const aborted = convertTrace(right, google2011, out, {
      signal: controller.signal,
      onProgress: (fraction) => fraction > 0 && controller.abort(),
    });
    await expect(aborted).rejects.toMatchObject({ kind: "interrupted" });
    expect(readFileSync(out, "utf8")).toBe("old");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("progress goes from 0 upwards", async () => {
    const seen: number[] = [];
    const path = [write("part-0.csv", events), write("part-1.csv", events)];
    await convertTrace(path, google2011, out, { onProgress: (fraction) => seen.push(fraction) });
    expect(seen[0]).toBe(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(3);
  });
});

const trace = "../shared/data/google-2011";
const present = existsSync(trace);
if (!present) console.warn(`skipped: tests on the real trace need ${trace}`);

test.skipIf(!present)("the real trace, converted, is the real trace", async () => {
  await convertTrace(trace, google2011, out);
  expect(tasksOf(await importTrace(out, google2011, shaping))).toEqual(
    tasksOf(await importTrace(trace, google2011, shaping)),
  );
});
