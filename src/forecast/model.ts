/**
 * The network: a causal transformer encoder (Vaswani et al., 2017) over the tasks of one server, and a linear head
 * with two numbers for each target. The first is the target's standardised logarithm, learned by squared error; the
 * second the logarithm of target / training mean, learned by the Poisson deviance, whose minimiser is the
 * conditional mean, as with squared error, but which does not let the few greatest values drown the rest
 * (both losses: Gneiting, "Making and evaluating point forecasts", 2011).
 */
import {
  add,
  compileFunction,
  exp,
  Graph,
  mul,
  type Program,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { dense, type Module, sequence, transformerEncoder } from "../nn/index.ts";
import type { ForecasterConfig } from "./config.ts";
import { featureCount, targetCount } from "./features.ts";
import { forecastTargets } from "./forecaster.ts";

/** Outputs of one task: a standardised logarithm for each target, then a log ratio to the training mean for each. */
export const outputCount = 2 * targetCount;

export const outputNames = ["standardised logarithm", "logarithm of the ratio to the training mean"].flatMap(
  (what) =>
    ["next task", "next burst"].flatMap((scope) =>
      forecastTargets.map((target) => `${what}: ${target} of ${scope}`),
    ),
);

/** Parameters as one flat vector: the encoder's, then the head's. */
export function forecasterNetwork(config: ForecasterConfig): Module {
  const { width, heads, layers, feedForward, length } = config;
  const encoder = transformerEncoder({
    inputs: featureCount,
    width,
    heads,
    layers,
    feedForward,
    length,
    causal: true,
  });
  const head = dense({ inputs: width, outputs: outputCount });
  return sequence([encoder, head]);
}

/** Features `[batch, length, featureCount]` in, `forecasts` `[batch · length, outputCount]` out, state `parameters`. */
export function forecastProgram(config: ForecasterConfig, batch: number): Program {
  const graph = new Graph();
  return compileFunction({ forecasts: networkOutputs(graph, config, batch).outputs });
}

export function networkOutputs(
  graph: Graph,
  config: ForecasterConfig,
  batch: number,
): { readonly parameters: Tensor; readonly outputs: Tensor } {
  const network = forecasterNetwork(config);
  const parameters = graph.state("parameters", [network.size]);
  const features = graph.input("features", [batch, config.length, featureCount]);
  const outputs = reshape(network.apply(parameters, features), [batch * config.length, outputCount]);
  return { parameters, outputs };
}

/** The training loss: over the known targets, the mean of squared error plus Poisson deviance, summed over targets. */
export function trainingLoss(graph: Graph, outputs: Tensor): Tensor {
  const rows = outputs.shape[0] ?? 0;
  const logTargets = graph.input("logTargets", [rows, targetCount]);
  const scaledTargets = graph.input("scaledTargets", [rows, targetCount]);
  const weights = graph.input("weights", [rows, targetCount]);
  const squaredError = square(sub(slice(outputs, 1, 0, targetCount), logTargets));
  const logRatio = slice(outputs, 1, targetCount, outputCount);
  const deviance = sub(exp(logRatio), mul(scaledTargets, logRatio));
  return sum(mul(weights, add(squaredError, deviance)));
}
