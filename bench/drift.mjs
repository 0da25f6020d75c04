/**
 * The drift monitor on workloads whose law is known: false alarms while nothing changes, and the tasks until a change is
 * found; the tables of docs/forecasting.md.
 *
 *   node bench/drift.mjs [--runs 40]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createViteServer } from "vitest/node";

const { values: options } = parseArgs({ options: { runs: { type: "string", default: "40" } } });
const runs = Number(options.runs);
// The worlds are TypeScript beside the tests, which no build holds: Vitest's own loader reads them.
const vite = await createViteServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, watch: null },
});
const { averaging, knowing, noisy, shifts, watched, world } = await vite.ssrLoadModule(
  "/src/forecast/drift/worlds.test-helper.ts",
);
const shares = [0.6, 0.3, 0.1];
const seeds = Array.from({ length: runs }, (_, k) => k + 1);

console.log("| while nothing changes | tasks | alarms |");
console.log("| --- | --- | --- |");
const stationaryTasks = 20_000;
const pairs = {
  "forecaster that knows the law, moving average": (tasks) => [knowing(tasks, shares), averaging(tasks)],
  "two that are equally good": (tasks, seed) => [
    noisy(averaging(tasks), 0.3, 2 * seed),
    noisy(averaging(tasks), 0.3, 2 * seed + 1),
  ],
  "two that know the law, equally noisy": (tasks, seed) => [
    noisy(knowing(tasks, shares), 0.5, 2 * seed),
    noisy(knowing(tasks, shares), 0.5, 2 * seed + 1),
  ],
};
for (const [name, pair] of Object.entries(pairs)) {
  let alarms = 0;
  for (const seed of seeds) {
    const { tasks } = world(seed, stationaryTasks, shares, shifts.none, 0);
    const { events } = watched(tasks, 3, ...pair(tasks, seed));
    alarms += events.filter(({ to }) => to === "drifted").length;
  }
  console.log(`| ${name} | ${runs * stationaryTasks} | ${alarms} |`);
}

console.log(
  "\n| change | found | tasks until then, median | 90 % within | seconds, median | recovered | false alarms before |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
const middle = (values, part) => [...values].sort((p, q) => p - q)[Math.floor(part * values.length)] ?? "-";
for (const [name, shift] of Object.entries(shifts)) {
  if (name === "none") continue;
  const delays = [];
  const seconds = [];
  let early = 0;
  let back = 0;
  for (const seed of seeds) {
    const shiftSeconds = 1500;
    const { tasks, shiftRow } = world(seed, 12_000, shares, shift, shiftSeconds);
    const { events } = watched(tasks, 3, knowing(tasks, shares), averaging(tasks));
    early += events.filter(({ row }) => row < shiftRow).length;
    const first = events.find(({ row, to }) => row >= shiftRow && to === "drifted");
    if (events.some(({ row, to }) => row >= shiftRow && to === "recovered")) back++;
    if (first === undefined) continue;
    delays.push(first.row - shiftRow);
    seconds.push(Math.round(first.seconds - shiftSeconds));
  }
  console.log(
    `| ${name} | ${delays.length} of ${runs} | ${middle(delays, 0.5)} | ${middle(delays, 0.9)} | ${middle(seconds, 0.5)} | ${back} | ${early} |`,
  );
}
await vite.close();
