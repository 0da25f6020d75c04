/** Tells whether a trace is the one a run was trained on, wherever it lies now. */
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { sha256OfFile } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import { filesOf, type Workload, type WorkloadFile } from "../scenario/index.ts";

export interface TraceFile extends WorkloadFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** Of the files that a workload was read from, in the order in which they were read. */
export async function fingerprintFiles(workload: Workload): Promise<TraceFile[]> {
  const files: TraceFile[] = [];
  for (const { kind, path } of filesOf(workload)) {
    files.push({
      kind,
      path: resolve(path),
      bytes: (await stat(path)).size,
      sha256: await sha256OfFile(path),
    });
  }
  return files;
}

/** Throws EdgeflockError("trace") that names the first file whose content is not what was trained on. */
export function requireSameTrace(trained: readonly TraceFile[], found: readonly TraceFile[]): void {
  const fix = "Give the trace that the run was trained on with --trace (--users, --radio), or train anew.";
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
