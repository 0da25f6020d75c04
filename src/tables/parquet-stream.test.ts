/** Parquet written in batches, read back by DuckDB as anybody's file. */
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { allowTypeScriptWorkers } from "../testing/typescript-workers.test-helper.ts";
import type { ColumnValues, StreamColumn } from "./batch-ring.ts";
import { readParquet } from "./parquet.ts";
import { ParquetStream } from "./parquet-stream.ts";

allowTypeScriptWorkers();
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquet-stream-"));
});

const columns: readonly StreamColumn[] = [
  { name: "task", type: "bigint" },
  { name: "home", type: "integer" },
  { name: "seconds", type: "double" },
  { name: "targets", type: "integer[]", mostEntries: 2 },
  { name: "dropped", type: "boolean" },
];

/** The number of a row's task: beyond 32 bits, and negative. */
const taskOf = (row: number) => (row % 5 === 4 ? -row : row * 3_000_000_019);
const targetsOf = (row: number) => [[], [row], [row, 7]][row % 3]!;

/** Rows `from` to `to` as columns. */
function rows(from: number, to: number): Record<string, ColumnValues> {
  const of = (entry: (row: number) => number) => Array.from({ length: to - from }, (_, k) => entry(from + k));
  return {
    task: Float64Array.from(of(taskOf)),
    home: Int32Array.from(of((row) => (row % 4) - 1)),
    seconds: Float64Array.from(of((row) => (row % 11 === 0 ? Number.POSITIVE_INFINITY : Math.sin(row) / 3))),
    targets: Int32Array.from(
      Array.from({ length: 2 * (to - from) }, (_, k) => targetsOf(from + (k >> 1))[k & 1] ?? -1),
    ),
    dropped: Uint8Array.from(of((row) => Number(row % 6 === 0))),
  };
}

async function write(name: string, batches: readonly number[]): Promise<string> {
  const path = join(folder, name);
  const stream = await ParquetStream.open(path, columns);
  let at = 0;
  for (const size of batches) {
    await stream.append(rows(at, at + size), size);
    at += size;
  }
  await stream.close();
  return path;
}

async function query(sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const result = (await connection.runAndReadAll(sql)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return result;
}

describe("a stream of rows", () => {
  test("comes back in order, with every bit and lists of every length, in several row groups", async () => {
    const count = 300_001;
    const path = await write("it's a file.parquet", [1, 299_999, 1]);
    const read = await readParquet(path);
    expect(read).toHaveLength(count);
    const last = rows(0, count);
    for (let row = 0; row < count; row++) {
      const found = read[row]!;
      if (
        Number(found["task"]) !== taskOf(row) ||
        found["home"] !== last["home"]![row] ||
        !Object.is(found["seconds"], last["seconds"]![row]) ||
        found["dropped"] !== (row % 6 === 0) ||
        String(found["targets"]) !== String(targetsOf(row))
      ) {
        expect(found, `row ${row}`).toEqual({});
      }
    }
    const groups = await query(
      `SELECT count(DISTINCT row_group_id) FROM parquet_metadata('${path.replace("'", "''")}')`,
    );
    expect(groups).toEqual([[3n]]);
    expect(await readdir(folder)).toEqual(["it's a file.parquet"]);
  });

  test("has the types that DuckDB and others expect", async () => {
    const path = await write("a", [10]);
    expect(
      await query(`SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('${path}'))`),
    ).toEqual([
      ["task", "BIGINT"],
      ["home", "INTEGER"],
      ["seconds", "DOUBLE"],
      ["targets", "INTEGER[]"],
      ["dropped", "BOOLEAN"],
    ]);
  });

  test("gives the same bytes however the rows are batched", async () => {
    const expected = await readFile(await write("whole", [20_000]));
    const sizes = fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(sizes, async (batches) => {
        let left = 20_000;
        const cut = batches.map((size) => {
          const taken = Math.min(size, left);
          left -= taken;
          return taken;
        });
        expect((await readFile(await write("cut", [...cut, left]))).equals(expected)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  test("may be empty", async () => {
    expect(await readParquet(await write("none", []))).toEqual([]);
  });

  test("holds the caller back rather than the rows", async () => {
    const stream = await ParquetStream.open(join(folder, "held"), columns);
    const batch = rows(0, 50_000);
    // Far more than the ring holds, never waited for in between but by append itself.
    for (let k = 0; k < 40; k++) await stream.append(batch, 50_000);
    await stream.close();
    expect(await query(`SELECT count(*), sum(home) FROM read_parquet('${join(folder, "held")}')`)).toEqual([
      [2_000_000n, 40n * 25_000n],
    ]);
  });
});

describe("the file", () => {
  test("is not there before the end, and an abort leaves what was there", async () => {
    const path = join(folder, "kept");
    await writeFile(path, "old");
    const stream = await ParquetStream.open(path, columns);
    await stream.append(rows(0, 200_000), 200_000);
    expect(await readFile(path, "utf8")).toBe("old");
    await stream.abort();
    expect(await readdir(folder)).toEqual(["kept"]);
    expect(await readFile(path, "utf8")).toBe("old");
  });

  test("that cannot be created is the user's error, at once", async () => {
    await expect(ParquetStream.open(join(folder, "none", "a"), columns)).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining(join("none", "a")),
    });
  });

  test("that the encoder cannot go on with is the user's error, and nothing is left", async () => {
    const twice: StreamColumn = { name: "x", type: "double" };
    const stream = await ParquetStream.open(join(folder, "failing"), [twice, twice]);
    const all = async () => {
      for (let k = 0; k < 100; k++) await stream.append({ x: new Float64Array(50_000) }, 50_000);
      await stream.close();
    };
    await expect(all()).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining("failing"),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
