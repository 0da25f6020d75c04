/** Noise that turns a greatest logit into a draw. */
import type { Rng } from "../../core/rng.ts";

/** A draw from the standard Gumbel distribution: the greatest of logits with such noise is a draw from their softmax. */
export function gumbelNoise(rng: Rng): number {
  return -Math.log(Math.max(rng.exponential(1), 1e-30));
}
