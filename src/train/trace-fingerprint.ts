/** Tells whether a trace is the one a run was trained on, wherever it lies now. */
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { sha256OfFile } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";

export interface TraceFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Of a workload's source files, in the order in which they were read. */
export async function fingerprintFiles(paths: readonly string[]): Promise<TraceFile[]> {
  const files: TraceFile[] = [];
  for (const path of paths) {
    files.push({ path: resolve(path), bytes: (await stat(path)).size, sha256: await sha256OfFile(path) });
  }
  return files;
}

/** Throws EdgeflockError("trace") that names the first file whose content is not what was trained on. */
export function requireSameTrace(trained: readonly TraceFile[], found: readonly TraceFile[]): void {
  const fix = "Give the trace that the run was trained on with --trace, or train anew.";
  if (trained.length !== found.length) {
    throw new EdgeflockError(
      "trace",
      `the run was trained on ${trained.length} trace file(s), here are ${found.length}`,
      fix,
    );
  }
  for (const [k, file] of found.entries()) {
    const before = trained[k]!;
    if (file.sha256 === before.sha256) continue;
    throw new EdgeflockError(
      "trace",
      `${file.path} (${file.bytes} bytes) is not the ${basename(before.path)} (${before.bytes} bytes) that the run was trained on`,
      fix,
    );
  }
}
