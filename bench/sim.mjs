/**
 * The simulator's speed on one core, and how it grows with the network: tasks and events a second, memory and garbage,
 * from 3 servers to 10,000 with the same load a server (bench/sim/cases.mjs). Run `npm run build` first.
 *
 *   node bench/sim.mjs [--quick] [--servers 3,25,125,1000,10000] [--policies local,split,least-loaded] [--rounds 3]
 *                      [--tasks 2] [--json FILE]          --tasks: in millions, of each measurement
 *
 * Each case is measured in a process of its own, once in each round; the best counts. "simulator" decides by hand;
 * "policy" is the built-in policy through `rolloutStream`, with what it is shown made up for each decision. Times are the
 * processor's, so that other programs on the machine matter less. In the end come the benchmarks of the log, of simulations
 * side by side, and of environments. `--quick`: without those, 3, 125 and 1,000 servers, one round; a minute.
 */
import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { TimeLeft } from "../dist/core/progress.js";
import { judge } from "./sim/aims.mjs";
import { byHand } from "./sim/run-by-hand.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    servers: { type: "string" },
    policies: { type: "string", default: "local,split,least-loaded" },
    rounds: { type: "string" },
    tasks: { type: "string" },
    json: { type: "string" },
  },
});
const sizes = (options.servers ?? (options.quick ? "3,125,1000" : "3,25,125,1000,10000"))
  .split(",")
  .map(Number);
const policies = options.policies.split(",");
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const tasks = 1e6 * Number(options.tasks ?? (options.quick ? 0.6 : 2));
const smallest = Math.min(...sizes);

/** Every policy in every size, by hand too where that is simple; at the smallest size also as a table. */
const cases = sizes.flatMap((servers) =>
  policies.flatMap((policy) => [
    ...(byHand.includes(policy) ? [{ way: "bare", policy, servers, tasks }] : []),
    { way: "policy", policy, servers, tasks },
    ...(servers === smallest ? [{ way: "table", policy, servers, tasks }] : []),
  ]),
);
const keyOf = ({ way, policy, servers }) => `${way} ${policy} ${servers}`;
const best = new Map();
const timeLeft = new TimeLeft();
for (let round = 0, done = 0; round < rounds; round++) {
  for (const one of cases) {
    const minutes = timeLeft.update(done++ / (rounds * cases.length)) / 60;
    const left = Number.isFinite(minutes) ? `, ${Math.ceil(minutes)} min left` : "";
    console.error(`[${done}/${rounds * cases.length}${left}] ${keyOf(one)}`);
    keepBest(one, await measure(one));
  }
}
const rows = [...best.values()];
print(rows);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 1)}\n`);

if (!options.quick) {
  for (const script of ["stream.mjs", "parallel.mjs", "vector-env.mjs"]) {
    console.log(`\n${script}\n`);
    spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], { stdio: "inherit" });
  }
}

async function measure(one) {
  const script = fileURLToPath(new URL("./sim/measure.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    script,
    JSON.stringify(one),
  ]);
  return JSON.parse(stdout);
}

function keepBest(one, figures) {
  const row = best.get(keyOf(one));
  if (row === undefined) {
    best.set(keyOf(one), { ...one, ...figures });
    return;
  }
  for (const name of ["processorSeconds", "garbageBytes", "keptBytes"]) {
    row[name] = Math.min(row[name], figures[name]);
  }
}

function print(rows) {
  console.log(`${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.versions.node}\n`);
  const count = (number) => Math.round(number).toLocaleString("en");
  const names = { bare: "simulator", policy: "policy", table: "rollout" };
  printTable(
    [
      "policy",
      "as",
      "servers",
      "tasks/s",
      `of ${smallest}`,
      "events/s",
      "events/task",
      "garbage B/task",
      "kept B/task",
      "live KiB",
    ],
    rows
      .toSorted(
        (p, q) => policies.indexOf(p.policy) - policies.indexOf(q.policy) || p.way.localeCompare(q.way),
      )
      .map((row) => {
        const base = best.get(keyOf({ ...row, servers: smallest }));
        return [
          row.policy,
          names[row.way],
          count(row.servers),
          count(1 / row.processorSeconds),
          `${((100 * base.processorSeconds) / row.processorSeconds).toFixed(0)} %`,
          count(row.events / row.processorSeconds),
          row.events.toFixed(1),
          row.garbageBytes.toFixed(0),
          row.keptBytes.toFixed(1),
          count(row.liveBytes / 1024),
        ];
      }),
  );
  console.log();
  for (const { aim, value, met } of judge(rows))
    console.log(`${met ? "met   " : "missed"}  ${aim}: ${value}`);
}

function printTable(head, lines) {
  const widths = head.map((title, k) => Math.max(title.length, ...lines.map((line) => line[k].length)));
  for (const line of [head, ...lines]) {
    console.log(
      line.map((cell, k) => (k < 2 ? cell.padEnd(widths[k]) : cell.padStart(widths[k]))).join("  "),
    );
  }
}
