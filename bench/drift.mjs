/**
 * The drift monitor: false alarms while nothing changes, and the tasks until a change is found. On workloads whose law is
 * known, beside a plain threshold on rolling errors; and of a trained transformer on the stand-in for the Google trace.
 * The tables of docs/forecasting.md.
 *
 *   node bench/drift.mjs [--runs 40] [--trained 20]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createViteServer } from "vitest/node";

const { values: options } = parseArgs({
  options: { runs: { type: "string", default: "40" }, trained: { type: "string", default: "20" } },
});
const runs = Number(options.runs);
// The worlds are TypeScript beside the tests, which no build holds: Vitest's own loader reads them.
const vite = await createViteServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, watch: null },
});
const load = (path) => vite.ssrLoadModule(path);
const { averaging, knowing, noisy, shifts, thresholdAlarms, watched, world } = await load(
  "/src/forecast/drift/worlds.test-helper.ts",
);
const shares = [0.6, 0.3, 0.1];
const seeds = Array.from({ length: runs }, (_, k) => k + 1);
/** Rows of the alarms, by rule. */
const rules = {
  monitor: (tasks, forecasts, naive) =>
    watched(tasks, 3, forecasts, naive)
      .events.filter(({ to }) => to === "drifted")
      .map(({ row }) => row),
  "threshold: 5 % for 50 tasks": (tasks, forecasts, naive) =>
    thresholdAlarms(tasks, 3, forecasts, naive, { margin: 0.05, tasks: 50 }),
  "threshold: 20 % for 200 tasks": (tasks, forecasts, naive) =>
    thresholdAlarms(tasks, 3, forecasts, naive, { margin: 0.2, tasks: 200 }),
};
const names = Object.keys(rules);

const stationaryTasks = 20_000;
console.log(`| alarms in ${runs * stationaryTasks} tasks while nothing changes | ${names.join(" | ")} |`);
console.log(`| --- |${" --- |".repeat(names.length)}`);
const pairs = {
  "one that knows the law, and a moving average": (tasks) => [knowing(tasks, shares), averaging(tasks)],
  "two moving averages, equally good": (tasks, seed) => [
    noisy(averaging(tasks), 0.3, 2 * seed),
    noisy(averaging(tasks), 0.3, 2 * seed + 1),
  ],
  "two that know the law, equally noisy": (tasks, seed) => [
    noisy(knowing(tasks, shares), 0.5, 2 * seed),
    noisy(knowing(tasks, shares), 0.5, 2 * seed + 1),
  ],
};
for (const [name, pair] of Object.entries(pairs)) {
  const alarms = names.map(() => 0);
  for (const seed of seeds) {
    const { tasks } = world(seed, stationaryTasks, shares, shifts.none, 0);
    const [forecasts, naive] = pair(tasks, seed);
    for (const [k, rule] of names.entries()) alarms[k] += rules[rule](tasks, forecasts, naive).length;
  }
  console.log(`| ${name} | ${alarms.join(" | ")} |`);
}

const quantile = (values, part) =>
  [...values].sort((p, q) => p - q)[Math.min(values.length - 1, Math.floor(part * values.length))];
console.log(`\n| tasks until a change is found: median, 90 % | ${names.join(" | ")} | seconds (monitor) |`);
console.log(`| --- |${" --- |".repeat(names.length + 1)}`);
for (const [name, shift] of Object.entries(shifts)) {
  if (name === "none") continue;
  const shiftSeconds = 1500;
  const delays = names.map(() => []);
  const seconds = [];
  for (const seed of seeds) {
    const { tasks, shiftRow } = world(seed, 8000, shares, shift, shiftSeconds);
    const naive = averaging(tasks);
    const forecasts = knowing(tasks, shares);
    for (const [k, rule] of names.entries()) {
      const row = rules[rule](tasks, forecasts, naive).find((at) => at >= shiftRow);
      if (row === undefined) continue;
      delays[k].push(row - shiftRow);
      if (k === 0) seconds.push(tasks.arrivalSeconds[row] - shiftSeconds);
    }
  }
  const cells = delays.map((found) =>
    found.length < runs
      ? `${found.length} of ${runs} found`
      : `${quantile(found, 0.5)}, ${quantile(found, 0.9)}`,
  );
  console.log(`| ${name} | ${cells.join(" | ")} | ${quantile(seconds, 0.5)?.toFixed(0)} |`);
}

await trained(Number(options.trained));
await vite.close();

/** The stand-in with its rate held steady; the transformer and the moving average are trained on one draw of it. */
async function trained(draws) {
  const { loadScenario, loadWorkload, episodeSetup } = await load("/src/scenario/index.ts");
  const { naiveRival, trainRunForecaster } = await load("/src/train/index.ts");
  const { loadForecaster, parseForecasterFiles } = await load("/src/forecast/neural/index.ts");
  const { DriftMonitor, replay } = await load("/src/forecast/drift/index.ts");
  const { selectEngine } = await load("/src/runtime/index.ts");
  const engine = await selectEngine();
  const quickstart = await loadScenario("quickstart");
  const usual = { ...quickstart, workload: { ...quickstart.workload, driftFactor: 1 } };
  const other = (changes) => ({ ...usual, workload: { ...usual.workload, ...changes } });
  const workload = await loadWorkload(usual);
  const files = await trainRunForecaster({ scenario: usual, workload, engine, seed: 0 });
  const forecaster = await loadForecaster(files, engine);
  const { scales } = parseForecasterFiles(files).encoding;
  const naive = naiveRival(usual, workload, scales);
  const tasksOf = async (scenario, seed) =>
    episodeSetup(scenario, await loadWorkload(scenario, { seed }), "all", "0").tasks;
  const watch = async (tasks) => {
    const monitor = new DriftMonitor(usual.servers.length, scales);
    return replay(monitor, tasks, await forecaster.forecast(tasks), await naive.forecast(tasks), 1).events;
  };

  let tasks = 0;
  let alarms = 0;
  let with1 = 0;
  const changes = {
    "rate x 3": other({ burstGapSeconds: usual.workload.burstGapSeconds / 3 }),
    "rate / 3": other({ burstGapSeconds: usual.workload.burstGapSeconds * 3 }),
    "other jobs: work x 4, input x 4": other({
      cyclesPerUnit: 4 * usual.workload.cyclesPerUnit,
      bitsPerUnit: 4 * usual.workload.bitsPerUnit,
    }),
    "flash crowd: rate x 10 for 60 s": other({ burstGapSeconds: usual.workload.burstGapSeconds / 10 }),
  };
  const crowdSeconds = { "flash crowd: rate x 10 for 60 s": 60 };
  const found = new Map(Object.keys(changes).map((name) => [name, []]));
  const targets = new Map(Object.keys(changes).map((name) => [name, new Map()]));
  const at = 400;
  for (let seed = 101; seed <= 100 + draws; seed++) {
    const before = await tasksOf(usual, seed);
    const events = await watch(before);
    tasks += before.count;
    const drifted = events.filter(({ to }) => to === "drifted").length;
    alarms += drifted;
    if (drifted > 0) with1++;
    for (const [name, scenario] of Object.entries(changes)) {
      const crowd = crowdSeconds[name] ?? Number.POSITIVE_INFINITY;
      const after = await tasksOf(scenario, seed + 1000);
      const { joined, shiftRow } = follow(before, after, at, crowd);
      const told = await watch(joined);
      const first = told.find(({ to, seconds }) => to === "drifted" && seconds >= at);
      if (first === undefined) continue;
      found.get(name).push(first.task - shiftRow);
      targets.get(name).set(first.target, (targets.get(name).get(first.target) ?? 0) + 1);
    }
  }
  await forecaster.release();
  console.log(
    `\ntransformer beside ewma, nothing changes: ${alarms} alarms in ${tasks} tasks, in ${with1} of ${draws} draws`,
  );
  console.log("\n| change | found | tasks until then: median, 90 % | first seen in |");
  console.log("| --- | --- | --- | --- |");
  for (const [name, delays] of found) {
    const seen = [...targets.get(name)]
      .sort(([, p], [, q]) => q - p)
      .map(([target, count]) => `${target} ${count}`);
    const delay = delays.length === 0 ? "-" : `${quantile(delays, 0.5)}, ${quantile(delays, 0.9)}`;
    console.log(`| ${name} | ${delays.length} of ${draws} | ${delay} | ${seen.join(", ")} |`);
  }
}

/** `before` up to `at`, then `after` for a while from its own beginning, then `before` as it went on. */
function follow(before, after, at, seconds) {
  const rows = [];
  for (let row = 0; row < before.count; row++) {
    const time = before.arrivalSeconds[row];
    if (time < at || time >= at + seconds) rows.push([time, before, row, 0]);
  }
  for (let row = 0; row < after.count && after.arrivalSeconds[row] < seconds; row++) {
    rows.push([at + after.arrivalSeconds[row], after, row, 1_000_000]);
  }
  rows.sort(([p], [q]) => p - q);
  const column = (name) => rows.map(([, tasks, row]) => tasks[name][row]);
  const joined = {
    count: rows.length,
    home: Int32Array.from(column("home")),
    arrivalSeconds: Float64Array.from(rows, ([time]) => time),
    inputBits: Float64Array.from(column("inputBits")),
    cycles: Float64Array.from(column("cycles")),
    deadlineSeconds: Float64Array.from(column("deadlineSeconds")),
    outputRatio: Float64Array.from(column("outputRatio")),
    uploadSeconds: new Float64Array(rows.length),
    uploadJoules: new Float64Array(rows.length),
    job: Int32Array.from(rows, ([, tasks, row, offset]) => tasks.job[row] + offset),
    user: Int32Array.from(column("user")),
    schedulingClass: Int32Array.from(column("schedulingClass")),
  };
  return { joined, shiftRow: rows.filter(([time]) => time < at).length };
}
