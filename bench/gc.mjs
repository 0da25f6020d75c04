/**
 * Garbage of the steady state: what `UpdateRunner.run` and `FunctionRunner` allocate for each call, how often V8
 * collects because of it, and what stays. Each case runs in a process of its own with --trace-gc. Run `npm run build`
 * first.
 *
 *   node bench/gc.mjs [--calls 20000] [--engine auto] [--sites]     --sites: which functions allocate, by sampling
 */
import { spawn } from "node:child_process";
import { Session } from "node:inspector/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FunctionRunner, selectEngine, UpdateRunner } from "../dist/runtime/index.js";
import { dqnPolicy, updates } from "./soak-programs.mjs";

const { values: options } = parseArgs({
  options: {
    calls: { type: "string", default: "20000" },
    engine: { type: "string", default: "auto" },
    sites: { type: "boolean", default: false },
    case: { type: "string" },
  },
});
const calls = Number(options.calls);
const warmUpCalls = 3000;
const KIB = 1024;
const MIB = KIB * KIB;

/** What is called again and again, by name. */
const cases = {
  "DQN update, UpdateRunner.run": () => updating(updates.dqn(1)),
  "MADDPG update, UpdateRunner.run": () => updating(updates.maddpg(1)),
  "DQN action, FunctionRunner.run": async () => {
    const { program, start, batch } = dqnPolicy(1);
    const runner = await FunctionRunner.create(await selectEngine(options.engine), program, start);
    return (step) => runner.run(batch(step));
  },
  "DQN action, FunctionRunner.runSync": async () => {
    const { program, start, batch } = dqnPolicy(1);
    const runner = FunctionRunner.synchronous(program, start);
    return (step) => runner.runSync(batch(step));
  },
};

if (options.case === undefined) for (const name of Object.keys(cases)) await report(name);
else await measure(options.case);

async function updating({ program, start, batch }) {
  const runner = await UpdateRunner.create(await selectEngine(options.engine), program, start);
  return (step) => runner.run(batch(step));
}

/** In the child: memory before and after many calls, and between which times they ran. */
async function measure(name) {
  const call = await cases[name]();
  // Awaited only if it is a promise: what is measured of `runSync` should be its own.
  const repeat = async (count) => {
    for (let step = 0; step < count; step++) {
      const result = call(step);
      if (result instanceof Promise) await result;
    }
  };
  await repeat(warmUpCalls);
  const sites = options.sites ? await startSampling() : null;
  await collect();
  const before = process.memoryUsage();
  const from = performance.now();
  await repeat(calls);
  const to = performance.now();
  const { heapUsed: heapAtEnd } = process.memoryUsage();
  const allocating = await sites?.();
  await collect();
  const after = process.memoryUsage();
  const arrayBytes = await arrayBytesOf(repeat);
  process.send({ before, after, heapAtEnd, arrayBytes, from, to, allocating });
  process.disconnect();
}

/** What a call allocates for the contents of arrays: the most of several tries, as a collection may come between. */
async function arrayBytesOf(repeat) {
  let most = 0;
  for (let attempt = 0; attempt < 5; attempt++) {
    globalThis.gc();
    const { arrayBuffers } = process.memoryUsage();
    await repeat(4);
    most = Math.max(most, (process.memoryUsage().arrayBuffers - arrayBuffers) / 4);
  }
  return most;
}

/** A full collection, with some time around it, for the trace to tell it from what comes before and after. */
async function collect() {
  await sleep(100);
  globalThis.gc();
  globalThis.gc();
  await sleep(100);
}

async function startSampling() {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: 4 * KIB,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  return async () => {
    const { profile } = await session.post("HeapProfiler.stopSampling");
    const found = new Map();
    const visit = ({ callFrame, selfSize, children }) => {
      const place = `${callFrame.functionName || "(anonymous)"} ${callFrame.url.split("/").slice(-2).join("/")}:${callFrame.lineNumber + 1}`;
      found.set(place, (found.get(place) ?? 0) + selfSize);
      for (const child of children) visit(child);
    };
    visit(profile.head);
    return [...found].sort(([, a], [, b]) => b - a).slice(0, 12);
  };
}

/** In the parent: runs one case and prints what its trace tells. */
async function report(name) {
  const flags = ["--trace-gc", "--expose-gc", fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(process.execPath, [...flags, "--case", name], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let trace = "";
  let measured;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    trace += text;
  });
  child.on("message", (message) => {
    measured = message;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0 || measured === undefined) throw new Error(`${name}: ended with exit code ${code}`);
  const { before, after, from, to, arrayBytes, allocating } = measured;
  const collections = collectionsIn(trace, from - 50, to + 50);
  const minor = collections.filter(({ kind }) => kind !== "Mark-Compact").length;
  const pause = collections.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const perThousand = (count) => `${((1000 * count) / calls).toFixed(2)}`;
  const signed = (bytes) => `${bytes < 0 ? "" : "+"}${(bytes / KIB).toFixed(0)} KiB`;
  console.log(`${name}: ${calls} calls of ${((1000 * (to - from)) / calls).toFixed(1)} µs`);
  console.log(
    `  in each 1000 calls: ${perThousand(minor)} scavenges, ${perThousand(collections.length - minor)} mark-sweeps, ${perThousand(pause)} ms of pauses (${((100 * pause) / (to - from)).toFixed(1)} % of the time)`,
  );
  console.log(
    `  allocated by a call: ${Math.round(allocatedBytes(collections, measured) / calls)} bytes of JavaScript heap, ${Math.round(arrayBytes)} bytes of array contents`,
  );
  const grown = ["heapUsed", "external", "arrayBuffers", "rss"];
  console.log(`  kept: ${grown.map((key) => `${key} ${signed(after[key] - before[key])}`).join(", ")}`);
  for (const [place, bytes] of allocating ?? []) {
    console.log(`  ${String(Math.round(bytes / calls)).padStart(6)} bytes a call in ${place}`);
  }
}

/** V8's own collections between two times [ms since the start of the process], in order. Sizes are of the heap. */
function collectionsIn(trace, from, to) {
  const line =
    /(\d+) ms: (Scavenge|Mark-Compact|Minor Mark-\w+)[^\d]*([\d.]+) \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB, (?:pooled: [\d.]+ MB, )?([\d.]+)(.*)/g;
  const all = Array.from(trace.matchAll(line), ([, at, kind, before, after, milliseconds, rest]) => ({
    at: Number(at),
    kind,
    bytesBefore: Number(before) * MIB,
    bytesAfter: Number(after) * MIB,
    milliseconds: Number(milliseconds),
    isAskedFor: rest.includes("testing"),
  }));
  // Those that the child asked for have to be there: no lines would look like no garbage.
  if (!all.some(({ isAskedFor }) => isAskedFor)) throw new Error("the lines of --trace-gc cannot be read");
  return all.filter(({ at, isAskedFor }) => at >= from && at <= to && !isAskedFor);
}

/** What the heap has grown by between collections. */
function allocatedBytes(collections, { before, heapAtEnd }) {
  let bytes = 0;
  let held = before.heapUsed;
  for (const { bytesBefore, bytesAfter } of collections) {
    bytes += bytesBefore - held;
    held = bytesAfter;
  }
  return bytes + heapAtEnd - held;
}
