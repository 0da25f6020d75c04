/**
 * Damaged traces of every format: whatever is wrong with a file, it is refused with an error that says where, or rows are
 * left out and counted. Nothing crashes, nothing hangs, and no number is made of what is none.
 *
 * EDGEFLOCK_FUZZ_ROUNDS=50 npx vitest run src/workload/traces/fuzz     more damages than the few of every test run
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { EdgeflockError } from "../../../core/errors.ts";
import { Rng } from "../../../core/rng.ts";
import type { Workload } from "../../workload.ts";
import { importTrace } from "../import-trace.ts";
import type { Damage, Damaged, Damages } from "./damage.test-helper.ts";
import { csvDamages } from "./damaged-csv.test-helper.ts";
import { jsonDamages, parquetDamages } from "./damaged-objects.test-helper.ts";
import { type FuzzedTrace, fuzzedTraces } from "./valid-rows.test-helper.ts";
import { parquetBytes, type Table } from "./written-table.test-helper.ts";

const rounds = Number(process.env["EDGEFLOCK_FUZZ_ROUNDS"] ?? 1);
const firstRound = Number(process.env["EDGEFLOCK_FUZZ_FROM"] ?? 0);
const rowCount = 12;
const patienceMs = 20_000;

const root = mkdtempSync(join(tmpdir(), "edgeflock-fuzz-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const shaping = {
  perJobLimit: 1_000_000,
  timeScale: 1,
  cyclesPerUnit: 1024,
  bitsPerUnit: 1e6,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0.5,
};

/** A task by what its row is known by, with what else has to stay as it is. */
type KnownTask = readonly [known: string, arrival: number, inputBits: number];

function tasksOf(workload: Workload, trace: FuzzedTrace): KnownTask[] {
  return Array.from({ length: workload.count }, (_, k) => [
    trace.knownBy === "job" ? workload.jobIds[workload.job[k]!]! : String(workload.cycles[k]),
    workload.arrivalSeconds[k]!,
    workload.inputBits[k]!,
  ]);
}

/** What holds of every workload, from whatever file. */
function expectSound({ report, count, ...workload }: Workload): void {
  const left = Object.values(report.skipped).reduce((sum, rows) => sum + rows, 0);
  expect(report.tasks).toBe(count);
  expect(report.tasks + left).toBe(report.rows);
  expect(Object.values(report.skipped).every((rows) => Number.isInteger(rows) && rows >= 0)).toBe(true);
  for (let k = 0; k < count; k++) {
    const arrival = workload.arrivalSeconds[k]!;
    expect(Math.abs(arrival)).toBeLessThanOrEqual(2e12);
    if (k > 0) expect(arrival).toBeGreaterThanOrEqual(workload.arrivalSeconds[k - 1]!);
    expect(workload.cycles[k]).toBeGreaterThan(0);
    expect(workload.cycles[k]).toBeLessThanOrEqual(1e15 * shaping.cyclesPerUnit);
    expect(workload.inputBits[k]).toBeGreaterThan(0);
    expect(workload.inputBits[k]).toBeLessThanOrEqual(1e15 * shaping.bitsPerUnit);
    expect(workload.outputRatio[k]).toBeGreaterThanOrEqual(0);
    expect(workload.outputRatio[k]).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(workload.deadlineSeconds[k]).toBeGreaterThan(0);
  }
}

/** Tasks of untouched rows are the same, and as far apart. */
function expectKept(found: readonly KnownTask[], expected: readonly KnownTask[]): void {
  const kept = expected.flatMap(([known, , input]) => {
    const task = found.find((one) => one[0] === known && one[2] === input);
    return task === undefined ? [] : [task];
  });
  expect(kept.map(([known]) => known)).toEqual(expected.map(([known]) => known));
  for (const [k, [, arrival]] of kept.entries()) {
    const apart = expected[k]![1] - expected[0]![1];
    expect(Math.abs(arrival - kept[0]![1] - apart)).toBeLessThan(1e-3);
  }
}

async function expectOutcome(
  trace: FuzzedTrace,
  path: string,
  damaged: Damaged,
  whole: readonly KnownTask[],
) {
  writeFileSync(path, damaged.bytes);
  const patience = new AbortController();
  const late = sleep(patienceMs, "hangs" as const, { signal: patience.signal });
  const read = importTrace(path, trace.format, shaping).catch((error: unknown) => error as Error);
  const result = await Promise.race([read, late]);
  patience.abort();
  await late.catch(() => {});
  expect(result).not.toBe("hangs");
  if (result instanceof Error) {
    expect(result).toBeInstanceOf(EdgeflockError);
    expect(result).toMatchObject({ kind: "trace", fix: expect.stringMatching(/./) });
    expect(result.message).toContain(path);
    expect(result.message).not.toMatch(/undefined|\[object|c\d+::|read_csv/);
    if (damaged.where !== undefined) expect(result.message).toMatch(damaged.where);
    expect(damaged.outcome).not.toBe("same");
    return;
  }
  const workload = result as Workload;
  expectSound(workload);
  expect(damaged.outcome).not.toBe("refused");
  const found = tasksOf(workload, trace);
  if (damaged.outcome !== "safe") {
    expect(found.length).toBe(whole.length);
    expectKept(found, whole);
  } else if (damaged.touched !== undefined) {
    expectKept(
      found,
      whole.filter((_, k) => !damaged.touched?.includes(k)),
    );
  }
}

async function fuzz(trace: FuzzedTrace, extension: string, damages: Damages): Promise<void> {
  const failures: string[] = [];
  for (let round = firstRound; round < firstRound + rounds; round++) {
    const table = tableOf(trace, round);
    const path = join(root, `trace${extension}`);
    const whole = await wholeOf(trace, table, path);
    for (const [name, damage] of Object.entries(damages) as [string, Damage][]) {
      // Of fields there are many, and many absurd ones.
      for (let again = 0; again < (name === "an absurd field" ? 6 : 1); again++) {
        const rng = Rng.stream(round, `fuzz/${trace.name}/${extension}/${name}/${again}`);
        try {
          const damaged = await damage({ trace, table, rng, scratch: `${path}.tmp` });
          await expectOutcome(trace, path, damaged, whole);
        } catch (error) {
          failures.push(`${name}, round ${round}.${again}: ${(error as Error).message}`);
        }
      }
    }
  }
  expect(failures.join("\n\n")).toBe("");
}

function tableOf(trace: FuzzedTrace, round: number): Table {
  const rng = Rng.stream(round, `fuzz/${trace.name}`);
  return { names: trace.names, rows: Array.from({ length: rowCount }, (_, k) => trace.row(k, rng)) };
}

/** The tasks of a table that nothing has happened to, one for each row and in the order of rows. */
async function wholeOf(trace: FuzzedTrace, table: Table, path: string): Promise<KnownTask[]> {
  const whole = join(root, "whole.parquet");
  writeFileSync(whole, await parquetBytes(trace, table, `${path}.tmp`));
  const tasks = tasksOf(await importTrace(whole, trace.format, shaping), trace);
  expect(tasks.length).toBe(rowCount);
  return tasks;
}

const timeout = 60_000 * rounds;
const originals = fuzzedTraces.filter(({ normalised }) => !normalised);
test.each(originals)("$name as damaged CSV", (trace) => fuzz(trace, ".csv", csvDamages), timeout);
test.each(originals)("$name as damaged JSON", (trace) => fuzz(trace, ".json", jsonDamages), timeout);
test.each(fuzzedTraces)(
  "$name as damaged Parquet",
  (trace) => fuzz(trace, ".parquet", parquetDamages),
  timeout,
);
