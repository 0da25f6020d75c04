/**
 * Several workers train at once, each with sessions of its own of one thread: no crash, no leak, the same bits as
 * alone. One more worker opens and closes sessions all the time. Run `npm run build` first.
 *
 *   node bench/soak.mjs [--minutes 2] [--workers <cores>] [--processes] [--engine auto] [--report-seconds 10]
 *                       [--round 5000] [--updates <at least, of each worker; instead of minutes>]
 *
 * Ends with 0 if all is well, else with 1. Ctrl-C ends it at once, with the verdict so far.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { referenceOf } from "./soak-training.mjs";
import { growthOf, verdictOf } from "./soak-verdict.mjs";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "2" },
    workers: { type: "string", default: String(Math.max(2, availableParallelism())) },
    processes: { type: "boolean", default: false },
    engine: { type: "string", default: "auto" },
    "report-seconds": { type: "string", default: "10" },
    round: { type: "string", default: "5000" },
    updates: { type: "string" },
  },
});
const round = Number(options.round);
const limit = options.updates === undefined ? Number.POSITIVE_INFINITY : Number(options.updates);
const kinds = Array.from({ length: Number(options.workers) }, (_, index) => ["dqn", "maddpg"][index % 2]);
const jobs = [...kinds, "sessions"].map((kind, index) => ({
  kind,
  // A seed for each, so that one worker's numbers in another's arrays would be noticed.
  seed: index + 1,
  engine: options.engine,
  round,
  every: Math.ceil(round / 20),
  limit,
}));

const MIB = 2 ** 20;
const workerFile = fileURLToPath(new URL("./soak-worker.mjs", import.meta.url));

const workers = [];
for (const job of jobs) {
  // One after the other, before anything else runs.
  const reference = await referenceOf(job);
  const name = `${job.kind} ${job.seed}`;
  const empty = { updates: 0, sessions: 0, checks: 0, heapBytes: 0, rssBytes: 0 };
  workers.push({ name, job, reference, ...empty, wrong: [], failure: null, hasEnded: false, reported: 0 });
}
const started = performance.now();
const secondsSince = (from) => (performance.now() - from) / 1000;
const samples = [];
for (const worker of workers) start(worker);
let interruptions = 0;
process.on("SIGINT", () => {
  // A second Ctrl-C does not wait.
  if (++interruptions > 1) process.exit(130);
  stop();
});
const limitTimer = limit < Number.POSITIVE_INFINITY ? null : setTimeout(stop, Number(options.minutes) * 60e3);
const sampleTimer = setInterval(sample, 1000);
let reportedAt = started;
const reportTimer = setInterval(report, Number(options["report-seconds"]) * 1000);

await Promise.all(workers.map(({ ended }) => ended));
for (const timer of [limitTimer, sampleTimer, reportTimer]) clearTimeout(timer);
const { isGood, lines } = verdictOf(workers, samples);
console.log(lines.join("\n"));
process.exitCode = isGood ? 0 : 1;

function start(worker) {
  const child = options.processes ? fork(workerFile, { serialization: "advanced" }) : new Worker(workerFile);
  worker.send = (message) => {
    if (!options.processes) child.postMessage(message);
    else if (child.connected) child.send(message, () => {});
  };
  worker.kill = () => (options.processes ? child.kill("SIGKILL") : child.terminate());
  child.on("message", (check) => note(worker, check));
  worker.ended = new Promise((resolve) => {
    child.on("error", (error) => {
      worker.failure = error.stack ?? String(error);
    });
    child.on("exit", (code, signal) => {
      worker.hasEnded = true;
      if (code !== 0) worker.failure ??= `ended with ${signal ?? `exit code ${code}`}`;
      // One that fails ends all: what remains would be another soak.
      if (worker.failure !== null) stop();
      resolve();
    });
  });
  worker.send(worker.job);
}

function note(worker, { key, digest, finite, ...figures }) {
  Object.assign(worker, figures);
  worker.checks++;
  const at = `after ${worker.updates} updates (${key} of its round)`;
  if (!finite) worker.wrong.push(`not finite ${at}`);
  else if (digest !== worker.reference.get(key))
    worker.wrong.push(`other bits than a single-threaded run ${at}`);
}

function stop() {
  for (const { send } of workers) send("stop");
  setTimeout(() => {
    for (const worker of workers.filter(({ hasEnded }) => !hasEnded)) {
      worker.failure ??= "did not end when it was told to";
      worker.kill();
    }
  }, 60e3).unref();
}

/** The resident set of all processes. Threads share the one of this process. */
function sample() {
  const others = options.processes ? workers.reduce((sum, { rssBytes }) => sum + rssBytes, 0) : 0;
  samples.push({ seconds: secondsSince(started), bytes: process.memoryUsage.rss() + others });
}

function report() {
  const seconds = secondsSince(reportedAt);
  reportedAt = performance.now();
  const parts = workers.map((worker) => {
    const rate = Math.round((worker.updates - worker.reported) / seconds);
    worker.reported = worker.updates;
    return `${worker.name}: ${rate}/s`;
  });
  const heap = workers.reduce((sum, { heapBytes }) => sum + heapBytes, process.memoryUsage().heapUsed);
  const perHour = (growthOf(samples).bytesPerSecond * 3600) / MIB;
  const memory = `rss ${Math.round((samples.at(-1)?.bytes ?? 0) / MIB)} MiB (${perHour.toFixed(0)} MiB/h), heaps ${Math.round(heap / MIB)} MiB`;
  console.log(
    [`${Math.round(secondsSince(started))} s`, ...parts, `${workers.at(-1).sessions} sessions`, memory].join(
      " | ",
    ),
  );
}
