/**
 * Simulations side by side: how much faster the same jobs are done by more threads. Where the machine gives less than its
 * cores, bare loops beside them tell how much it gives, and the time of all cores whether threads cost each other anything.
 *
 *     node bench/parallel.mjs [jobs, 8 unless told] [seconds of generated trace each, 400000 unless told] [rounds, 3 unless told]
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { simulateAll } from "../dist/experiments/index.js";
import { loadScenario } from "../dist/scenario/index.js";

const [jobs, durationSeconds] = [Number(process.argv[2] ?? 8), Number(process.argv[3] ?? 400_000)];
const scenario = await loadScenario("quickstart");
const list = Array.from({ length: jobs }, (_, k) => ({
  scenario,
  workload: null,
  policy: ["local", "split"][k % 2],
  window: "all",
  salt: String(k >> 1),
  seed: 0,
  stream: { durationSeconds },
}));
const cores = availableParallelism();
const rounds = Number(process.argv[4] ?? 3);
const counts = [];
for (let workers = 1; workers <= cores; workers *= 2) counts.push(workers);

/** Seconds that `workers` threads take for a loop that needs nothing but a core: what the machine has to give. */
async function bareLoops(workers) {
  const code = "let x = 1; for (let i = 0; i < 6e8; i++) x = (x * 48271) % 2147483647; if (x === 0) throw x;";
  const start = performance.now();
  const one = () => new Promise((resolve) => new Worker(code, { eval: true }).on("exit", resolve));
  // As many loops in all, however many threads share them.
  const queue = Array.from({ length: cores }, () => one);
  const work = async () => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await next();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return (performance.now() - start) / 1000;
}

const best = new Map(counts.map((workers) => [workers, { jobs: Infinity, loops: Infinity, all: Infinity }]));
let expected = "";
let same = true;
for (let round = 0; round < rounds; round++) {
  for (const workers of counts) {
    const row = best.get(workers);
    row.loops = Math.min(row.loops, await bareLoops(workers));
    const start = performance.now();
    const before = process.cpuUsage();
    const summaries = JSON.stringify(await simulateAll(list, { workers }));
    row.jobs = Math.min(row.jobs, (performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(before);
    row.all = Math.min(row.all, (user + system) / 1e6);
    expected ||= summaries;
    same &&= summaries === expected;
  }
}
console.log(
  `${cores} cores, ${jobs} jobs, best of ${rounds}; ${same ? "always the same results" : "OTHER RESULTS"}`,
);
const one = best.get(1);
for (const [workers, row] of best) {
  console.log(
    `${workers} workers: ${row.jobs.toFixed(1)} s, ${(one.jobs / row.jobs).toFixed(2)} times as fast ` +
      `(bare loops: ${(one.loops / row.loops).toFixed(2)} times), ${row.all.toFixed(1)} s of all cores`,
  );
}
