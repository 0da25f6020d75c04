import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { lockRun } from "./run-lock.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
});
const held = (by: string) => writeFile(join(folder, "run.lock"), by);

test("is taken and given back", async () => {
  const release = await lockRun(folder);
  expect(await readdir(folder)).toEqual(["run.lock"]);
  await release();
  expect(await readdir(folder)).toEqual([]);
});

test("of a living process is respected, and it is named", async () => {
  await held(`${process.ppid} ${hostname()}\n`);
  await expect(lockRun(folder)).rejects.toMatchObject({
    kind: "run",
    message: expect.stringContaining(`process ${process.ppid}`),
  });
  await held("1 another-machine\n");
  await expect(lockRun(folder)).rejects.toMatchObject({ fix: expect.stringContaining("run.lock") });
});

test.each([
  ["of a process that is gone", () => `${spawnSync(process.execPath, ["-e", ""]).pid} ${hostname()}\n`],
  ["that is empty, as a killed process may leave it", () => ""],
])("%s is taken over", async (_, content) => {
  await held(content());
  await (await lockRun(folder))();
  expect(await readdir(folder)).toEqual([]);
});
