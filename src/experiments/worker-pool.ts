/** Runs cells in a few processes at a time, those others wait for first; one that fails leaves the others alone. */
import { EdgeflockError } from "../core/errors.ts";
import type { Worker } from "./start-worker.ts";
import type { WorkerFailure } from "./worker-protocol.ts";

export interface PooledCell {
  readonly name: string;
  /** Name of a cell that has to be done before. */
  readonly after: string | null;
  start(): Worker;
  onStart(): void;
  /** @param failure null when it is done */
  onEnd(failure: WorkerFailure | null): void;
}

/**
 * Starts cells in the order given, as soon as a place is free and what they wait for is done.
 * @param done names of cells that are done already
 * @throws EdgeflockError("interrupted") once `signal` is aborted and every worker has ended
 */
export async function runPool(
  cells: readonly PooledCell[],
  done: ReadonlySet<string>,
  places: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const waiting = [...cells];
  const finished = new Set(done);
  const failed = new Set<string>();
  const running = new Map<string, { readonly worker: Worker; readonly ended: Promise<void> }>();
  const stopAll = () => {
    for (const { worker } of running.values()) worker.stop();
  };
  signal?.addEventListener("abort", stopAll);
  try {
    while (waiting.length + running.size > 0) {
      for (let k = 0; k < waiting.length; ) {
        const cell = waiting[k]!;
        if (cell.after === null || !failed.has(cell.after)) {
          k++;
          continue;
        }
        waiting.splice(k, 1);
        failed.add(cell.name);
        cell.onEnd({ type: "failed", message: `${cell.after} failed`, fix: null, exitCode: 1 });
        k = 0; // others may wait for this one, and stand before it
      }
      while (running.size < places && !signal?.aborted) {
        const next = waiting.findIndex(({ after }) => after === null || finished.has(after));
        if (next < 0) break;
        const [cell] = waiting.splice(next, 1) as [PooledCell];
        cell.onStart();
        const worker = cell.start();
        const ended = worker.ended.then((failure) => {
          running.delete(cell.name);
          (failure === null ? finished : failed).add(cell.name);
          cell.onEnd(failure);
        });
        running.set(cell.name, { worker, ended });
      }
      if (running.size === 0) {
        if (waiting.length === 0 || signal?.aborted) break;
        throw new Error(
          `cells that wait for what is not there: ${waiting.map(({ name }) => name).join(", ")}`,
        );
      }
      await Promise.race(Array.from(running.values(), ({ ended }) => ended));
    }
  } finally {
    signal?.removeEventListener("abort", stopAll);
  }
  if (signal?.aborted) {
    throw new EdgeflockError(
      "interrupted",
      `interrupted with ${finished.size} of ${done.size + cells.length} parts done; the others keep their checkpoints`,
      "Give the same command again: it continues.",
    );
  }
}
