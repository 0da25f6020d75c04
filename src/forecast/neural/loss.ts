/** What a network's outputs cost, given what came. */
import {
  add,
  exp,
  type Graph,
  maximum,
  mul,
  slice,
  square,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import { forecastTargets, quantileLevels } from "../targets.ts";
import type { ForecasterConfig } from "./config.ts";

const targets = forecastTargets.length;

/**
 * For each target, over its known values: the weighted sum of squared error, Poisson deviance (up to what does not depend on the
 * forecast) and pinball loss (Koenker and Bassett, 1978).
 * @param outputs `[rows, outputCount]`
 * @returns `[targets]`; their sum is the loss
 */
export function forecastLosses(
  graph: Graph,
  outputs: Tensor,
  { typical, mean, quantiles }: ForecasterConfig["lossWeights"],
): Tensor {
  const rows = outputs.shape[0] ?? 0;
  const logTargets = graph.input("logTargets", [rows, targets]);
  const scaledTargets = graph.input("scaledTargets", [rows, targets]);
  const weights = graph.input("weights", [rows, targets]);
  const part = (kind: number) => slice(outputs, 1, kind * targets, (kind + 1) * targets);
  const logRatio = part(1);
  const terms = [
    { weight: typical, loss: square(sub(part(0), logTargets)) },
    { weight: mean, loss: sub(exp(logRatio), mul(scaledTargets, logRatio)) },
    ...Object.values(quantileLevels).map((level, k) => {
      const error = sub(logTargets, part(2 + k));
      return { weight: quantiles, loss: maximum(mul(error, level), mul(error, level - 1)) };
    }),
  ];
  const weighed = terms.filter(({ weight }) => weight > 0).map(({ weight, loss }) => mul(loss, weight));
  return sum(mul(weights, weighed.reduce(add)), [0]);
}
