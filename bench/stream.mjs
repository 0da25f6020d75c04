/**
 * Streams of tasks: tasks a second without and with every task written to Parquet, peak memory, bytes a task.
 *
 *     node bench/stream.mjs [millions of tasks, 5 unless told] [millions of one long run, logged, in the end; 0]
 *
 * The log is encoded on a second thread. On Linux it also says how much longer the simulation's own thread computes,
 * which is what the log costs where a second core is free, and which other programs disturb less than the times.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { TaskLog } from "../dist/experiments/task-log.js";
import { Decision } from "../dist/sim/decision.js";
import { Network } from "../dist/sim/network.js";
import { createStream } from "../dist/sim/simulator.js";
import { PoissonSource } from "../dist/workload/synthetic/poisson-source.js";

const million = 1e6;
const [tasks, longTasks] = [Number(process.argv[2] ?? 5) * million, Number(process.argv[3] ?? 0) * million];
const repeats = 3;

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
const source = (count) =>
  new PoissonSource({
    seed: 1,
    tasks: count,
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

/** Seconds that this thread has computed; NaN where the system does not say. */
function ownSeconds() {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e9;
  } catch {
    return Number.NaN;
  }
}

/** Seconds of one simulation: by the clock, this thread's, and all threads' together. */
async function simulate(policy, count, path) {
  const from = { clock: performance.now(), own: ownSeconds(), all: process.cpuUsage() };
  const log = path === null ? null : await TaskLog.open(path, 2);
  const stream = createStream(network, source(count), { records: log !== null });
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
  const { user, system } = process.cpuUsage(from.all);
  return {
    clock: (performance.now() - from.clock) / 1000,
    own: ownSeconds() - from.own,
    all: (user + system) / 1e6,
  };
}

async function fastest(policy, path) {
  let best = {
    clock: Number.POSITIVE_INFINITY,
    own: Number.POSITIVE_INFINITY,
    all: Number.POSITIVE_INFINITY,
  };
  for (let k = 0; k < repeats; k++) {
    const next = await simulate(policy, tasks, path);
    best = Object.fromEntries(
      Object.entries(best).map(([name, value]) => [name, Math.min(value, next[name])]),
    );
  }
  return best;
}

const folder = mkdtempSync(join(tmpdir(), "edgeflock-stream-"));
const path = join(folder, "tasks.parquet");
const show = (name, value) => console.log(`${name.padEnd(32)} ${value}`);
const rate = (count, seconds) => `${Math.round(count / seconds).toLocaleString("en")} tasks/s`;
/** What is lost of a speed. */
const slower = (without, log) => `${(100 * (1 - without / log)).toFixed(0)} % slower`;
try {
  show("cores", availableParallelism());
  for (const [name, policy] of Object.entries(policies)) {
    await simulate(policy, Math.min(tasks, million), path);
    const without = await fastest(policy, null);
    const log = await fastest(policy, path);
    show(`${name}, sums only`, rate(tasks, without.clock));
    show(`${name}, logged`, `${rate(tasks, log.clock)}, ${slower(without.clock, log.clock)}`);
    show("  by its own thread's time", slower(without.own, log.own));
    show("  without a second core", slower(without.all, log.all));
    show("  in the file", `${(statSync(path).size / tasks).toFixed(1)} bytes a task`);
  }
  if (longTasks > 0) {
    const { clock } = await simulate(policies.local, longTasks, path);
    show(`local, ${longTasks / million} million tasks, logged`, rate(longTasks, clock));
    show("  in the file", `${(statSync(path).size / longTasks).toFixed(1)} bytes a task`);
  }
  show("peak memory of the process", `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
