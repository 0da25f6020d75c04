/** What the losses of off-policy algorithms are put together from. */
import {
  add,
  clip,
  div,
  maximum,
  mean,
  minimum,
  mul,
  slice,
  square,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import type { Module } from "../../nn/index.ts";
import { leastShares, sharesWidth } from "../common/networks/share-actor.ts";
import { noiseInputs } from "./batch-tensors.ts";

/** Mean of `x` over the elements that are `valid`, a mask of its shape; over all where there is none. */
export function meanOver(x: Tensor, valid: Tensor | null): Tensor {
  return valid === null ? mean(x) : div(sum(mul(x, valid)), sum(valid));
}

/** Mean squared error `[batch]` against `[batch]`, each sample by its importance weight (Schaul et al., 2016). */
export function weightedSquaredLoss(prediction: Tensor, target: Tensor, weights: Tensor | null): Tensor {
  const squared = square(sub(prediction, target));
  return mean(weights === null ? squared : mul(weights, squared));
}

/** `count` copies of a network with parameters of their own, side by side: gives what each of them answers. */
export function copies<In>(module: Module<In>, count: number): Module<In, Tensor[]> {
  const { size } = module;
  return {
    size: count * size,
    init(rng) {
      const values = new Float32Array(count * size);
      for (let k = 0; k < count; k++) values.set(module.init(rng), k * size);
      return values;
    },
    decayMask: () =>
      Float32Array.from(
        Array(count)
          .fill([...module.decayMask()])
          .flat(),
      ),
    apply: (parameters, x) =>
      Array.from({ length: count }, (_, k) =>
        module.apply(count === 1 ? parameters : slice(parameters, 0, k * size, (k + 1) * size), x),
      ),
  };
}

/** The least of several estimates (clipped double Q-learning: Fujimoto et al., 2018). */
export function least(estimates: readonly Tensor[]): Tensor {
  return estimates.reduce((lower, other) => minimum(lower, other));
}

/** Target policy smoothing (Fujimoto et al., 2018): shares with clipped normal noise, inside their ranges. */
export function smoothed(
  shares: Tensor,
  { targetNoise, targetNoiseClip }: { readonly targetNoise: number; readonly targetNoiseClip: number },
  shareMin: number,
): Tensor {
  if (targetNoise === 0) return shares;
  const { graph } = shares;
  const normal = graph.input(noiseInputs.normal, [shares.shape[0] ?? 1, sharesWidth]);
  const noisy = add(shares, clip(mul(normal, targetNoise), -targetNoiseClip, targetNoiseClip));
  return minimum(maximum(noisy, graph.constant(leastShares(shareMin))), 1);
}
