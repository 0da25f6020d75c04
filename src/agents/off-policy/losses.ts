/** What the losses of off-policy algorithms are put together from. */
import {
  adam,
  add,
  clip,
  div,
  type Graph,
  gradients,
  maximum,
  mean,
  minimum,
  mul,
  type Objective,
  type Operand,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from "../../graph/index.ts";
import type { Module } from "../../nn/index.ts";
import { noiseInputs } from "./batch-tensors.ts";
import type { OffPolicyConfig } from "./config.ts";
import { leastShares, sharesWidth } from "./networks/share-actor.ts";

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

/** What `compileUpdate` minimises, by Adam, and the norm of its gradient before it is clipped. */
export class Objectives {
  readonly minimise: Objective[] = [];
  /** `gradientNorm.<name>` by name. */
  readonly gradientNorms: Record<string, Tensor> = {};

  constructor(readonly config: Pick<OffPolicyConfig, "maxGradientNorm">) {}

  /** @param factor of the learning rate, `[1]` */
  add(name: string, loss: Tensor, parameters: Tensor, learningRate: number, factor: Tensor): void {
    const { maxGradientNorm } = this.config;
    const optimizer = adam({ learningRate: mul(factor, learningRate), maxGradientNorm });
    this.minimise.push({ loss, parameters, optimizer });
    const [gradient] = gradients(loss, [parameters]);
    if (gradient === undefined) throw new Error("one gradient was asked for");
    this.gradientNorms[`gradientNorm.${name}`] = sqrt(sum(square(gradient)));
  }
}

/** The states of an update: networks and their targets, each target a soft copy. */
export class Networks {
  readonly targets: { target: Tensor; source: Tensor; rate: Operand }[] = [];

  constructor(
    readonly graph: Graph,
    readonly rate: number,
  ) {}

  /** The parameters of network `name` and of its target network, `<name>Target`. */
  pair(name: string, { size }: { readonly size: number }): readonly [Tensor, Tensor] {
    const source = this.graph.state(name, [size]);
    const target = this.graph.state(`${name}Target`, [size]);
    this.targets.push({ target, source, rate: this.rate });
    return [source, target];
  }
}

/** `[batch, 1]` → `[batch]` */
export function flat(values: Tensor): Tensor {
  return reshape(values, [values.shape[0] ?? 1]);
}
