/** The threads' side of a `ThreadPool`. */
import { parentPort, workerData } from "node:worker_threads";
import { EdgeflockError } from "../core/errors.ts";
import type { FromThread, ThreadData } from "./thread-pool.ts";

/** @param onProgress throws when the work is to stop: call it often */
export type DoTask<Task, Result> = (task: Task, onProgress: (fraction: number) => void) => Promise<Result>;

const millisecondsBetweenReports = 100;

/**
 * Does every task that the pool sends, one at a time.
 * @param prepare given what the pool shares with its threads
 */
export function serveTasks<Shared, Task, Result>(prepare: (shared: Shared) => DoTask<Task, Result>): void {
  const { shared, stop } = workerData as ThreadData<Shared>;
  const work = prepare(shared);
  const tell = (message: FromThread<Result>) => parentPort?.postMessage(message);
  let toldAt = Number.NEGATIVE_INFINITY;
  const onProgress = (fraction: number) => {
    if (Atomics.load(stop, 0) !== 0) throw new EdgeflockError("interrupted", "stopped before its end");
    if (performance.now() - toldAt < millisecondsBetweenReports) return;
    toldAt = performance.now();
    tell({ type: "progress", fraction });
  };
  parentPort?.on("message", (task: Task) => {
    work(task, onProgress).then(
      (result) => tell({ type: "done", result }),
      (error: unknown) => tell(failureOf(error)),
    );
  });
}

function failureOf(error: unknown): Extract<FromThread<never>, { type: "failed" }> {
  if (error instanceof EdgeflockError) {
    return { type: "failed", kind: error.kind, message: error.message, fix: error.fix ?? null };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: "failed", kind: null, message, fix: null };
}
