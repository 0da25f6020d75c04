import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { EdgeflockError } from "../../core/errors.ts";
import { describeSide } from "../side-report.ts";
import { readUserTraces } from "./read-user-traces.ts";

const root = mkdtempSync(join(tmpdir(), "edgeflock-users-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
function write(name: string, content: string | Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

test("numbers users by their first row, sorts each by time, and keeps the first of equal times", async () => {
  const rows = [
    "user,time,x,y",
    "tram,0,1,2",
    '"car, red",5,0,0',
    "tram,3,4,5",
    '"car, red",1,1,1',
    "tram,3,9,9",
  ];
  const { traces, geographic, report } = await readUserTraces(write("users.csv", `${rows.join("\n")}\n`));
  expect(geographic).toBe(false);
  expect(traces).toEqual({
    first: Int32Array.of(0, 2, 4),
    timeSeconds: Float64Array.of(0, 3, 1, 5),
    x: Float64Array.of(1, 4, 1, 0),
    y: Float64Array.of(2, 5, 1, 0),
  });
  expect(describeSide(report)).toEqual([
    "users: 2 with 4 samples of 5 rows from 1 file",
    "left out 1: a further row of the same user and time",
  ]);
});

test("takes degrees, columns in any order, and packed files", async () => {
  const text = "Time,Latitude,Longitude,Speed,User\n0,-37.8,144.9,3,7\n";
  const { traces, geographic } = await readUserTraces(write("degrees.csv.gz", gzipSync(text)));
  expect(geographic).toBe(true);
  expect([traces.x[0], traces.y[0]]).toEqual([144.9, -37.8]);
});

test.each([
  ["a column that is missing", "user,time,x\na,0,1\n", "no column y; the header has user, time, x"],
  ["a row that is too short", "user,time,x,y\na,0,1,1\na,0,1\n", "row 2"],
  [
    "a place that is no number",
    "user,time,x,y\na,0,1,1\na,1,here,1\n",
    'row 2: x "here" is not a valid value',
  ],
  ["a time that is endless", "user,time,x,y\na,inf,1,1\n", 'row 1: time "inf" is not a valid value'],
  [
    "a latitude beyond the pole",
    "user,time,latitude,longitude\na,0,91,1\n",
    'row 1: latitude "91" is not a valid value',
  ],
  ["a row without user", "user,time,x,y\n,0,1,1\n", "row 1: user is empty"],
  ["a file without rows", "user,time,x,y\n", "the file has no rows"],
  ["an empty file", "", "the file is empty"],
])("refuses %s", async (what, content, message) => {
  const path = write(`${what}.csv`, content);
  const error: unknown = await readUserTraces(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EdgeflockError);
  expect((error as EdgeflockError).message).toContain(message);
  expect((error as EdgeflockError).message).toContain(path);
});

test("refuses a folder and what is not there", async () => {
  await expect(readUserTraces(root)).rejects.toThrow("is a folder");
  await expect(readUserTraces(join(root, "none.csv"))).rejects.toThrow("no such file");
});
