/** The actor: what an agent sees and the chosen targets in, the three shares out. */
import type { ViewLayout } from "../../../env/view-layout.ts";
import { add, concat, mul, sigmoid, type Tensor } from "../../../graph/index.ts";
import { compose, type Module, mlp } from "../../../nn/index.ts";
import { encodedWidth, encoder } from "./encoder.ts";

/** Offload ratio, compute share, bandwidth share. */
export const sharesWidth = 3;

export interface ActorShape {
  readonly view: ViewLayout;
  readonly recurrentWidth: number;
  readonly hidden: readonly number[];
  readonly squashing: Squashing;
}

export interface ActorInput {
  /** `[batch, view.size]` */
  readonly observations: Tensor;
  /** `[batch, slots]`, 1 for each chosen neighbour. */
  readonly targets: Tensor;
}

export interface ActorOutput {
  /** `[batch, 3]`: offload ratio in [0, 1], compute and bandwidth share in [shareMin, 1]. */
  readonly shares: Tensor;
  /** The same before squashing; a penalty on it keeps the squashing from saturating. */
  readonly preActivation: Tensor;
}

export function shareActor({
  view,
  recurrentWidth,
  hidden,
  squashing,
}: ActorShape): Module<ActorInput, ActorOutput> {
  const layers = mlp({
    inputs: encodedWidth(view, recurrentWidth) + view.slots,
    hidden: [...hidden],
    outputs: sharesWidth,
    activation: "relu",
    outputScale: 0.1,
  });
  return compose([encoder(view, recurrentWidth), layers], (apply, { observations, targets }: ActorInput) => {
    const preActivation = apply(1, concat([apply(0, observations), targets], 1));
    return { shares: squashed(preActivation, squashing), preActivation };
  });
}

/** The ranges of the shares, and where an untrained actor begins. */
export interface Squashing {
  /** Least compute and bandwidth share. */
  readonly shareMin: number;
  /** What an untrained actor answers: offload ratio, compute share, bandwidth share, each strictly inside its range. */
  readonly initialShares: readonly number[];
}

/** `[..., 3]` of any numbers → shares in their ranges. */
export function squashed(preActivation: Tensor, { shareMin, initialShares }: Squashing): Tensor {
  const { graph } = preActivation;
  const low = leastShares(shareMin);
  const logits = initialShares.map((share, k) => {
    // A start on or below the least share would have no finite logit.
    const fraction = Math.min(0.99, Math.max(0.01, (share - low[k]!) / (1 - low[k]!)));
    return Math.log(fraction / (1 - fraction));
  });
  const shares = sigmoid(add(preActivation, graph.constant(logits)));
  const range = graph.constant(low.map((least) => 1 - least));
  return add(graph.constant(low), mul(range, shares));
}

/** The lower ends of the three shares' ranges. */
export function leastShares(shareMin: number): Float32Array {
  return Float32Array.of(0, shareMin, shareMin);
}
