/**
 * One queue in a process of its own: checked against a sorted list, then timed alone or within the simulator.
 *
 *   node bench/event-queues/measure.mjs lazy-queue hold exponential 1000
 *   node bench/event-queues/measure.mjs radix-heap simulator split 1000
 *
 * Prints nanoseconds of the processor: of one event taken and scheduled anew, or of a task.
 */
import { register } from "node:module";
import { check } from "./check.mjs";
import { holdNanoseconds } from "./hold.mjs";

const [name, how, what, size] = process.argv.slice(2);
const path = new URL(`./${name}.mjs`, import.meta.url).href;
const { Queue } = await import(path);
check(Queue);
process.stdout.write(
  String(how === "hold" ? holdNanoseconds(Queue, what, Number(size)) : await taskNanoseconds()),
);

async function taskNanoseconds() {
  if (name !== "lazy-queue") register("./replace-hooks.mjs", { parentURL: import.meta.url, data: path });
  const { runByHand } = await import("../sim/run-by-hand.mjs");
  const { networkOf, tasksOf } = await import("../sim/cases.mjs");
  const network = networkOf(Number(size));
  const block = 50_000;
  const tasks = 10 * block;
  let best = Number.POSITIVE_INFINITY;
  let from = null;
  runByHand(network, tasksOf(tasks, network.serverCount), what, (task) => {
    if (task % block !== 0) return;
    const now = process.cpuUsage();
    // The first ones are for the compiler, and for the network to fill.
    if (task > 4 * block)
      best = Math.min(best, (1000 * (now.user - from.user + now.system - from.system)) / block);
    from = now;
  });
  return best;
}
