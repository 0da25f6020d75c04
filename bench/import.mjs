/**
 * Traces: how fast csv.gz becomes tasks, and how much memory a trace larger than that takes. Each case runs in a process of
 * its own, whose peak memory it tells. `npm run build` first.
 *
 *     node bench/import.mjs [--trace ../shared/data/google-2011] [--gigabytes 0.2] [--large] [--memory 1GB]
 *
 * The Google cluster trace of 2011 is read where it lies, with its job events and without; DuckDB's bare count of the same
 * rows stands beside. Then a trace of its form, so many gigabytes of text, is made up, converted, and what was
 * converted is read again (--large: 10 GB). --memory limits what DuckDB holds of the large one.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { constants, createGzip } from "node:zlib";
import { withDuckDb } from "../dist/core/duckdb.js";
import { convertTrace } from "../dist/workload/traces/convert-trace.js";
import { google2011 } from "../dist/workload/traces/formats/google-2011.js";
import { importTrace } from "../dist/workload/traces/import-trace.js";

const { values: options } = parseArgs({
  options: {
    trace: { type: "string", default: "../shared/data/google-2011" },
    gigabytes: { type: "string", default: "0.2" },
    large: { type: "boolean", default: false },
    case: { type: "string" },
    at: { type: "string" },
    to: { type: "string" },
    memory: { type: "string" },
  },
});
const repeats = 5;
const shaping = {
  perJobLimit: 8,
  timeScale: 0.1,
  cyclesPerUnit: 4e10,
  bitsPerUnit: 2e8,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0.5,
};

const limited = options.memory === undefined ? {} : { memoryLimit: options.memory };

/** What a child does `repeats` times, or once; how many rows it was. */
const cases = {
  import: { repeats, run: async (at) => (await importTrace(at, google2011, shaping)).report.rows },
  count: { repeats, run: (at) => bareCount(at) },
  "import once": { repeats: 1, run: async (at) => (await importTrace(at, google2011, shaping)).report.rows },
  convert: { repeats: 1, run: async (at, to) => (await convertTrace(at, google2011, to, limited)).rows },
  make: { repeats: 1, run: (gigabytes, to) => makeTrace(to, gigabytes * 1e9) },
};

if (options.case !== undefined) await measure(cases[options.case]);
else await report();

async function measure({ repeats: times, run }) {
  await withDuckDb(async () => {});
  const at = JSON.parse(options.at);
  const [seconds, computed] = [[], []];
  let rows = 0;
  for (let k = 0; k < times; k++) {
    const start = performance.now();
    const before = process.cpuUsage();
    rows = await run(at, options.to);
    seconds.push((performance.now() - start) / 1e3);
    const { user, system } = process.cpuUsage(before);
    computed.push((user + system) / 1e6);
  }
  for (const times of [seconds, computed]) times.sort((a, b) => a - b);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    JSON.stringify({ rows, seconds: seconds[times >> 1], computed: computed[times >> 1], peakMiB }),
  );
}

async function report() {
  const folder = mkdtempSync(join(tmpdir(), "edgeflock-bench-"));
  try {
    console.log("what                                     rows   seconds       CPU s      rows/s  peak MiB");
    if (existsSync(options.trace)) await realTrace();
    else console.log(`${options.trace}: not there; left out`);
    await largeTrace(folder, options.large ? 10 : Number(options.gigabytes));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function realTrace() {
  const events = join(options.trace, "task_events");
  const parts = readdirSync(events).map((name) => join(events, name));
  // Job events are read where they lie beside: the parts need a folder of their own.
  const all = await row("google-2011, job events too", "import", options.trace);
  const alone = mkdtempSync(join(tmpdir(), "edgeflock-bench-parts-"));
  try {
    for (const part of parts) cpSync(part, join(alone, basename(part)));
    const own = await row("google-2011, task events alone", "import", alone);
    const bare = await row("DuckDB's bare count of them", "count", parts);
    console.log(
      `${(own / bare).toFixed(1)} times the bare count; ${(all / bare).toFixed(1)} with job events`,
    );
  } finally {
    rmSync(alone, { recursive: true, force: true });
  }
}

async function largeTrace(folder, gigabytes) {
  const path = join(folder, "part-00000-of-00001.csv.gz");
  const to = join(folder, "trace.parquet");
  await makeTrace(path, gigabytes * 1e9);
  await row(`${gigabytes} GB of text, converted`, "convert", path, to);
  console.log(`  ${mib(path)} MiB of csv.gz became ${mib(to)} MiB of Parquet`);
  await row("  what was converted, to tasks", "import once", to);
}

async function row(what, name, at, to = "") {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(
    process.execPath,
    [
      script,
      "--case",
      name,
      "--at",
      JSON.stringify(at),
      "--to",
      to,
      ...(options.memory === undefined ? [] : ["--memory", options.memory]),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let text = "";
  child.stdout.on("data", (data) => {
    text += data;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${what}: ended with ${code}`);
  const { rows, seconds, computed, peakMiB } = JSON.parse(text);
  const cells = [
    [rows.toLocaleString("en"), 12],
    [seconds.toFixed(2), 10],
    [computed.toFixed(2), 12],
    [Math.round(rows / seconds).toLocaleString("en"), 12],
    [String(Math.round(peakMiB)), 10],
  ];
  console.log(what.padEnd(33) + cells.map(([cell, width]) => cell.padStart(width)).join(""));
  return seconds;
}

async function bareCount(paths) {
  const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join();
  return withDuckDb(async (connection) => {
    const counted = await connection.runAndReadAll(
      `select count(*)::double from read_csv([${list}], header = false, all_varchar = true)`,
    );
    return counted.getRowsJS()[0][0];
  });
}

/** Task events in no order of time: a submit of each of a job's tasks, and two events that make no task. */
async function makeTrace(path, bytes) {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const out = createWriteStream(path);
  gzip.pipe(out);
  let [written, lines] = [0, 0];
  for (let block = 0; written < bytes; block++) {
    let text = "";
    for (let k = 0; k < 3000; k++) {
      const task = block * 1000 + Math.floor(k / 3);
      const time = 600_000_000 + ((task * 7_919) % 1_000_003) * 2_000_000 + (k % 3);
      const job = 6_000_000_000 + Math.floor(task / 100);
      text += `${time},,${job},${task % 100},,${[0, 1, 4][k % 3]},user${job % 97},${job % 4},9,0.${1 + (task % 997)},0.${1 + (task % 499)},0.0001,0\n`;
    }
    written += text.length;
    lines += 3000;
    if (!gzip.write(text)) await once(gzip, "drain");
  }
  gzip.end();
  await once(out, "close");
  return lines;
}

function mib(path) {
  return Math.round(statSync(path).size / 2 ** 20).toLocaleString("en");
}
