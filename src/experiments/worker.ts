/** Entry of a worker process: does one cell, and says how far it is. Started by `startWorker`, never by hand. */
import { EdgeflockError } from "../core/errors.ts";
import { runCell } from "./run-cell.ts";
import type { FromWorker, ToWorker } from "./worker-protocol.ts";

const stop = new AbortController();
/** Ctrl-C reaches the whole process group; the parent tells when to stop, and waits for the checkpoint. */
process.on("SIGINT", () => {});
process.on("SIGTERM", () => stop.abort());
/** The parent is gone, perhaps killed: the last checkpoint stands. */
process.on("disconnect", () => process.exit(130));
process.on("message", (message: ToWorker) => {
  if (message.type === "stop") stop.abort();
  else void work(message.job);
});

async function work(job: Extract<ToWorker, { type: "job" }>["job"]): Promise<void> {
  try {
    await runCell(job, {
      signal: stop.signal,
      onProgress: throttled((fraction, note) => send({ type: "progress", fraction, note })),
      onWarning: (message) => send({ type: "warning", message }),
    });
    await send({ type: "done" });
    process.exit(0);
  } catch (error) {
    const known = error instanceof EdgeflockError;
    await send({
      type: "failed",
      message: known
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
      fix: known ? (error.fix ?? null) : null,
      exitCode: known ? error.exitCode : 1,
    });
    process.exit(known ? error.exitCode : 1);
  }
}

/** Resolves once the message has left. */
function send(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}

/** A few calls a second are enough for people. */
function throttled(tell: (fraction: number, note: string) => void): (fraction: number, note: string) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (fraction, note) => {
    if (performance.now() - toldAt < 250 && fraction < 1) return;
    toldAt = performance.now();
    tell(fraction, note);
  };
}
