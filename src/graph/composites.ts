/** Functions made of several ops. */
import { add, clip, div, mul, sqrt, square, stopGradient, sub, tanh } from "./elementwise.ts";
import type { Tensor } from "./op.ts";
import { mean } from "./reductions.ts";

/**
 * Huber's loss of each element: `x²/2` up to `|x| = delta`, `delta·(|x| - delta/2)` beyond.
 * It is the greatest value of `c·x - c²/2` over `|c| <= delta`, attained at `c = clip(x)`; by the envelope theorem
 * its derivative is that `c`, which is therefore held constant. (Its second derivative does not come out.)
 */
export function huber(x: Tensor, delta = 1): Tensor {
  const slope = stopGradient(clip(x, -delta, delta));
  return mul(slope, sub(x, mul(slope, 0.5)));
}

/** Gaussian error linear unit, in its tanh form (Hendrycks and Gimpel, 2016). */
export function gelu(x: Tensor): Tensor {
  const inner = mul(add(x, mul(mul(square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
}

/** Normalises the last axis to mean 0 and variance 1, then scales and shifts it (Ba et al., 2016). */
export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const centred = sub(x, mean(x, [-1], true));
  const deviation = sqrt(add(mean(square(centred), [-1], true), epsilon));
  return add(mul(div(centred, deviation), gain), bias);
}
