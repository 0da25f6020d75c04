import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { makeFolder, removeUnfinishedFiles, replaceFileAtomic, writeFileAtomic } from "./atomic-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "atomic-"));
});

describe("writing", () => {
  test("puts the content there and leaves nothing beside it", async () => {
    await writeFileAtomic(join(folder, "a.txt"), "one");
    await writeFileAtomic(join(folder, "a.txt"), new TextEncoder().encode("two"));
    expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("two");
    expect(await readdir(folder)).toEqual(["a.txt"]);
  });

  test("that fails half way leaves the old version and nothing beside it", async () => {
    const path = join(folder, "a.txt");
    await writeFileAtomic(path, "old");
    const failing = replaceFileAtomic(path, async (beside) => {
      await writeFile(beside, "half of the n");
      throw new Error("the power is gone");
    });
    await expect(failing).rejects.toThrow("the power is gone");
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["a.txt"]);
  });

  test("of several versions at once ends with one of them, whole", async () => {
    const path = join(folder, "a.txt");
    await Promise.all(Array.from({ length: 20 }, (_, k) => writeFileAtomic(path, String(k).repeat(5000))));
    expect(await readFile(path, "utf8")).toMatch(/^(\d+)\1{4999}$/);
    expect(await readdir(folder)).toEqual(["a.txt"]);
  });
});

describe("what cannot be written is an output error that names the path", () => {
  test("a folder that does not exist", async () => {
    const path = join(folder, "none", "a.txt");
    await expect(writeFileAtomic(path, "x")).rejects.toMatchObject({
      kind: "output",
      exitCode: 4,
      message: expect.stringContaining(path),
    });
  });

  test("a file where a folder should be", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(makeFolder(join(folder, "file", "run"))).rejects.toMatchObject({ kind: "output" });
    await expect(writeFileAtomic(join(folder, "file", "a.txt"), "x")).rejects.toMatchObject({
      kind: "output",
    });
  });

  test.skipIf(process.platform !== "linux")("a folder where the system lets nobody make one", async () => {
    await expect(makeFolder("/proc/none/run")).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining("/proc/none/run cannot be written"),
    });
  });

  test("a folder in the place of the file", async () => {
    await mkdir(join(folder, "a.txt"));
    await expect(writeFileAtomic(join(folder, "a.txt"), "x")).rejects.toMatchObject({ kind: "output" });
  });
});

test("a folder is made with those above it, by several at once too", async () => {
  const path = join(folder, "a", "b", "c");
  await Promise.all(Array.from({ length: 5 }, () => makeFolder(path)));
  await makeFolder(path);
  expect(await readdir(join(folder, "a", "b"))).toEqual(["c"]);
});

test("files that killed writers left are removed, others stay", async () => {
  await writeFile(join(folder, ".run.json.123-4.tmp"), "half");
  await writeFile(join(folder, ".hidden"), "");
  await writeFile(join(folder, "notes.tmp"), "");
  await removeUnfinishedFiles(folder);
  expect((await readdir(folder)).sort()).toEqual([".hidden", "notes.tmp"]);
});
