/** The updates that bench/soak.mjs and bench/gc.mjs run again and again, with seeded starts and batches. */
import { createHash } from "node:crypto";
import { Rng } from "../dist/core/rng.js";
import {
  adam,
  compileFunction,
  compileUpdate,
  concat,
  Graph,
  reshape,
  sigmoid,
  sizeOf,
  stopGradient,
} from "../dist/graph/index.js";
import { mlp } from "../dist/nn/index.js";
import { deterministicPolicyGradientLoss, doubleDqnLoss, squaredLoss, tdTarget } from "../dist/rl/index.js";

const BATCH = 64;
const HIDDEN = [64, 64];
/** Batches that come in turn: more than fit the caches nearest to the core. */
const BATCHES = 16;

/** `dqn` and `maddpg`: a program, its states at the start, and the batch of a step. */
export const updates = { dqn: doubleDqn, maddpg };

/** Double DQN: 32 observations, two layers of 64, 8 actions, batch 64; Huber, Adam, clipping, soft update. */
function doubleDqn(seed) {
  const graph = new Graph();
  const network = dqnNetwork();
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const nextObservation = graph.input("nextObservation", [BATCH, 32]);
  const loss = doubleDqnLoss({
    q: network.apply(online, graph.input("observation", [BATCH, 32])),
    actions: graph.input("actions", [BATCH, 8]),
    reward: graph.input("reward", [BATCH]),
    discount: graph.input("discount", [BATCH]),
    nextQOnline: network.apply(online, nextObservation),
    nextQTarget: network.apply(target, nextObservation),
  });
  const optimizer = adam({ learningRate: graph.input("learningRate", [1]), maxGradientNorm: 10 });
  const program = compileUpdate({
    loss,
    parameters: online,
    optimizer,
    targets: [{ target, source: online, rate: 0.005 }],
  });
  const start = network.init(Rng.stream(seed, "network"));
  return { program, start: { online: start, target: start }, batch: batchesOf(program, seed) };
}

/** The greedy policy of the network above, for one observation. */
export function dqnPolicy(seed) {
  const graph = new Graph();
  const network = dqnNetwork();
  const parameters = graph.state("parameters", [network.size]);
  const program = compileFunction({ values: network.apply(parameters, graph.input("observation", [1, 32])) });
  const start = network.init(Rng.stream(seed, "network"));
  return { program, start: { parameters: start }, batch: batchesOf(program, seed) };
}

function dqnNetwork() {
  return mlp({ inputs: 32, hidden: HIDDEN, outputs: 8, activation: "relu" });
}

/**
 * MADDPG (Lowe et al., 2017): three agents with 16 observations and 4 actions each, whose critics see all of both.
 * All actors and critics, with Adam and soft updates, take their step in one program.
 */
function maddpg(seed) {
  const agents = [0, 1, 2];
  const graph = new Graph();
  const actor = mlp({ inputs: 16, hidden: HIDDEN, outputs: 4, activation: "relu", outputScale: 0.1 });
  const critic = mlp({ inputs: 3 * (16 + 4), hidden: HIDDEN, outputs: 1, activation: "relu" });
  const states = (name, { size }) => agents.map((agent) => graph.state(`${name}${agent}`, [size]));
  const inputs = (name, width) => agents.map((agent) => graph.input(`${name}${agent}`, [BATCH, width]));
  const actors = states("actor", actor);
  const targetActors = states("targetActor", actor);
  const critics = states("critic", critic);
  const targetCritics = states("targetCritic", critic);
  const observations = inputs("observation", 16);
  const nextObservations = inputs("nextObservation", 16);
  const actions = inputs("action", 4);
  const discount = graph.input("discount", [BATCH]);
  const act = (parameters, observation) => sigmoid(actor.apply(parameters, observation));
  const nextActions = agents.map((agent) => act(targetActors[agent], nextObservations[agent]));
  const value = (parameters, seen, done) => critic.apply(parameters, concat([...seen, ...done], 1));
  const minimise = agents.flatMap((agent) => {
    const nextValue = reshape(value(targetCritics[agent], nextObservations, nextActions), [BATCH]);
    const target = tdTarget(graph.input(`reward${agent}`, [BATCH]), discount, nextValue);
    const criticLoss = squaredLoss(reshape(value(critics[agent], observations, actions), [BATCH]), target);
    const chosen = actions.map((given, other) =>
      other === agent ? act(actors[agent], observations[agent]) : given,
    );
    const actorLoss = deterministicPolicyGradientLoss(
      value(stopGradient(critics[agent]), observations, chosen),
    );
    return [
      { loss: criticLoss, parameters: critics[agent], optimizer: adam({ learningRate: 1e-3 }) },
      { loss: actorLoss, parameters: actors[agent], optimizer: adam({ learningRate: 3e-4 }) },
    ];
  });
  const targets = agents.flatMap((agent) => [
    { target: targetActors[agent], source: actors[agent], rate: 0.01 },
    { target: targetCritics[agent], source: critics[agent], rate: 0.01 },
  ]);
  const outputs = Object.fromEntries(minimise.map(({ loss }, index) => [`loss${index}`, loss]));
  const program = compileUpdate({ minimise, targets, outputs });
  const start = {};
  for (const agent of agents) {
    start[`actor${agent}`] = actor.init(Rng.stream(seed, `actor${agent}`));
    start[`critic${agent}`] = critic.init(Rng.stream(seed, `critic${agent}`));
    start[`targetActor${agent}`] = start[`actor${agent}`];
    start[`targetCritic${agent}`] = start[`critic${agent}`];
  }
  return { program, start, batch: batchesOf(program, seed) };
}

/** Normal values for every input but the learning rate. */
function batchesOf(program, seed) {
  const rng = Rng.stream(seed, "batches");
  const values = ({ name, shape }) =>
    name === "learningRate"
      ? Float32Array.of(1e-3)
      : Float32Array.from({ length: sizeOf(shape) }, () => 0.5 * rng.normal());
  const batches = Array.from({ length: BATCHES }, () =>
    Object.fromEntries(program.inputs.map((spec) => [spec.name, values(spec)])),
  );
  return (step) => batches[step % BATCHES];
}

/** What tells one set of arrays from every other, to the bit, and whether all of it is finite. */
export function fingerprint(arrays) {
  const hash = createHash("sha256");
  let finite = true;
  for (const name of Object.keys(arrays).sort()) {
    const values = arrays[name];
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    finite &&= values.every(Number.isFinite);
  }
  return { digest: hash.digest("hex").slice(0, 16), finite };
}
