/** Starts a worker process for one cell. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CellJob } from "./cell.ts";
import type { FromWorker, ToWorker, WorkerFailure } from "./worker-protocol.ts";

export interface Worker {
  /** Null when the cell is done, else why not; never rejects. */
  readonly ended: Promise<WorkerFailure | null>;
  /** Asks it to write a checkpoint and end. */
  stop(): void;
}

export interface WorkerHooks {
  readonly onProgress: (fraction: number, note: string) => void;
  readonly onWarning: (message: string) => void;
}

/** Compiled or not, the entry lies beside this file. */
const entry = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url),
);

export function startWorker(job: CellJob, hooks: WorkerHooks): Worker {
  const child = fork(entry, { stdio: ["ignore", "ignore", "pipe", "ipc"], serialization: "json" });
  const tell = (message: ToWorker) => {
    // A worker that has just ended cannot be told; how it ended is known by its exit.
    if (child.connected) child.send(message, () => {});
  };
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  const ended = new Promise<WorkerFailure | null>((resolve) => {
    let outcome: WorkerFailure | null | undefined;
    child.on("message", (message: FromWorker) => {
      if (message.type === "progress") hooks.onProgress(message.fraction, message.note);
      else if (message.type === "warning") hooks.onWarning(message.message);
      else outcome = message.type === "done" ? null : message;
    });
    const fail = (message: string) =>
      resolve({ type: "failed", message, fix: "Give the same command again: it continues.", exitCode: 1 });
    child.on("error", (error) => fail(`its process could not be started: ${error.message}`));
    child.on("close", (code, killedBy) => {
      if (outcome !== undefined) resolve(outcome);
      else {
        const how = killedBy === null ? `ended with exit code ${code}` : `was killed by ${killedBy}`;
        fail(`its process ${how}${stderr === "" ? "" : `: ${stderr.trim()}`}`);
      }
    });
  });
  tell({ type: "job", job });
  return { ended, stop: () => tell({ type: "stop" }) };
}
