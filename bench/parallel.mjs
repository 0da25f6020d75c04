/**
 * Simulations side by side: how much faster the same jobs are done by more threads. Where other programs take the cores,
 * the time of all cores together tells whether threads cost each other anything.
 *
 *     node bench/parallel.mjs [jobs, 8 unless told] [seconds of generated trace each, 200000 unless told]
 */
import { availableParallelism } from "node:os";
import { simulateAll } from "../dist/experiments/index.js";
import { loadScenario } from "../dist/scenario/index.js";

const [jobs, durationSeconds] = [Number(process.argv[2] ?? 8), Number(process.argv[3] ?? 200_000)];
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
console.log(`${cores} cores, ${jobs} jobs`);
let alone = 0;
let expected = "";
for (let workers = 1; workers <= cores; workers *= 2) {
  const start = performance.now();
  const before = process.cpuUsage();
  const results = await simulateAll(list, { workers });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const summaries = JSON.stringify(results);
  if (workers === 1) [alone, expected] = [seconds, summaries];
  const same = summaries === expected ? "the same results" : "OTHER RESULTS";
  const all = (user + system) / 1e6;
  console.log(
    `${workers} workers: ${seconds.toFixed(1)} s, ${(alone / seconds).toFixed(2)} times as fast, ` +
      `${all.toFixed(1)} s of all cores, ${same}`,
  );
}
