/**
 * Streams of tasks: tasks a second with and without the Parquet log, peak memory, bytes a task in the file.
 *
 *     npm run build && node bench/stream.mjs [tasks in millions, 10 unless told] [log in millions, as many]
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { TaskLog } from "../dist/experiments/task-log.js";
import { Decision } from "../dist/sim/decision.js";
import { Network } from "../dist/sim/network.js";
import { createStream } from "../dist/sim/simulator.js";
import { PoissonSource } from "../dist/workload/poisson-source.js";

const millions = Number(process.argv[2] ?? 10);
const servers = [10e9, 8e9, 6e9].map((capacityCyclesPerSecond, index) => ({
  name: `server-${index}`,
  capacityCyclesPerSecond,
  energyCoefficient: 1e-28,
  idlePowerWatts: 20,
  queueLimit: Number.POSITIVE_INFINITY,
}));
const links = [0, 1, 2].flatMap((from) =>
  [0, 1, 2]
    .filter((to) => to !== from)
    .map((to) => ({
      from,
      to,
      bandwidthBitsPerSecond: 1e8,
      propagationDelaySeconds: 0.005,
      transmitPowerWatts: 0.5,
    })),
);
const network = new Network({ servers, links, resourceCap: 0.5, shareMin: 0.05, maxTargets: 2 });

/** Poisson arrivals that keep the servers about 70 % busy. */
const source = (tasks) =>
  new PoissonSource({
    seed: 1,
    tasks,
    ratePerSecond: 1 / 0.06,
    homeWeights: [3, 2, 1],
    cycles: { mean: 1e9, distribution: "exponential" },
    inputBits: { mean: 6e6, distribution: "exponential" },
  });

const policies = {
  local() {},
  split(decision, home) {
    decision.targetCount = 2;
    decision.targets[0] = (home + 1) % 3;
    decision.targets[1] = (home + 2) % 3;
    decision.offloadRatio = 2 / 3;
  },
};

/** Tasks a second. */
async function simulate(policy, tasks, log) {
  const start = performance.now();
  const stream = createStream(network, source(tasks), { records: log !== null });
  const decision = new Decision(2);
  for (let task = stream.advance(); task >= 0; task = stream.advance()) {
    policy(decision.reset(), stream.arriving.home[stream.arrivingRow]);
    stream.decide(decision);
    if (log !== null && stream.waitingRecords >= 2048) await log.append(stream.takeRecords());
  }
  if (log !== null) {
    await log.append(stream.takeRecords());
    await log.close();
  }
  return tasks / ((performance.now() - start) / 1000);
}

function generate(tasks) {
  const start = performance.now();
  const stream = source(tasks);
  while (stream.next() !== null);
  return tasks / ((performance.now() - start) / 1000);
}

const folder = mkdtempSync(join(tmpdir(), "edgeflock-stream-"));
const path = join(folder, "tasks.parquet");
const show = (name, value) => console.log(`${name.padEnd(28)} ${value}`);
const count = (number) => Math.round(number).toLocaleString("en");
const peak = () => `${count(process.resourceUsage().maxRSS / 1024)} MB at most so far`;
try {
  show("cores", availableParallelism());
  const tasks = millions * 1e6;
  generate(1e6);
  show("the source alone", `${count(generate(Math.min(tasks, 1e7)))} tasks/s`);
  for (const [name, policy] of Object.entries(policies)) {
    // Compiled first, so that the shorter of the two is not the slower one.
    await simulate(policy, 5e5, null);
    const without = await simulate(policy, tasks, null);
    show(`${name}, no log`, `${count(without)} tasks/s, ${peak()}`);
    const start = process.cpuUsage();
    const from = performance.now();
    const withLog = await simulate(policy, tasks, await TaskLog.open(path, 2));
    const { user, system } = process.cpuUsage(start);
    const cores = (user + system) / 1000 / (performance.now() - from);
    show(`${name}, logged to Parquet`, `${count(withLog)} tasks/s, ${peak()}`);
    show("", `${(100 * (1 - withLog / without)).toFixed(0)} % slower, on ${cores.toFixed(2)} cores`);
    show("", `${(statSync(path).size / tasks).toFixed(1)} bytes a task`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
