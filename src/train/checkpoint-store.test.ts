import { mkdtemp, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { CheckpointStore } from "./checkpoint-store.ts";

let folder = "";
let warnings: string[] = [];
const warn = (message: string) => warnings.push(message);
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "checkpoints-")), "checkpoints");
  warnings = [];
});

async function filled(count: number): Promise<CheckpointStore> {
  const store = await CheckpointStore.open(folder);
  for (let k = 0; k < count; k++) await store.write({ json: k, arrays: {} });
  return store;
}

test("a new store holds nothing", async () => {
  expect(await (await filled(0)).readLast(warn)).toBeNull();
});

test("the last two are kept, and numbering goes on after reopening", async () => {
  await filled(3);
  const store = await CheckpointStore.open(folder);
  await store.write({ json: "after", arrays: {} });
  expect((await readdir(folder)).sort()).toEqual(["000002.checkpoint", "000003.checkpoint"]);
  expect((await store.readLast(warn))?.json).toBe("after");
  expect(warnings).toEqual([]);
});

test.each([
  ["half-written", (path: string) => truncate(path, 40)],
  ["empty", (path: string) => truncate(path, 0)],
  [
    "overwritten",
    (path: string) => writeFile(path, "hello, this is a text file of some length, not a checkpoint"),
  ],
  [
    "of a newer version",
    async (path: string) => {
      const bytes = await readFile(path);
      bytes[8] = 99;
      await writeFile(path, bytes);
    },
  ],
])("a last checkpoint that is %s is passed over, with a warning that names both files", async (_, damage) => {
  const store = await filled(3);
  await damage(join(folder, "000002.checkpoint"));
  expect((await store.readLast(warn))?.json).toBe(1);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/000002\.checkpoint: .*000001\.checkpoint, is used instead/);
});

test("when none is left, the error names the last one", async () => {
  const store = await filled(2);
  for (const name of await readdir(folder)) await truncate(join(folder, name), 20);
  await expect(store.readLast(warn)).rejects.toMatchObject({
    kind: "run",
    exitCode: 3,
    message: expect.stringContaining("000001.checkpoint"),
  });
});

test("what a killed writer left does not disturb and is cleared away", async () => {
  await filled(1);
  await writeFile(join(folder, ".000001.checkpoint.77-3.tmp"), "half");
  const store = await CheckpointStore.open(folder);
  expect((await store.readLast(warn))?.json).toBe(0);
  expect(await readdir(folder)).toEqual(["000000.checkpoint"]);
});
