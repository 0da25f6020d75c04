/**
 * The engine side by side with PyTorch, in the cases of torch_peer.py: microseconds of one update or action, one thread
 * each. Groups of cases take turns, the peer's figures and then ours. Run `npm run build` first.
 *
 *   node bench/engine.mjs [--quick] [--cases one,all,dqn,act,transformer,cto,stacking] [--rounds 1]
 *                         [--agents 3,10,50] [--hidden 64,128,256] [--batch 64,128,256] [--json FILE]
 *                         [--peer ../shared/peers/torch_peer.py] [--python /usr/bin/python3]
 *
 * Each round measures every group once more; the best counts, of the peer's figures as of ours. Without the peer's
 * script, Python or PyTorch there are just our figures. Ctrl-C prints what there is. `--quick`: hidden layers as wide as
 * the batch, 3 and 10 agents, half the time for each figure.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { TimeLeft } from "../dist/core/progress.js";
import { selectEngine } from "../dist/runtime/index.js";
import { groupsOf } from "./engine/cases.mjs";
import { describeMachine } from "./engine/machine.mjs";
import { measureCase } from "./engine/measure.mjs";
import { findPeer, keyOf, measurePeer } from "./engine/peer.mjs";
import { reportOf } from "./engine/report.mjs";
import { measureStacking } from "./engine/stacking.mjs";
import { setCap } from "./engine/time.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    cases: { type: "string" },
    agents: { type: "string" },
    hidden: { type: "string" },
    batch: { type: "string" },
    rounds: { type: "string", default: "1" },
    json: { type: "string" },
    peer: {
      type: "string",
      default: fileURLToPath(new URL("../../shared/peers/torch_peer.py", import.meta.url)),
    },
    python: { type: "string", default: "/usr/bin/python3" },
  },
});
const known = ["one", "all", "dqn", "act", "transformer", "cto", "stacking"];
const cases = options.cases?.split(",") ?? known;
const sizes = Object.fromEntries(
  ["agents", "hidden", "batch"]
    .filter((name) => options[name] !== undefined)
    .map((name) => [name, options[name].split(",").map(Number)]),
);
const rounds = Number(options.rounds);
for (const name of cases)
  if (!known.includes(name)) refuse(`--cases: "${name}" is none of ${known.join(", ")}.`);
for (const [name, values] of Object.entries({ ...sizes, rounds: [rounds] })) {
  if (!values.every((value) => Number.isInteger(value) && value > 0)) {
    refuse(`--${name}: "${options[name]}" is no positive whole number, nor a list of them.`);
  }
}
/** Of one try, for the peer as for us. */
const capSeconds = options.quick ? 0.15 : 0.3;
setCap(1000 * capSeconds);
const groups = groupsOf({ quick: options.quick, cases, ...sizes });
const stackings = cases.includes("stacking")
  ? [32, 64].flatMap((size) => [1, 4].map((updates) => ({ hidden: size, batch: size, updates })))
  : [];

const peer = findPeer({ script: options.peer, python: options.python });
if (peer.missing !== undefined) console.error(`Without PyTorch's figures: ${peer.missing}.`);
const machine = await describeMachine(peer);
const engine = await selectEngine("node");
/** By case: names, sizes, and the figures so far. */
const rows = new Map();
const stacking = [];

let child = null;
process.on("SIGINT", () => {
  finish();
  process.exit(130);
});
process.on("exit", () => {
  if (child?.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
});

const started = performance.now();
const timeLeft = new TimeLeft();
const total = groups.length * rounds + stackings.length;
let done = 0;
try {
  for (let round = 0; round < rounds; round++) for (const group of groups) await measureGroup(group);
  for (const how of stackings) {
    progress(`stacking ${how.hidden}/${how.batch}`);
    stacking.push(await measureStacking(engine, how));
    done++;
  }
} finally {
  finish();
}

async function measureGroup(group) {
  progress(group.name);
  const theirs = await peerFigures(group);
  for (const one of group.cases) {
    const ours = await measureCase(engine, one);
    note(one, { ...ours, ...theirs.get(keyOf({ ...one, name: one.peerName ?? one.name })) });
  }
  done++;
}

async function peerFigures({ peer: wanted }) {
  if (wanted === undefined || peer.missing !== undefined) return new Map();
  return measurePeer(peer, { ...wanted, cap: capSeconds }, (started) => {
    child = started;
  });
}

/** Keeps the best of all rounds. */
function note({ name, agents, hidden, batch, acts = false }, figures) {
  const key = keyOf({ name, agents, hidden, batch });
  const before = rows.get(key);
  const row = { name, agents, hidden, batch, acts, ...before, ...figures };
  if (before !== undefined) {
    for (const figure of ["plain", "strong", "single", "products"]) {
      if (before[figure] < row[figure]) row[figure] = before[figure];
    }
    if (before.best < row.best) Object.assign(row, { best: before.best, how: before.how });
  }
  rows.set(key, row);
}

function progress(what) {
  const minutes = timeLeft.update(done / total) / 60;
  const left = Number.isFinite(minutes) ? `, ${Math.ceil(minutes)} min left` : "";
  console.error(`[${done + 1}/${total}${left}] ${what}`);
}

function finish() {
  const result = { machine, peer, rows: [...rows.values()], stacking };
  process.stdout.write(`\n${reportOf(result)}`);
  console.error(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(result, null, 1)}\n`);
}

function refuse(message) {
  console.error(message);
  process.exit(2);
}
