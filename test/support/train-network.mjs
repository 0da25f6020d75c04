/**
 * A small double DQN, trained on seeded batches, and its policy as an ONNX file. Served to a browser as it is, and
 * imported by Node; written against the package's entries, as a user's page would be.
 */
import { Rng } from "edgeflock/core";
import { adam, compileFunction, compileUpdate, encodeOnnx, Graph } from "edgeflock/graph";
import { mlp } from "edgeflock/nn";
import { doubleDqnLoss } from "edgeflock/rl";
import { describeEngine, FunctionRunner, runOnnxFile, selectEngine, UpdateRunner } from "edgeflock/runtime";

const SEED = 7;
const BATCH = 32;
const OBSERVATION = 6;
const ACTIONS = 3;
const UPDATES = 300;

const network = mlp({ inputs: OBSERVATION, hidden: [32, 32], outputs: ACTIONS, activation: "relu" });

function updateProgram() {
  const graph = new Graph();
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const nextObservation = graph.input("nextObservation", [BATCH, OBSERVATION]);
  const loss = doubleDqnLoss({
    q: network.apply(online, graph.input("observation", [BATCH, OBSERVATION])),
    actions: graph.input("actions", [BATCH, ACTIONS]),
    reward: graph.input("reward", [BATCH]),
    discount: graph.input("discount", [BATCH]),
    nextQOnline: network.apply(online, nextObservation),
    nextQTarget: network.apply(target, nextObservation),
  });
  return compileUpdate({
    loss,
    parameters: online,
    optimizer: adam({ learningRate: 3e-3, maxGradientNorm: 10 }),
    targets: [{ target, source: online, rate: 0.02 }],
  });
}

function policyProgram() {
  const graph = new Graph();
  const parameters = graph.state("parameters", [network.size]);
  return compileFunction({
    values: network.apply(parameters, graph.input("observation", [1, OBSERVATION])),
  });
}

/** Action `a` earns the sum of two features of its own; then the features move on by one. */
function randomBatch(rng) {
  const observation = Float32Array.from({ length: BATCH * OBSERVATION }, () => rng.normal());
  const nextObservation = observation.map((_, at) => {
    const feature = at % OBSERVATION;
    return observation[at - feature + ((feature + 1) % OBSERVATION)];
  });
  const actions = new Float32Array(BATCH * ACTIONS);
  const reward = new Float32Array(BATCH);
  for (let row = 0; row < BATCH; row++) {
    const action = rng.integer(ACTIONS);
    const feature = row * OBSERVATION + 2 * action;
    actions[row * ACTIONS + action] = 1;
    reward[row] = observation[feature] + observation[feature + 1];
  }
  return { observation, nextObservation, actions, reward, discount: new Float32Array(BATCH).fill(0.5) };
}

/** The loss of every update, the parameters at the end, and the greedy policy's model, in base64. */
export async function trainNetwork(preference) {
  const start = network.init(Rng.stream(SEED, "network"));
  const updates = await UpdateRunner.create(await selectEngine(preference), updateProgram(), {
    online: start,
    target: start,
  });
  const rng = Rng.stream(SEED, "batches");
  const losses = [];
  for (let step = 0; step < UPDATES; step++) losses.push((await updates.run(randomBatch(rng))).loss[0]);
  const parameters = updates.state().online;
  await updates.release();
  const policy = encodeOnnx(policyProgram(), { bake: { parameters } });
  return {
    engine: await describeEngine(preference),
    losses,
    parameters: Array.from(parameters),
    policy: btoa(String.fromCharCode(...policy)),
  };
}

/** What the model answers to some observations, one after the other. */
export async function runPolicy(policy) {
  const bytes = Uint8Array.from(atob(policy), (char) => char.charCodeAt(0));
  const model = await runOnnxFile(bytes, "policy.onnx");
  const answers = [];
  for (const observation of observations()) answers.push(...(await model.run({ observation })).values);
  await model.release();
  return answers;
}

/** The same without any ONNX Runtime. */
export function runSynchronously(parameters) {
  const runner = FunctionRunner.synchronous(policyProgram(), { parameters: Float32Array.from(parameters) });
  return observations().flatMap((observation) => Array.from(runner.runSync({ observation }).values));
}

function observations() {
  const rng = Rng.stream(SEED, "observations");
  return Array.from({ length: 20 }, () => Float32Array.from({ length: OBSERVATION }, () => rng.normal()));
}
