/** The two networks of a MADDPG agent: one actor for target sets and shares, one critic. */
import type { Rng } from "../../core/rng.ts";
import { add, mul, oneHotArgmax, reshape, slice, sum, type Tensor } from "../../graph/index.ts";
import { compose, type Module, mlp } from "../../nn/index.ts";
import { criticNetwork } from "../common/networks/critic.ts";
import { encodedWidth, encoder } from "../common/networks/encoder.ts";
import { sharesWidth, squashed } from "../common/networks/share-actor.ts";
import { type AgentShape, headStartOf, masked, validSets } from "../common/shape.ts";
import { copies } from "../off-policy/losses.ts";
import type { MaddpgConfig } from "./config.ts";

export interface RelaxedActorOutput {
  /** `[batch, sets]`; of sets that are not there −1e9. */
  readonly logits: Tensor;
  /** `[batch, sets, 3]`: the shares for each set. */
  readonly shares: Tensor;
  /** All of it before masks and squashing, for a penalty. */
  readonly raw: Tensor;
}

/** `[batch, view.size]` → a distribution over target sets, and the shares that go with each. */
function relaxedActor(shape: AgentShape, config: MaddpgConfig): Module<Tensor, RelaxedActorOutput> {
  const { sets, shareMin, layout } = shape;
  const { recurrentWidth, maddpg } = config;
  const { initialShares, actorHidden, habit } = maddpg;
  const count = sets.length;
  const layers = mlp({
    inputs: encodedWidth(layout.view, recurrentWidth),
    hidden: [...actorHidden],
    outputs: count * (1 + sharesWidth),
    activation: "relu",
    outputScale: 0.1,
  });
  return compose([encoder(layout.view, recurrentWidth), layers], (apply, observations: Tensor) => {
    const { graph } = observations;
    const raw = apply(1, apply(0, observations));
    const batch = raw.shape[0] ?? 1;
    const logits = add(slice(raw, 1, 0, count), graph.constant(headStartOf(shape, habit)));
    const rest = reshape(slice(raw, 1, count, count * (1 + sharesWidth)), [batch, count, sharesWidth]);
    return {
      logits: masked(logits, validSets(observations, shape)),
      shares: squashed(rest, { shareMin, initialShares }),
      raw,
    };
  });
}

/** The shares of a choice `[batch, sets]`, one-hot or relaxed: `[batch, 3]`. */
export function sharesOf(choice: Tensor, { shares }: RelaxedActorOutput): Tensor {
  const [batch = 1, sets = 1] = choice.shape;
  return sum(mul(reshape(choice, [batch, sets, 1]), shares), [1]);
}

/** The set of the greatest logit, one-hot. */
export function bestSet({ logits }: RelaxedActorOutput): Tensor {
  return oneHotArgmax(logits);
}

export function networksOf(shape: AgentShape, config: MaddpgConfig) {
  const { criticHidden, attention, doubleCritics } = config.maddpg;
  return {
    actor: relaxedActor(shape, config),
    critic: copies(
      criticNetwork({ layout: shape.layout, hidden: criticHidden, attention }),
      doubleCritics ? 2 : 1,
    ),
  };
}

/** Fresh parameters; every target network starts as a copy. Keys are the states of the update graph. */
export function initialState(
  shape: AgentShape,
  config: MaddpgConfig,
  rng: Rng,
): Record<string, Float32Array> {
  const networks = networksOf(shape, config);
  const actor = networks.actor.init(rng);
  const critic = networks.critic.init(rng);
  return { actor, critic, actorTarget: actor.slice(), criticTarget: critic.slice() };
}
