/** A forecaster on disk, as a user names it: its own folder, that of a run, or that of an experiment. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, writeFileAtomic } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";
import { parseForecasterFiles } from "../forecast/neural/index.ts";
import type { Scenario } from "../scenario/index.ts";
import type { ForecasterFiles } from "./forecasting.ts";
import { RunFolder, readFolderFiles } from "./run-folder.ts";

export interface ReadForecaster {
  readonly files: ForecasterFiles;
  readonly record: ReturnType<typeof parseForecasterFiles>;
  /** The run it is from; null where it lies by itself. */
  readonly run: RunFolder | null;
}

const jsonName = "forecaster.json";
const fix = "Name the folder of a run of cto-tp, or one that `edgeflock forecast retrain` has written.";

/** @throws EdgeflockError("run") when there is none, or it is damaged or of another format */
export async function readForecaster(path: string): Promise<ReadForecaster> {
  const run = (await exists(join(path, "run.json"))) ? await RunFolder.open(path) : null;
  const inside = (await exists(join(path, jsonName))) ? path : join(path, "forecaster");
  const found = await readFolderFiles(inside);
  const files = new Map([...(found ?? [])].filter(([name]) => isForecasters(name)));
  if (!files.has(jsonName)) {
    const what =
      run !== null
        ? `this run has no forecaster (its algorithm is ${run.manifest.algorithm.name})`
        : (await exists(path))
          ? "there is no forecaster in this folder (no forecaster.json)"
          : "there is no such folder";
    throw new EdgeflockError("run", `${path}: ${what}`, fix);
  }
  try {
    return { files, record: parseForecasterFiles(files), run };
  } catch (cause) {
    if (!(cause instanceof EdgeflockError)) throw cause;
    throw new EdgeflockError(cause.kind, `${inside}: ${cause.message}`, cause.fix, { cause });
  }
}

/**
 * Throws EdgeflockError("run") when the forecaster knows other servers than the scenario has: server 2 of one network is
 * not server 2 of another.
 */
export function requireServersOf(
  path: string,
  { record, run }: ReadForecaster,
  { name, servers }: Scenario,
): void {
  const known = record.encoding.statistics.servers.map(({ server }) => server);
  const of = (run?.manifest.scenario as Scenario | undefined)?.servers.length;
  const count = of ?? Math.max(...known) + 1;
  if (count === servers.length) return;
  throw new EdgeflockError(
    "run",
    `${path}: the forecaster is of ${count} servers, ${name} has ${servers.length}`,
    "Name a scenario with the servers that it was trained for, or a forecaster of this scenario.",
  );
}

/** Others may lie beside them, such as those that a list of scores keeps. */
function isForecasters(name: string): boolean {
  return name === jsonName || name.endsWith(".onnx");
}

/** `forecaster.json` comes last, so that it vouches for the others. */
export async function writeForecaster(path: string, files: ForecasterFiles): Promise<void> {
  await makeFolder(path);
  const ordered = [...files].sort(([p], [q]) => Number(p === jsonName) - Number(q === jsonName));
  for (const [name, bytes] of ordered) await writeFileAtomic(join(path, name), bytes);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
