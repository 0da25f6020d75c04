/** Layer normalisation as a module, with its gain and bias. */
import { layerNorm as normalise, type Tensor } from "../graph/index.ts";
import { ones, zeros } from "./initialisers.ts";
import { layer, type Module } from "./module.ts";

/**
 * Normalises the last axis, of length `width` (Ba et al., 2016).
 * @param epsilon added to the variance
 */
export function layerNorm(width: number, epsilon = 1e-5): Module {
  return layer(
    { gain: { shape: [width], init: ones }, bias: { shape: [width], init: zeros } },
    ({ gain, bias }, x: Tensor) => normalise(x, gain, bias, epsilon),
  );
}
