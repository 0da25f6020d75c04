/** How the networks of agents take observations in and give values out. */
import { add, log, mul, slice, type Tensor } from "../graph/index.ts";

/** Squeezes the heavy tails of observations (all are ≥ 0, most in seconds) before the first layer: `log(1 + 4x)`. */
export function compress(x: Tensor): Tensor {
  return log(add(mul(x, 4), 1));
}

/**
 * Values that may grow with the task's work: the first half of `outputs` times the work, plus the second half. Costs
 * are proportional to the work but for the waiting, so the layers before have less to learn.
 *
 * @param outputs `[batch, 2·n]`
 * @param observations `[batch, observation]`, which holds the work `C/F` at `workAt`
 * @returns `[batch, n]`
 */
export function scaleWithWork(outputs: Tensor, observations: Tensor, workAt: number): Tensor {
  const n = (outputs.shape[1] ?? 0) / 2;
  const work = slice(observations, 1, workAt, workAt + 1);
  return add(mul(slice(outputs, 1, 0, n), work), slice(outputs, 1, n, 2 * n));
}
