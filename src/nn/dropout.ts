/** Dropout, from an explicit seed. */
import { EdgeflockError } from "../core/errors.ts";
import { type Module, parameterless } from "./module.ts";

/**
 * Sets each element to zero with probability `rate` in training, that is where the module is applied with a
 * `DropoutNoise`, and scales the others by `1/(1 - rate)` (Srivastava et al., 2014). Else it changes nothing.
 */
export function dropout(rate: number): Module {
  if (!(rate >= 0 && rate < 1)) {
    throw new EdgeflockError(
      "graph",
      `dropout: the rate is ${rate}.`,
      "Choose it from 0 (included) to 1 (excluded).",
    );
  }
  return parameterless((x, noise) => (noise === undefined || rate === 0 ? x : noise.drop(x, rate)));
}
