/** Starts worker threads. Node only. */
import { Worker } from "node:worker_threads";

/**
 * Starts the module `name` that lies beside the caller, compiled or not.
 * @param beside the caller's `import.meta.url`
 */
export function startThread(beside: string, name: string, workerData: unknown): Worker {
  const extension = beside.endsWith(".ts") ? "ts" : "js";
  return new Worker(new URL(`./${name}.${extension}`, beside), {
    workerData,
    // The process's own flags are not for threads, which refuse some of them (--input-type).
    execArgv: [],
    // Node reads NODE_OPTIONS again for a thread that is given its environment; tests load TypeScript by it.
    env: { ...process.env },
  });
}
