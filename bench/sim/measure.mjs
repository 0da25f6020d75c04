/**
 * One measurement, in a process of its own, so that no other case has shaped the compiled code:
 *
 *   node --expose-gc bench/sim/measure.mjs '{"way": "policy", "policy": "split", "servers": 125, "tasks": 1000000}'
 *
 * Ways: "bare" (the simulator, with a decision written by hand), "policy" (`rolloutStream` with a baseline, which is shown
 * what it may see), "table" (the same with `rollout`).
 */
import { baselines } from "../../dist/agents/baselines/index.js";
import { rollout } from "../../dist/env/rollout.js";
import { rolloutStream } from "../../dist/env/rollout-stream.js";
import { windowCost } from "../../dist/sim/cost.js";
import { networkOf, tableOf, tasksOf } from "./cases.mjs";
import { runByHand } from "./run-by-hand.mjs";
import { Watch } from "./watch.mjs";

const { way, policy: name, servers, tasks } = JSON.parse(process.argv[2]);
/** Tasks between two looks, as between two pauses of `rolloutStream`; and tasks of a figure. */
const block = 4096;
const span = 25 * block;
const network = networkOf(servers);
const weights = { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 };
const setup = { network, cost: windowCost(network, tableOf(1000, servers), weights), split: "equal" };
const policy = baselines.get(name).create();
const source = way === "table" ? null : tasksOf(tasks, servers);
const watch = new Watch(tasks, span);

const ways = {
  bare() {
    return runByHand(network, source, name, (task, stream) => {
      if (task % block === 0) watch.look(task, stream.events);
    });
  },
  policy() {
    const onPause = ({ sums, events }) => watch.look(sums.tasks, events);
    return rolloutStream({ ...setup, source }, policy, { onPause });
  },
  async table() {
    let simulator = null;
    for (let done = 0; done < tasks; done += span) {
      const table = tableOf(span, servers);
      watch.look(done, 0);
      ({ simulator } = await rollout({ ...setup, tasks: table }, policy));
      watch.look(done + span, simulator.events);
    }
    return simulator;
  },
};

watch.start();
const simulation = await ways[way]();
const busiest = Math.max(...simulation.reservedCycles) / network.capacity[0] / simulation.nowSeconds;
if (busiest > 0.95)
  throw new Error(`a server is ${busiest} busy: its queue grows for ever, and so would all figures`);
process.stdout.write(JSON.stringify(watch.figures()));
