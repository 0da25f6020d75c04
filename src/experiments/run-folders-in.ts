/** Finds the run folders that are meant by the folders a user names. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { EdgeflockError } from "../core/errors.ts";
import { RunFolder } from "../train/index.ts";

/** The folders themselves, or the run folders right inside them or in their `runs`. */
export async function runFoldersIn(paths: readonly string[]): Promise<RunFolder[]> {
  const found: RunFolder[] = [];
  for (const path of paths) {
    const names = await readdir(path).catch(() => [] as string[]);
    if (names.includes("run.json")) {
      found.push(await RunFolder.open(path));
      continue;
    }
    const outer = names.includes("runs") ? join(path, "runs") : path;
    const inner: RunFolder[] = [];
    for (const name of (await readdir(outer).catch(() => [] as string[])).sort()) {
      const isRun = (await readdir(join(outer, name)).catch(() => [] as string[])).includes("run.json");
      if (isRun) inner.push(await RunFolder.open(join(outer, name)));
    }
    if (inner.length === 0) {
      throw new EdgeflockError(
        "run",
        `${path}: this is no run folder, and holds none`,
        "Name folders that `edgeflock train` or `edgeflock run` has made.",
      );
    }
    found.push(...inner);
  }
  return found;
}
