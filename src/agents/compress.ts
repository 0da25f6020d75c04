/** Squeezes the heavy tails of observations (all are ≥ 0, most in seconds) before the first layer: `log(1 + 4x)`. */
import { add, log, mul, type Tensor } from "../graph/index.ts";

export function compress(x: Tensor): Tensor {
  return log(add(mul(x, 4), 1));
}
