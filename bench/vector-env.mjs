/**
 * Decisions a second of environments stepped together: `quickstart`, whose three agents decide with networks of the
 * sizes that `cto` trains, each agent with its own parameters. One call of the engine decides for all that wait.
 *
 *   npm run build && node bench/vector-env.mjs [--environments 1,8,32,128] [--seconds 1] [--rounds 3]
 *
 * Each round measures everything once more; the best counts. Beside it, for each number of environments: in place, row by
 * row, without the engine, as validation during training decides; and a fixed action, which is the environments alone.
 * At the end: whether the engine gives a row the same bits in a batch as alone.
 */
import { parseArgs } from "node:util";
import { CtoActor } from "../dist/agents/cto/actor.js";
import { configureCto } from "../dist/agents/cto/config.js";
import { initialState, networksOf } from "../dist/agents/cto/networks.js";
import { agentShape, setMatrix } from "../dist/agents/off-policy/shape.js";
import { Rng } from "../dist/core/rng.js";
import { OffloadingEnvironment, VectorEnvironment } from "../dist/env/index.js";
import { compileFunction, Graph, matmul, oneHotArgmax, stackAgents } from "../dist/graph/index.js";
import { argmax } from "../dist/rl/index.js";
import { FunctionRunner, selectEngine } from "../dist/runtime/index.js";
import { episodeSetup, loadScenario, loadWorkload, networkOf } from "../dist/scenario/index.js";
import { describeMachine } from "./engine/machine.mjs";

const { values: options } = parseArgs({
  options: {
    environments: { type: "string", default: "1,8,32,128" },
    seconds: { type: "string", default: "1" },
    rounds: { type: "string", default: "3" },
  },
});
const sizes = options.environments.split(",").map(Number);

const scenario = await loadScenario("quickstart");
const workload = await loadWorkload(scenario);
const network = networkOf(scenario);
const config = configureCto("cto", {});
const shapes = Array.from({ length: network.serverCount }, () =>
  agentShape(network, config, config.critic, false),
);
const parameters = shapes.map((shape, m) => initialState(shape, config, Rng.stream(1, `parameters/${m}`)));
// Drawing homes is no part of what is measured.
const setups = Array.from({ length: 16 }, (_, k) => episodeSetup(scenario, workload, "train", `bench-${k}`));

/** Every agent's decision on every row: `set [agents, rows, sets]` (one-hot), `shares [agents, rows, 3]`. */
function decisionsOf(rows) {
  const [shape] = shapes;
  const graph = new Graph();
  const { q, actor } = networksOf(shape, config);
  const observations = graph.input("observations", [rows, shape.layout.observation]);
  const set = oneHotArgmax(q.apply(graph.state("q", [q.size]), observations));
  const targets = matmul(set, setMatrix(graph, shape));
  const { shares } = actor.apply(graph.state("actor", [actor.size]), { observations, targets });
  return stackAgents(compileFunction({ set, shares }), shapes.length, { shared: ["observations"] });
}

/** The stacked states of a program, from those of the agents. */
function statesOf(program) {
  return Object.fromEntries(
    program.states.map(({ name }) => {
      const own = parameters.map((state) => state[name.split("/")[0]]);
      return [name, Float32Array.from(own.flatMap((values) => [...values]))];
    }),
  );
}

const deciders = {
  async together(vector, choices, values) {
    const rows = vector.environments.length;
    const sets = shapes[0].sets.length;
    const program = decisionsOf(rows);
    const runner = await FunctionRunner.create(await selectEngine(), program, statesOf(program));
    return async () => {
      const { set, shares } = await runner.run({ observations: vector.observations });
      for (let row = 0; row < vector.count; row++) {
        const at = vector.agentOf[row] * rows + row;
        choices[row] = argmax(set.subarray(at * sets, (at + 1) * sets));
        for (let k = 0; k < 3; k++) values[3 * row + k] = shares[3 * at + k];
      }
    };
  },
  async "in place"(vector, choices, values) {
    const actors = shapes.map((shape, m) => new CtoActor(shape, config, parameters[m]));
    const size = vector.observationSize;
    return () => {
      for (let row = 0; row < vector.count; row++) {
        const observation = vector.observations.subarray(row * size, (row + 1) * size);
        const shares = values.subarray(3 * row, 3 * row + 3);
        choices[row] = actors[vector.agentOf[row]].act(observation, shares);
      }
    };
  },
  async "a fixed action"(_, choices, values) {
    choices.fill(3);
    for (let k = 0; k < values.length; k++) values[k] = [0.55, 0.5, 1][k % 3];
    return () => {};
  },
};

/** Decisions a second of `count` environments. */
async function measure(count, name) {
  const environments = Array.from(
    { length: count },
    () => new OffloadingEnvironment(network, (seed) => setups[seed % setups.length], { peerLoad: true }),
  );
  let next = count;
  const vector = new VectorEnvironment(environments, () => next++);
  const choices = new Int32Array(count);
  const values = new Float32Array(3 * count);
  const decide = await deciders[name](vector, choices, values);
  vector.reset(environments.map((_, k) => k));
  const turnsFor = async (seconds) => {
    let turns = 0;
    const start = performance.now();
    while (performance.now() - start < 1000 * seconds) {
      const pending = decide();
      if (pending !== undefined) await pending;
      vector.step(choices, values);
      turns++;
    }
    return (turns * count) / ((performance.now() - start) / 1000);
  };
  await turnsFor(0.3 * Number(options.seconds));
  return turnsFor(Number(options.seconds));
}

const names = Object.keys(deciders);
const best = new Map();
for (let round = 0; round < Number(options.rounds); round++) {
  for (const count of sizes) {
    for (const name of names) {
      const key = `${name} ${count}`;
      best.set(key, Math.max(best.get(key) ?? 0, await measure(count, name)));
    }
  }
}

const { processor, cores, node, engine } = await describeMachine({ versions: null });
console.log(`${processor}, ${cores} cores, Node ${node}, ${engine}`);
console.log("decisions a second, and how many times those of one environment with the engine\n");
console.log(["environments", ...names].map((name) => name.padStart(22)).join(""));
const one = best.get(`together ${sizes[0]}`);
for (const count of sizes) {
  const cells = names.map((name) => {
    const rate = best.get(`${name} ${count}`);
    return `${Math.round(rate).toLocaleString("en")} (${(rate / one).toFixed(1)})`.padStart(22);
  });
  console.log(String(count).padStart(22) + cells.join(""));
}

/** Shares that differ between rows of one batch and the same rows one at a time, and how far; and sets. */
async function compareWithSingleRows(rows) {
  const setup = (seed) => setups[seed % setups.length];
  const environments = Array.from(
    { length: rows },
    () => new OffloadingEnvironment(network, setup, { peerLoad: true }),
  );
  const vector = new VectorEnvironment(environments);
  vector.reset(environments.map((_, k) => k));
  // Some way into the episodes, where servers are busy.
  for (let turn = 0; turn < 500; turn++)
    vector.step(new Int32Array(rows), new Float32Array(3 * rows).fill(1));
  const engine = await selectEngine();
  const [batch, single] = await Promise.all(
    [rows, 1].map((count) => {
      const program = decisionsOf(count);
      return FunctionRunner.create(engine, program, statesOf(program));
    }),
  );
  const size = vector.observationSize;
  const together = await batch.run({ observations: vector.observations });
  const counts = { shares: 0, different: 0, most: 0, sets: 0 };
  for (let row = 0; row < rows; row++) {
    const observations = vector.observations.subarray(row * size, (row + 1) * size);
    const alone = await single.run({ observations });
    for (let agent = 0; agent < shapes.length; agent++) {
      const part = ({ set, shares }, at) => [
        argmax(set.subarray(at * shapes[0].sets.length, (at + 1) * shapes[0].sets.length)),
        shares.subarray(3 * at, 3 * at + 3),
      ];
      const [set, shares] = part(together, agent * rows + row);
      const [otherSet, otherShares] = part(alone, agent);
      if (set !== otherSet) counts.sets++;
      for (let k = 0; k < 3; k++) {
        counts.shares++;
        if (shares[k] !== otherShares[k]) counts.different++;
        counts.most = Math.max(counts.most, Math.abs(shares[k] - otherShares[k]));
      }
    }
  }
  return counts;
}

const { shares, different, most, sets } = await compareWithSingleRows(128);
console.log(
  `\n128 rows in one call against one call each: ${different} of ${shares} shares have other bits ` +
    `(by ${most.toExponential(1)} at most), ${sets} of ${shares / 3} sets are others`,
);
