import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../../core/errors.ts";
import { describeSide } from "../side-report.ts";
import { readRadioLogs } from "./read-radio-logs.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-radio-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const header = "Timestamp,Longitude,Latitude,Speed,NetworkMode,DL_bitrate,UL_bitrate,State";
const raca = (second: string, bitrate: number | string) =>
  `2019.12.16_12.27.${second},-8.4,51.9,0,5G,${bitrate},8,D`;

describe("formats", () => {
  test("the 5G logs: kbit/s, rows of one second averaged, no value left out, a sample since the one before", async () => {
    const path = write(
      "5g.csv",
      `${[header, raca("58", 1000), raca("58", 3000), raca("59", "-"), raca("60", 500).replace("27.60", "28.00"), raca("01", 0).replace("27.01", "28.01")].join("\r\n")}\r\n`,
    );
    const { logs, report } = await readRadioLogs(path);
    expect(logs[0]!.name).toBe(path);
    // 1.5 s, the mean step, at 2 Mbit/s; 2 s at 0.5 Mbit/s; 1 s at nothing.
    expect(Array.from(logs[0]!.endSeconds)).toEqual([1.5, 3.5, 4.5]);
    expect(Array.from(logs[0]!.endBits)).toEqual([3e6, 4e6, 4e6]);
    expect(describeSide(report)).toEqual([
      "radio logs: 1 with 3 samples of 5 rows from 1 file",
      "left out 1: no throughput in the row (-)",
      "left out 1: a further row of the same second, averaged into the first",
    ]);
  });

  test("two columns without header: seconds and Mbit/s", async () => {
    const { logs } = await readRadioLogs(write("bus_1", "0.0\t4.0\n0.5\t2\n2.0\t1\n"));
    expect(Array.from(logs[0]!.endSeconds)).toEqual([1, 1.5, 3]);
    expect(Array.from(logs[0]!.endBits)).toEqual([4e6, 5e6, 6.5e6]);
  });

  test("CSV with a header, in any order of columns, packed too", async () => {
    const { logs } = await readRadioLogs(
      write("own.csv.gz", gzipSync("note,bitsPerSecond,time\na,10,5\nb,20,6\n")),
    );
    expect(Array.from(logs[0]!.endSeconds)).toEqual([1, 2]);
    expect(Array.from(logs[0]!.endBits)).toEqual([10, 30]);
  });
});

test("takes all below a folder, sorted, but hidden files and archives; several places; a pattern", async () => {
  for (const name of ["b.csv", "a/z.csv", "a/tram_2", "a/._z.csv", "set.zip"]) {
    write(`many/${name}`, "0 1\n1 1\n");
  }
  const many = join(root, "many");
  const names = async (location: string | readonly string[]) =>
    (await readRadioLogs(location)).logs.map(({ name }) => name.slice(many.length + 1));
  expect(await names(many)).toEqual(["a/tram_2", "a/z.csv", "b.csv"]);
  expect(await names([join(many, "b.csv"), join(many, "a")])).toEqual(["b.csv", "a/tram_2", "a/z.csv"]);
  expect(await names(join(many, "a", "*.csv"))).toEqual(["a/._z.csv", "a/z.csv"]);
});

test.each([
  ["an unknown format", "speed,place\n1,2\n", 'is no throughput log; it begins with "speed,place"'],
  ["a column too few", `${header}\n2019.12.16_12.27.05,1,2\n`, "line 2: has 3 columns instead of 8"],
  [
    "a timestamp of another kind",
    `${header}\n${raca("05", 1).replace("_", " ")}\n`,
    'line 2: Timestamp "2019.12.16 12.27.05"',
  ],
  [
    "a bitrate that is no number",
    `${header}\n${raca("05", 1)}\n${raca("06", "fast")}\n`,
    'line 3: DL_bitrate "fast"',
  ],
  ["a negative throughput", "0 1\n1 -2\n", 'line 2: throughput "-2"'],
  ["an empty throughput", "time,bitsPerSecond\n0,\n", 'line 2: bitsPerSecond ""'],
  ["time that goes back", "0 1\n5 1\n4 1\n", 'line 3: time "4" is before that of the row above it'],
  ["a log of zeros", "0 0\n1 0\n", "the log carries nothing"],
  ["a log without rows", "time,bitsPerSecond\n", "the log carries nothing"],
  ["a log without values", `${header}\n${raca("05", "-")}\n`, "the log carries nothing"],
])("refuses %s", async (what, content, message) => {
  const path = write(`bad/${what}.csv`, content);
  const error: unknown = await readRadioLogs(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EdgeflockError);
  expect((error as EdgeflockError).message).toContain(message);
  expect((error as EdgeflockError).message).toContain(path);
  expect((error as EdgeflockError).fix).toBeDefined();
});

const data = new URL("../../../../shared/data/mobile-bandwidth/", import.meta.url).pathname;
const real = existsSync(data) ? test : test.skip;

real("reads the 5G logs of Raca et al. (skipped without ../shared/data/mobile-bandwidth)", async () => {
  const { logs, report } = await readRadioLogs(join(data, "5g-ireland"));
  expect(logs.map(({ name }) => basename(name))).toEqual([
    "B_2019.12.16_12.27.05.csv",
    "B_2020.02.14_09.38.22.csv",
    "B_2020.02.27_20.35.57.csv",
    "B_2019.12.16_13.40.04.csv",
    "B_2020.02.14_13.21.26.csv",
  ]);
  expect(report.rows).toBe(6998);
  expect(report.samples + Object.values(report.skipped).reduce((a, b) => a + b)).toBe(6998);
  const megabits = logs.map(({ endBits, endSeconds }) => endBits.at(-1)! / endSeconds.at(-1)! / 1e6);
  for (const mean of megabits) expect(mean).toBeGreaterThan(20);
  expect(Math.max(...megabits)).toBeLessThan(130);
});

real("reads the HSDPA logs of Riiser et al. (skipped without ../shared/data/mobile-bandwidth)", async () => {
  const { logs, report } = await readRadioLogs(join(data, "hsdpa-norway"));
  expect(logs).toHaveLength(80);
  expect(report).toMatchObject({ rows: 16_475, samples: 16_475 });
  const megabits =
    logs.reduce((sum, { endBits, endSeconds }) => sum + endBits.at(-1)! / endSeconds.at(-1)!, 0) / 80e6;
  expect(megabits).toBeGreaterThan(1);
  expect(megabits).toBeLessThan(2);
});
