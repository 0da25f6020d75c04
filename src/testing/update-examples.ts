/** Whole learning steps at a small size, for checking engines against the oracle. */
import { Rng } from "../core/rng.ts";
import {
  adam,
  compileUpdate,
  concat,
  Graph,
  type Program,
  reshape,
  sizeOf,
  stopGradient,
  tanh,
} from "../graph/index.ts";
import { mlp } from "../nn/index.ts";
import { deterministicPolicyGradientLoss, doubleDqnLoss, squaredLoss, tdTarget } from "../rl/index.ts";
import { normalValues } from "./op-values.ts";
import { recurrentClassifier, transformer, transformerWithDropout } from "./sequence-examples.ts";

export interface UpdateExample {
  readonly name: string;
  readonly program: Program;
  readonly initialState: Readonly<Record<string, Float32Array>>;
  /** The batch of a step. */
  readonly batch: (step: number) => Record<string, Float32Array>;
}

const BATCH = 16;

export function updateExamples(): UpdateExample[] {
  return [doubleDqn(), ddpg(), transformer(), transformerWithDropout(), recurrentClassifier()];
}

function doubleDqn(): UpdateExample {
  const graph = new Graph();
  const network = mlp({ inputs: 6, hidden: [16, 16], outputs: 4, activation: "relu", layerNorm: true });
  const online = graph.state("online", [network.size]);
  const target = graph.state("target", [network.size]);
  const observation = graph.input("observation", [BATCH, 6]);
  const nextObservation = graph.input("nextObservation", [BATCH, 6]);
  const loss = doubleDqnLoss({
    q: network.apply(online, observation),
    actions: graph.input("actions", [BATCH, 4]),
    reward: graph.input("reward", [BATCH]),
    discount: graph.input("discount", [BATCH]),
    nextQOnline: network.apply(online, nextObservation),
    nextQTarget: network.apply(target, nextObservation),
  });
  const program = compileUpdate({
    minimise: [
      {
        loss,
        parameters: online,
        optimizer: adam({ learningRate: graph.input("learningRate", [1]), maxGradientNorm: 1 }),
      },
    ],
    targets: [{ target, source: online, rate: 0.01 }],
    outputs: { loss },
  });
  const start = network.init(Rng.stream(1, "network"));
  return {
    name: "double DQN",
    program,
    initialState: { online: start, target: start },
    batch: (step) => {
      const rng = Rng.stream(step, "batch");
      const actions = new Float32Array(BATCH * 4);
      for (let row = 0; row < BATCH; row++) actions[row * 4 + rng.integer(4)] = 1;
      return { ...randomInputs(program, rng), actions, learningRate: Float32Array.of(1e-3 * 0.99 ** step) };
    },
  };
}

function ddpg(): UpdateExample {
  const graph = new Graph();
  const actor = mlp({ inputs: 6, hidden: [16], outputs: 3, activation: "relu", outputScale: 0.1 });
  const critic = mlp({ inputs: 9, hidden: [16, 16], outputs: 1, activation: "tanh" });
  const actorParameters = graph.state("actor", [actor.size]);
  const criticParameters = graph.state("critic", [critic.size]);
  const targetActor = graph.state("targetActor", [actor.size]);
  const targetCritic = graph.state("targetCritic", [critic.size]);
  const observation = graph.input("observation", [BATCH, 6]);
  const nextObservation = graph.input("nextObservation", [BATCH, 6]);
  const nextAction = tanh(actor.apply(targetActor, nextObservation));
  const nextValue = critic.apply(targetCritic, concat([nextObservation, nextAction], 1));
  const target = tdTarget(
    graph.input("reward", [BATCH]),
    graph.input("discount", [BATCH]),
    reshape(nextValue, [BATCH]),
  );
  const value = critic.apply(criticParameters, concat([observation, graph.input("action", [BATCH, 3])], 1));
  const criticLoss = squaredLoss(reshape(value, [BATCH]), target);
  const ownAction = tanh(actor.apply(actorParameters, observation));
  const ownValue = critic.apply(stopGradient(criticParameters), concat([observation, ownAction], 1));
  const actorLoss = deterministicPolicyGradientLoss(ownValue);
  const program = compileUpdate({
    minimise: [
      { loss: criticLoss, parameters: criticParameters, optimizer: adam({ learningRate: 1e-3 }) },
      { loss: actorLoss, parameters: actorParameters, optimizer: adam({ learningRate: 3e-4 }) },
    ],
    targets: [
      { target: targetActor, source: actorParameters, rate: 0.01 },
      { target: targetCritic, source: criticParameters, rate: 0.01 },
    ],
    outputs: { criticLoss, actorLoss },
  });
  const startActor = actor.init(Rng.stream(1, "actor"));
  const startCritic = critic.init(Rng.stream(1, "critic"));
  return {
    name: "DDPG",
    program,
    initialState: {
      actor: startActor,
      critic: startCritic,
      targetActor: startActor,
      targetCritic: startCritic,
    },
    batch: (step) => randomInputs(program, Rng.stream(step, "batch")),
  };
}

/** Normal values, halved: rewards and discounts among them are as good as any. */
function randomInputs(program: Program, rng: Rng): Record<string, Float32Array> {
  return Object.fromEntries(
    program.inputs
      .filter(({ shape }) => sizeOf(shape) > 1)
      .map(({ name, shape }) => [name, normalValues(rng, shape, 0.5)]),
  );
}
