/**
 * What is there to gain, and from knowing what? For the test window of each scenario, the objective of
 *
 * - `myopic-global`, tuned on the training window: the load of every server, at once;
 * - one step ahead in forks of the simulation, as `lookahead` does (docs/baselines.md), with equal parts on a grid: also when the
 *   parts in flight will be done;
 * - the same, told the true next tasks at each decision: they arrive in its trials and are decided on as `myopic-global` does.
 *   No forecast can tell it more, nor more exactly;
 *
 * and how much of the objective of `myopic-global` comes from the single longest busy time of the network. Run `npm run build` first.
 *
 *   node bench/foresight.mjs [--data <folder with google-2011/>] [--scenarios quickstart] [--salts 3] [--tasks 8,32]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { baselines, tuningSalts } from "../dist/agents/baselines/index.js";
import { ForkedTrial } from "../dist/env/forked-trial.js";
import { rollout } from "../dist/env/rollout.js";
import { TargetSets } from "../dist/env/target-sets.js";
import { episodeSetup, loadScenario, loadWorkload } from "../dist/scenario/index.js";
import { taskCost } from "../dist/sim/cost.js";
import { Decision } from "../dist/sim/decision.js";
import { summarise } from "../dist/sim/metrics.js";
import { createSimulator } from "../dist/sim/simulator.js";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    scenarios: { type: "string", default: "paper-3mec,thin-backhaul,hot-cell" },
    salts: { type: "string", default: "3" },
    tasks: { type: "string", default: "8,32" },
  },
});
const horizons = options.tasks.split(",").map(Number);
const salts = Array.from({ length: Number(options.salts) }, (_, salt) => String(salt));
const files = options.data === undefined ? {} : { trace: join(options.data, "google-2011") };
const myopic = baselines.get("myopic-global");
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const ratios = Array.from({ length: 20 }, (_, k) => (k + 1) / 20);

for (const name of options.scenarios.split(",")) {
  const scenario = await loadScenario(name);
  const workload = await loadWorkload(scenario, files);
  const setups = (window, draws) => draws.map((salt) => episodeSetup(scenario, workload, window, salt));
  const constants = await myopic.tune(setups("train", tuningSalts), { budgetEpisodes: 1500, seed: 0 });
  const test = setups("test", salts);
  const rows = [];
  const shares = [];
  for (const setup of test) {
    const { simulator } = await rollout(setup, myopic.create(constants));
    rows.push([summarise(simulator, setup.cost).objective]);
    shares.push(longestBusyTime(setup, simulator.outcomes));
  }
  for (const tasks of [0, ...horizons]) {
    for (const [k, setup] of test.entries()) rows[k].push(objectiveOf(setup, constants, tasks));
  }
  const heads = [
    "myopic-global",
    "one step ahead",
    ...horizons.map((tasks) => `and the next ${tasks} tasks`),
  ];
  console.log(`\n${name}, test window, ${salts.length} draws`);
  for (const [k, head] of heads.entries())
    console.log(`  ${head.padEnd(24)} ${mean(rows.map((row) => row[k])).toFixed(4)}`);
  const [share, count, usual] = [0, 1, 2].map((k) => mean(shares.map((row) => row[k])));
  console.log(
    `  longest busy time: ${(100 * share).toFixed(0)} % of the objective, ${count.toFixed(0)} tasks, ${(100 * usual).toFixed(0)} % of them of one size`,
  );
}

/** Share of the summed cost, number of tasks, and share of those that have the most frequent size. */
function longestBusyTime({ tasks, cost }, outcomes) {
  let best = { cost: 0, rows: [] };
  let busyUntil = Number.NEGATIVE_INFINITY;
  let own = best;
  let sum = 0;
  for (let row = 0; row < tasks.count; row++) {
    if (busyUntil < tasks.arrivalSeconds[row]) own = { cost: 0, rows: [] };
    const each = taskCost(cost, outcomes, row);
    sum += each;
    own.cost += each;
    own.rows.push(row);
    busyUntil = Math.max(busyUntil, tasks.arrivalSeconds[row] + outcomes.latencySeconds[row]);
    if (own.cost > best.cost) best = own;
  }
  const sizes = new Map();
  for (const row of best.rows) sizes.set(tasks.cycles[row], (sizes.get(tasks.cycles[row]) ?? 0) + 1);
  return [best.cost / sum, best.rows.length, Math.max(...sizes.values()) / best.rows.length];
}

/** Greedy over target sets and a grid of offload ratios, by simulating on with the next `known` tasks of the window. */
function objectiveOf(setup, constants, known) {
  const { network, tasks, cost, split } = setup;
  const simulator = createSimulator(network, tasks, { split });
  const trial = new ForkedTrial(setup);
  const sets = Array.from({ length: network.serverCount }, (_, m) => new TargetSets(network, m));
  const base = myopic.create(constants);
  base.begin({ network, cost, split, seed: 0 });
  const own = new Decision(network.maxTargets);
  const later = new Decision(network.maxTargets);
  const computeShares = constants.computeShares.map((share) => Math.max(network.shareMin, share));
  const decideLater = (row, fork) => {
    base.decide({ local: viewOf(setup, fork, row), global: fork, twin: null }, later.reset());
    return later;
  };
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    const at = sets[tasks.home[row]];
    let best = { cost: Number.POSITIVE_INFINITY };
    for (let set = 0; set < at.count; set++) {
      for (const ratio of set === 0 ? [0] : ratios) {
        for (const share of computeShares) {
          write(own, at, set, ratio, share);
          const found = trial.costOf(simulator, row + 1 + known, own, decideLater);
          if (found < best.cost) best = { cost: found, set, ratio, share };
        }
      }
    }
    write(own, at, best.set, best.ratio, best.share);
    simulator.decide(own);
  }
  return summarise(simulator, cost).objective;
}

function write(decision, sets, set, ratio, share) {
  sets.choose(set, decision.reset());
  decision.offloadRatio = ratio;
  decision.computeShare = share;
}

/** What `myopic-global` reads of its own server and the task. */
function viewOf({ network, tasks }, state, row) {
  const server = tasks.home[row];
  const links = [network.firstLink[server], network.firstLink[server + 1]];
  return {
    network,
    server,
    nowSeconds: state.nowSeconds,
    freeCompute: state.freeCompute[server],
    waitingCycles: state.waitingCycles[server],
    freeBandwidth: state.freeBandwidth.subarray(...links),
    waitingBits: state.waitingBits.subarray(...links),
    inputBits: tasks.inputBits[row],
    cycles: tasks.cycles[row],
    outputRatio: tasks.outputRatio[row],
  };
}
