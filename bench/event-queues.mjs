/**
 * Event queues side by side: nanoseconds of an event taken and scheduled anew (the hold model), by how many are pending
 * and how far ahead new ones are; and of a task within the simulator. `lazy-queue` is what the simulator uses, the others
 * are in bench/event-queues; all have the same interface. No figures come of a queue that does not give every event back
 * in order. Run `npm run build` first.
 *
 *   node bench/event-queues.mjs [--queues lazy-queue,quaternary-heap] [--sizes 10,100,1000,10000,100000,300000]
 *                               [--servers 3,125,1000,10000] [--rounds 2]
 *
 * Each figure is measured once in each round, in a process of its own; the best counts.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { distributions } from "./event-queues/hold.mjs";

const all = [
  "lazy-queue",
  "binary-heap",
  "quaternary-heap",
  "octonary-heap",
  "interleaved-heap",
  "bottom-up-heap",
  "calendar-queue",
  "radix-heap",
];
const { values: options } = parseArgs({
  options: {
    queues: { type: "string", default: all.join(",") },
    sizes: { type: "string", default: "10,100,1000,10000,100000,300000" },
    servers: { type: "string", default: "3,125,1000,10000" },
    rounds: { type: "string", default: "2" },
  },
});
const queues = options.queues.split(",");
const sizes = options.sizes.split(",");
const servers = options.servers.split(",");

for (const distribution of distributions) {
  await compare(`Hold [ns], increments: ${distribution}`, "hold", distribution, sizes);
}
for (const policy of ["local", "split"]) {
  await compare(`Simulator, ${policy} [ns a task], by servers`, "simulator", policy, servers);
}

async function compare(title, how, what, columns) {
  const best = new Map();
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const column of columns) {
      for (const queue of queues) {
        const key = `${queue} ${column}`;
        best.set(
          key,
          Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, await measure(queue, how, what, column)),
        );
      }
    }
  }
  console.log(`\n${title.padEnd(48)}${columns.map((column) => column.padStart(8)).join("")}`);
  for (const queue of queues) {
    const cells = columns.map((column) => best.get(`${queue} ${column}`).toFixed(0).padStart(8));
    console.log(queue.padEnd(48) + cells.join(""));
  }
}

async function measure(...args) {
  const script = fileURLToPath(new URL("./event-queues/measure.mjs", import.meta.url));
  return Number((await promisify(execFile)(process.execPath, [script, ...args])).stdout);
}
