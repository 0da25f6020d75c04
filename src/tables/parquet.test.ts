import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readParquet, type Table, writeParquet } from "./parquet.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "parquet-"));
});

const table: Table = {
  id: { type: "integer", values: Int32Array.from({ length: 5000 }, (_, k) => k) },
  'odd "name"': {
    type: "varchar",
    values: Array.from({ length: 5000 }, (_, k) => (k % 7 === 0 ? null : `s${k}`)),
  },
  value: { type: "double", values: Float64Array.from({ length: 5000 }, (_, k) => Math.sin(k) / 3) },
  yes: { type: "boolean", values: Array.from({ length: 5000 }, (_, k) => k % 2 === 0) },
  targets: {
    type: "integer[]",
    values: Array.from({ length: 5000 }, (_, k) => (k % 3 === 0 ? [] : [k, k + 1])),
  },
};

test("rows come back in order, with every bit, nulls and empty lists", async () => {
  const path = join(folder, "it's a table.parquet");
  await writeParquet(path, table);
  const rows = await readParquet(path);
  expect(rows).toHaveLength(5000);
  for (const k of [0, 1, 7, 2047, 2048, 4999]) {
    expect(rows[k]).toEqual({
      id: k,
      'odd "name"': k % 7 === 0 ? null : `s${k}`,
      value: Math.sin(k) / 3,
      yes: k % 2 === 0,
      targets: k % 3 === 0 ? [] : [k, k + 1],
    });
  }
  expect(await readdir(folder)).toEqual(["it's a table.parquet"]);
});

test("the same rows give the same bytes", async () => {
  await writeParquet(join(folder, "a"), table);
  await writeParquet(join(folder, "b"), table);
  expect((await readFile(join(folder, "a"))).equals(await readFile(join(folder, "b")))).toBe(true);
});

test("an infinite deadline stays infinite, an empty table stays empty", async () => {
  const path = join(folder, "a");
  await writeParquet(path, { deadline: { type: "double", values: [Number.POSITIVE_INFINITY] } });
  expect(await readParquet(path)).toEqual([{ deadline: Number.POSITIVE_INFINITY }]);
  await writeParquet(path, { deadline: { type: "double", values: [] } });
  expect(await readParquet(path)).toEqual([]);
});

test("what cannot be written or read is the user's error and names the file", async () => {
  const nowhere = join(folder, "none", "a.parquet");
  await expect(writeParquet(nowhere, table)).rejects.toMatchObject({
    kind: "output",
    message: expect.stringContaining(nowhere),
  });
  await writeFile(join(folder, "damaged"), "PAR1 and then nothing");
  await expect(readParquet(join(folder, "damaged"))).rejects.toMatchObject({
    kind: "run",
    message: expect.stringContaining("damaged"),
  });
});
