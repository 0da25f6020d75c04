/**
 * Microseconds of one double DQN update (32 observations, two hidden layers, 8 actions, Huber, Adam, soft update) and
 * of one action, on each engine. Run `npm run build` first. The least of many blocks is what an idle machine takes.
 *
 *   node bench/engine.mjs [node|web|reference ...]
 */
import { Rng } from "../dist/core/rng.js";
import { adam, compileFunction, compileUpdate, Graph, sizeOf } from "../dist/graph/index.js";
import { mlp } from "../dist/nn/index.js";
import { doubleDqnLoss } from "../dist/rl/index.js";
import { FunctionRunner, selectEngine, UpdateRunner } from "../dist/runtime/index.js";

const OBSERVATION = 32;
const ACTIONS = 8;
const BLOCKS = 200;

const names = process.argv.length > 2 ? process.argv.slice(2) : ["node", "web"];
for (const name of names) {
  const engine = await selectEngine(name);
  for (const [batch, hidden] of [
    [64, 64],
    [128, 128],
    [256, 256],
  ]) {
    const network = mlp({
      inputs: OBSERVATION,
      hidden: [hidden, hidden],
      outputs: ACTIONS,
      activation: "relu",
    });
    const start = network.init(Rng.stream(1, "network"));

    const program = doubleDqn(network, batch);
    const updates = await UpdateRunner.create(engine, program, { online: start, target: start });
    const feeds = randomFeeds(program);
    await report(`${name}, batch ${batch}, hidden ${hidden}: update`, 10, () => updates.run(feeds));

    const graph = new Graph();
    const observation = graph.input("observation", [1, OBSERVATION]);
    const values = network.apply(graph.state("network", [network.size]), observation);
    const policy = await FunctionRunner.create(engine, compileFunction({ values }), {
      network: start,
    });
    const one = { observation: feeds.observation.slice(0, OBSERVATION) };
    await report(`${name}, hidden ${hidden}: action, on the engine`, 50, () => policy.run(one));
    await report(`hidden ${hidden}: action, synchronous`, 50, () => policy.runSync(one));
    await Promise.all([updates.release(), policy.release()]);
  }
}

function doubleDqn(network, batch) {
  const graph = new Graph();
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const observation = graph.input("observation", [batch, OBSERVATION]);
  const nextObservation = graph.input("nextObservation", [batch, OBSERVATION]);
  const loss = doubleDqnLoss({
    q: network.apply(online, observation),
    actions: graph.input("actions", [batch, ACTIONS]),
    reward: graph.input("reward", [batch]),
    discount: graph.input("discount", [batch]),
    nextQOnline: network.apply(online, nextObservation),
    nextQTarget: network.apply(target, nextObservation),
  });
  const optimizer = adam({ learningRate: graph.input("learningRate", [1]) });
  return compileUpdate({
    minimise: [{ loss, parameters: online, optimizer }],
    targets: [{ target, source: online, rate: 0.005 }],
    outputs: { loss },
  });
}

function randomFeeds(program) {
  const rng = Rng.stream(1, "feeds");
  return Object.fromEntries(
    program.inputs.map(({ name, shape }) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, () => 0.1 * rng.normal()),
    ]),
  );
}

async function report(what, calls, call) {
  const times = [];
  for (let block = 0; block < BLOCKS; block++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await call();
    times.push(((performance.now() - start) * 1000) / calls);
  }
  times.sort((a, b) => a - b);
  console.log(`${what}: ${times[0].toFixed(1)} µs (median ${times[BLOCKS / 2].toFixed(1)} µs)`);
}
