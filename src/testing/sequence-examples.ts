/** Learning steps of networks over sequences, for checking engines against the oracle. */
import { Rng } from "../core/rng.ts";
import {
  adam,
  adamW,
  compileUpdate,
  cosineRate,
  Graph,
  reshape,
  rmsProp,
  slice,
  type Tensor,
  warmUp,
} from "../graph/index.ts";
import {
  compose,
  DropoutNoise,
  dense,
  embedding,
  gru,
  type Module,
  sequence,
  transformerEncoder,
} from "../nn/index.ts";
import { crossEntropyLoss, squaredLoss } from "../rl/index.ts";
import { normalValues } from "./op-values.ts";
import type { UpdateExample } from "./update-examples.ts";

const BATCH = 16;
const LENGTH = 5;

/** An encoder, and a forecast from its last position. */
function transformerNetwork(dropout: number): Module {
  const encoder = transformerEncoder({
    inputs: 3,
    width: 8,
    heads: 2,
    layers: 2,
    feedForward: 16,
    length: LENGTH,
    causal: true,
    dropout,
  });
  return compose([encoder, dense({ inputs: 8, outputs: 1 })], (apply, x: Tensor) => {
    const last = slice(apply(0, x), 1, LENGTH - 1, LENGTH);
    return reshape(apply(1, reshape(last, [BATCH, 8])), [BATCH]);
  });
}

export function transformer(): UpdateExample {
  const graph = new Graph();
  const network = transformerNetwork(0);
  const parameters = graph.state("parameters", [network.size]);
  const prediction = network.apply(parameters, graph.input("tasks", [BATCH, LENGTH, 3]));
  const loss = squaredLoss(prediction, graph.input("truth", [BATCH]));
  return {
    name: "transformer",
    program: compileUpdate({ loss, parameters, optimizer: adam({ learningRate: 1e-3 }) }),
    initialState: { parameters: network.init(Rng.stream(1, "transformer")) },
    batch: forecastBatch,
  };
}

/** With all that goes with it: dropout, a rate that rises and falls, decay of the weights alone, clipping. */
export function transformerWithDropout(): UpdateExample {
  const graph = new Graph();
  const network = transformerNetwork(0.1);
  const parameters = graph.state("parameters", [network.size]);
  const noise = new DropoutNoise(graph.input("seed", [1]));
  const prediction = network.apply(parameters, graph.input("tasks", [BATCH, LENGTH, 3]), noise);
  const loss = squaredLoss(prediction, graph.input("truth", [BATCH]));
  const optimizer = adamW({
    learningRate: warmUp(10, cosineRate(1e-3, 1e-4, 80)),
    weightDecay: 0.1,
    decayMask: network.decayMask(),
    maxGradientNorm: 1,
  });
  return {
    name: "transformer with dropout",
    program: compileUpdate({ loss, parameters, optimizer }),
    initialState: { parameters: network.init(Rng.stream(1, "transformer")) },
    batch: (step) => ({ ...forecastBatch(step), seed: Float32Array.of(step) }),
  };
}

/** Which of four kinds follows a sequence of them. */
export function recurrentClassifier(): UpdateExample {
  const kinds = 4;
  const graph = new Graph();
  const network = sequence([
    embedding({ count: kinds, width: 3 }),
    gru({ inputs: 3, width: 8, output: "last" }),
    dense({ inputs: 8, outputs: kinds }),
  ]);
  const parameters = graph.state("parameters", [network.size]);
  const logits = network.apply(parameters, graph.input("seen", [BATCH, LENGTH]));
  const loss = crossEntropyLoss(logits, graph.input("next", [BATCH]));
  return {
    name: "GRU",
    program: compileUpdate({ loss, parameters, optimizer: rmsProp({ learningRate: 1e-3 }) }),
    initialState: { parameters: network.init(Rng.stream(1, "gru")) },
    batch: (step) => {
      const rng = Rng.stream(step, "batch");
      const draw = (count: number) => Float32Array.from({ length: count }, () => rng.integer(kinds));
      return { seen: draw(BATCH * LENGTH), next: draw(BATCH) };
    },
  };
}

function forecastBatch(step: number): Record<string, Float32Array> {
  const rng = Rng.stream(step, "batch");
  return {
    tasks: normalValues(rng, [BATCH, LENGTH, 3], 0.5),
    truth: normalValues(rng, [BATCH], 0.5),
  };
}
