import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { withDuckDb } from "../../../core/duckdb.ts";
import { importTrace } from "../import-trace.ts";
import { type CustomColumns, type CustomTrace, customFormat } from "./custom.ts";

const shaping = {
  perJobLimit: 1e9,
  timeScale: 1,
  cyclesPerUnit: 1e6,
  bitsPerUnit: 1,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0.25,
};

const root = mkdtempSync(join(tmpdir(), "edgeflock-custom-"));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const columns: CustomColumns = {
  arrival: { column: "Start Time", unit: "ms" },
  work: { column: "work" },
  input: { column: "size", unit: "kB" },
  output: { column: "result", unit: "kB" },
  deadline: { column: "due", unit: "ms" },
  job: { column: "job" },
  user: { column: "user" },
  class: { column: "kind" },
};

function importText(text: string, name = "own.csv", told: Partial<CustomTrace> = {}) {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return importTrace(path, customFormat({ columns, header: true, ...told }), shaping);
}

const rows = [
  "job,extra,Start Time,work,size,result,due,user,kind",
  'j2,"a,\nb",2500,20,200,,,u1,batch',
  "j1,x,1000,10,100,50,1500,u2,web",
  "j1,x,2000,10,100,50,1500,u1,7",
  "j1,x,,10,100,50,1500,u1,7",
  "j1,x,2000,0,100,50,1500,u1,7",
  "",
].join("\n");

describe("a table with a header", () => {
  test("is read by the names of its columns, in any order of rows and columns", async () => {
    const workload = await importText(rows);
    expect([...workload.arrivalSeconds]).toEqual([0, 1, 1.5]);
    expect([...workload.cycles]).toEqual([1e7, 1e7, 2e7]);
    expect([...workload.inputBits]).toEqual([8e5, 8e5, 16e5]);
    expect([...workload.outputRatio]).toEqual([0.5, 0.5, 0.25]);
    expect([...workload.deadlineSeconds]).toEqual([1.5, 1.5, Number.POSITIVE_INFINITY]);
    expect(workload.jobIds).toEqual(["j1", "j2"]);
    expect([...workload.user]).toEqual([0, 1, 1]);
    expect([...workload.schedulingClass]).toEqual([0, 1, 2]);
    expect(workload.report).toMatchObject({
      source: "custom",
      rows: 5,
      skipped: { "no arrival time": 1, "no work": 1 },
    });
  });

  test("a wrong name: the file's columns, and the nearest", async () => {
    const wrong = importText(rows, "own.csv", { columns: { ...columns, work: { column: "works" } } });
    await expect(wrong).rejects.toMatchObject({
      message: expect.stringContaining(
        'has no column "works"; its columns are job, extra, Start Time, work, size',
      ),
      fix: expect.stringContaining('Did you mean "work"?'),
    });
  });

  test("one column may be several things, and another delimiter may part them", async () => {
    const told: CustomColumns = {
      arrival: { column: "t", unit: "s" },
      work: { column: "n" },
      input: { column: "n", unit: "MB" },
      user: { column: "who" },
      job: { column: "who" },
    };
    const workload = await importText("t;n;who\n5;1;a\n6;2;b\n", "own.csv.gz", {
      columns: told,
      delimiter: ";",
    });
    expect([...workload.cycles]).toEqual([1e6, 2e6]);
    expect([...workload.inputBits]).toEqual([8e6, 16e6]);
    expect(workload.jobIds).toEqual(["a", "b"]);
    expect([...workload.user]).toEqual([0, 1]);
  });
});

test("a table without a header is read by the numbers of its columns", async () => {
  const told: CustomColumns = {
    arrival: { column: 3, unit: "us" },
    cpu: { column: 1 },
    duration: { column: 2, unit: "ms" },
    input: { value: 5, unit: "MB" },
  };
  const workload = await importText("2,500,1000000,x\n1,0,1000000,x\n4,250,3000000,x\n", "own.csv", {
    columns: told,
    header: false,
  });
  expect([...workload.arrivalSeconds]).toEqual([0, 2]);
  expect([...workload.cycles]).toEqual([1e6, 1e6]);
  expect([...workload.inputBits]).toEqual([4e7, 4e7]);
  expect(workload.jobIds).toEqual(["1", "2"]);
  expect(workload.report.skipped).toMatchObject({ "no CPU or no duration": 1 });
  const beyond = importText("1,2,3\n", "own.csv", {
    columns: { ...told, arrival: { column: 5, unit: "s" } },
    header: false,
  });
  await expect(beyond).rejects.toThrow("has no column 5; its columns are 1, 2, 3");
});

test.each([
  ["timestamp", "2023-11-16 18:17:03.1234567", "2023-11-16T19:17:04.1234568+01:00", 1.0000001],
  ["timestamp", "2023-11-16", "2023-11-17T00:00:00Z", 86400],
  ["ns", "1700158623979960001", "1700158623979960002", 1e-9],
  ["us", "1700158623979960", "1700158623979961.5", 1.5e-6],
  ["s", "1e3", "1000.25", 0.25],
] as const)("arrivals as %s: %s, %s", async (unit, first, second, seconds) => {
  const told = {
    columns: { arrival: { column: "t", unit }, work: { value: 1 }, input: { value: 1, unit: "MB" } },
  } as const;
  const workload = await importText(`t\n${second}\n${first}\n`, "own.csv", told);
  expect([...workload.arrivalSeconds]).toEqual([0, seconds]);
});

describe("tables in other forms", () => {
  const told: CustomColumns = {
    arrival: { column: "at", unit: "s" },
    work: { column: "need.cpu" },
    input: { column: "need.bits", unit: "bit" },
  };
  const objects = [
    { at: 2, need: { cpu: 3, bits: 3e4 } },
    { need: { cpu: 1, bits: 2e4 }, at: "1", more: [1] },
  ];

  test.each([
    ["own.json", JSON.stringify(objects)],
    ["own.ndjson", objects.map((one) => JSON.stringify(one)).join("\n")],
    ["own.json.gz", JSON.stringify(objects, null, 1)],
  ])("%s", async (name, text) => {
    const workload = await importText(text, name, { columns: told });
    expect([...workload.arrivalSeconds]).toEqual([0, 1]);
    expect([...workload.cycles]).toEqual([1e6, 3e6]);
    expect([...workload.inputBits]).toEqual([2e4, 3e4]);
  });

  test("Parquet, with columns in columns", async () => {
    const path = join(folder, "own.parquet");
    await withDuckDb((connection) =>
      connection.run(
        `copy (select * from (values (2::integer, {cpu: 3.0, bits: 30000}), (1, {cpu: 1.0, bits: 20000})) t("at", need)) to '${path}'`,
      ),
    );
    const workload = await importTrace(path, customFormat({ columns: told, header: true }), shaping);
    expect([...workload.cycles]).toEqual([1e6, 3e6]);
  });

  test("what is wrong in them is named as in CSV", async () => {
    const wrong = (text: string, name: string) => importText(text, name, { columns: told });
    await expect(wrong('{"at": 1, "need": {"cpu": "much", "bits": 1}}', "own.json")).rejects.toThrow(
      'row 1: need.cpu: "much" is not a valid value',
    );
    await expect(wrong('{"at": 1, "need": {"cpu": 1', "own.json")).rejects.toThrow("cannot be read as JSON");
    await expect(wrong('{"at": 1}', "own.json")).rejects.toThrow(
      'has no column "need.cpu", "need.bits"; its columns are at',
    );
  });
});

test.each([
  ["a negative work", "1000,-1", 'column 2 (work): "-1" is not a valid value'],
  ["an infinite work", "1000,inf", 'column 2 (work): "inf" is not a valid value'],
  ["a work that is no number", "1000,NaN", 'column 2 (work): "NaN" is not a valid value'],
  ["more work than there can be", "1000,1e308", "the task's work would be 1e+308"],
  ["a text for a time", "noon,1", 'column 1 (Start Time): "noon" is not a valid value'],
  ["a time that never comes", "1e300,1", "the task's time would be 1e+300"],
])("%s is refused", async (_, row, message) => {
  const told: CustomColumns = {
    arrival: { column: "Start Time", unit: "ms" },
    work: { column: "work" },
    input: { value: 1, unit: "MB" },
  };
  const wrong = importText(`Start Time,work\n0,1\n${row}\n`, "own.csv", { columns: told });
  await expect(wrong).rejects.toThrow(message);
});
