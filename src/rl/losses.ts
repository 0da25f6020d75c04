/** Losses of predictions against targets, as pure functions of tensors. All are means over the batch: one element. */
import { EdgeflockError } from "../core/errors.ts";
import {
  abs,
  add,
  formatShape,
  gather,
  greater,
  huber,
  logSoftmax,
  maximum,
  mean,
  mul,
  neg,
  reshape,
  sameShape,
  sizeOf,
  square,
  sub,
  sum,
  type Tensor,
} from "../graph/index.ts";
import { checkAlike, checkRows } from "./rank.ts";

/** Mean Huber loss, with slope `delta` where errors are greater (Huber, 1964). Both of one shape. */
export function huberLoss(prediction: Tensor, target: Tensor, delta = 1): Tensor {
  checkAlike("huberLoss", null, { prediction, target });
  return mean(huber(sub(prediction, target), delta));
}

/** Mean squared error. Both of one shape. */
export function squaredLoss(prediction: Tensor, target: Tensor): Tensor {
  checkAlike("squaredLoss", null, { prediction, target });
  return mean(square(sub(prediction, target)));
}

/** Indices up to here are exact in float32. */
const MAX_INDEX = 2 ** 24;

/**
 * Mean cross-entropy `-log softmax(logits)` at the true class, or its mean over the true classes' probabilities.
 * @param logits `[..., classes]`
 * @param target `[...]`: the index of each true class, from 0 to classes - 1 (another one is not noticed, and gives a wrong
 *   loss); or `[..., classes]`: probabilities, such as one-hot vectors
 */
export function crossEntropyLoss(logits: Tensor, target: Tensor): Tensor {
  const { shape } = logits;
  const [classes = 1] = shape.slice(-1);
  const logProbabilities = logSoftmax(logits);
  if (sameShape(target.shape, shape)) return neg(mean(sum(mul(target, logProbabilities), [-1])));
  if (shape.length === 0 || !sameShape(target.shape, shape.slice(0, -1))) {
    throw new EdgeflockError(
      "graph",
      `crossEntropyLoss: logits ${formatShape(shape)}, target ${formatShape(target.shape)}.`,
      "Give it logits [..., classes], and class indices [...] or probabilities [..., classes].",
    );
  }
  const size = sizeOf(shape);
  if (size > MAX_INDEX) {
    throw new EdgeflockError(
      "graph",
      `crossEntropyLoss: logits of ${formatShape(shape)} are too many to be told apart by index.`,
      "Give it one-hot targets.",
    );
  }
  const rows = size / classes;
  const starts = target.graph.constant(Float32Array.from({ length: rows }, (_, row) => row * classes));
  const chosen = gather(reshape(logProbabilities, [size]), add(reshape(target, [rows]), starts));
  return neg(mean(chosen));
}

/** The middles of `count` equal shares of the probabilities: `(2i + 1)/(2·count)`, the levels of QR-DQN. */
export function quantileMidpoints(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (2 * i + 1) / (2 * count));
}

/**
 * Mean pinball loss (Koenker and Bassett, 1978): least where each prediction is the quantile of its level.
 * @param prediction `[batch, levels]`
 * @param target `[batch]`
 * @param levels probabilities, each between 0 and 1
 */
export function quantileLoss(prediction: Tensor, target: Tensor, levels: readonly number[]): Tensor {
  checkRows("quantileLoss", target, prediction);
  checkLevels("quantileLoss", prediction, levels);
  const { graph } = prediction;
  const error = sub(reshape(target, [-1, 1]), prediction);
  const above = mul(error, graph.constant(levels));
  const below = mul(error, graph.constant(levels.map((level) => level - 1)));
  return mean(maximum(above, below));
}

export interface QuantileHuberOptions {
  /** Levels of the predicted quantiles. Default: `quantileMidpoints`. */
  readonly levels?: readonly number[];
  /** Where Huber's loss turns linear, `κ`. Default 1. */
  readonly delta?: number;
}

/**
 * The loss of QR-DQN (Dabney et al., 2018, equation 10 and algorithm 1): Huber's loss of each target sample against
 * each predicted quantile, weighted by how far the level is from the side the sample lies on; the mean over samples,
 * summed over quantiles.
 * @param prediction `[batch, quantiles]`
 * @param target `[batch, samples]`: hold it with `stopGradient` where it comes from a network
 */
export function quantileHuberLoss(
  prediction: Tensor,
  target: Tensor,
  { levels = quantileMidpoints(prediction.shape[1] ?? 1), delta = 1 }: QuantileHuberOptions = {},
): Tensor {
  const [batch = 0, quantiles = 0] = prediction.shape;
  const [targetBatch = 0, samples = 0] = target.shape;
  if (prediction.shape.length !== 2 || target.shape.length !== 2 || batch !== targetBatch) {
    throw new EdgeflockError(
      "graph",
      `quantileHuberLoss: prediction ${formatShape(prediction.shape)}, target ${formatShape(target.shape)}.`,
      "Give it quantiles [batch, quantiles] and samples [batch, samples].",
    );
  }
  checkLevels("quantileHuberLoss", prediction, levels);
  const error = sub(reshape(target, [batch, 1, samples]), reshape(prediction, [batch, quantiles, 1]));
  const levelOf = prediction.graph.constant(levels, [quantiles, 1]);
  const weight = abs(sub(levelOf, greater(0, error)));
  return mul(mean(mul(weight, huber(error, delta))), quantiles);
}

function checkLevels(loss: string, { shape }: Tensor, levels: readonly number[]): void {
  if (levels.length === shape[1] && levels.every((level) => level > 0 && level < 1)) return;
  throw new EdgeflockError(
    "graph",
    `${loss}: the levels ${levels.join(", ")} for quantiles of ${formatShape(shape)}.`,
    "Give it one level between 0 and 1 for each column.",
  );
}
