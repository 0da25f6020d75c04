/**
 * The head: five numbers for each target (Gneiting, "Making and evaluating point forecasts", 2011, on which loss asks for
 * which). The standardised logarithm, learned by squared error; the logarithm of value / training mean, learned by the
 * Poisson deviance, whose minimiser is the conditional mean, as with squared error, but which does not let the few greatest
 * values drown the rest; and three quantiles of the standardised logarithm, learned by the pinball loss. The first two and
 * the median mix candidates with weights of sum 1, and are moved by an offset (but see `mixesRatios`).
 */
import {
  add,
  clip,
  concat,
  log,
  maximum,
  mul,
  reshape,
  slice,
  softmax,
  softplus,
  sub,
  sum,
  type Tensor,
  where,
} from "../../graph/index.ts";
import { forecastTargets } from "../targets.ts";
import { candidateCount } from "./candidates/index.ts";
import { logLimit } from "./measure-history.ts";

const targets = forecastTargets.length;

/** What the head gives for each target, in this order, all targets of one before those of the next. */
export const outputKinds = [
  "standardised logarithm",
  "logarithm of the ratio to the training mean",
  "p10 of the standardised logarithm",
  "p50 of the standardised logarithm",
  "p90 of the standardised logarithm",
] as const;

/** Numbers for one task. */
export const outputCount = outputKinds.length * targets;
export const outputNames = outputKinds.flatMap((kind) =>
  forecastTargets.map(({ name }) => `${kind}: ${name}`),
);

/** Mixtures for each target: of the logarithm, the mean, and the median. */
const mixtures = 3;
/** What the head takes for one task: offsets, then logits of the weights. */
export const headInputs = outputCount + mixtures * targets * candidateCount;

/** Least ratio, so that a mean of 0 has a logarithm. */
const leastRatio = Math.exp(-logLimit);

/**
 * 1 where a mean mixes ratios themselves, and no offset moves it: work and input of a task. Which values they take shifts
 * from one hour to the next, and a mixture of the last ones goes along. Other means mix the ratios' logarithms.
 */
const mixesRatios = forecastTargets.map(({ of, quantity }) =>
  of === "horizon" || quantity === "gap" ? 0 : 1,
);

/**
 * @param raw `[rows, headInputs]`
 * @param candidateLogs `[rows, targets · candidates]`, and `candidateRatios` likewise
 * @returns `[rows, outputCount]`; quantiles in their order: p10 and p90 lie a softplus below and above p50
 */
export function headOutputs(raw: Tensor, candidateLogs: Tensor, candidateRatios: Tensor): Tensor {
  const rows = raw.shape[0] ?? 0;
  const offset = (kind: number) => slice(raw, 1, kind * targets, (kind + 1) * targets);
  const perTarget = (x: Tensor) => reshape(x, [rows, targets, candidateCount]);
  const size = targets * candidateCount;
  const mixed = (mixture: number, candidates: Tensor) => {
    const from = outputCount + mixture * size;
    return sum(mul(softmax(perTarget(slice(raw, 1, from, from + size))), perTarget(candidates)), [2]);
  };
  const logOf = (ratios: Tensor) => log(maximum(ratios, leastRatio));
  const logRatio = where(
    raw.graph.constant(mixesRatios, [1, targets]),
    logOf(mixed(1, candidateRatios)),
    add(mixed(1, logOf(candidateRatios)), offset(1)),
  );
  const median = add(mixed(2, candidateLogs), offset(3));
  return concat(
    [
      add(mixed(0, candidateLogs), offset(0)),
      clip(logRatio, -logLimit, logLimit),
      sub(median, softplus(offset(2))),
      median,
      add(median, softplus(offset(4))),
    ],
    1,
  );
}
