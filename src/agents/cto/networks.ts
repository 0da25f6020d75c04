/** The three networks of a CTO agent: MADQN's Q-network over target sets, MADDPG's actor and critic of the shares. */
import type { Rng } from "../../core/rng.ts";
import { criticNetwork } from "../common/networks/critic.ts";
import { qNetwork } from "../common/networks/q-network.ts";
import { shareActor } from "../common/networks/share-actor.ts";
import { type AgentShape, headStartOf } from "../common/shape.ts";
import { copies } from "../off-policy/losses.ts";
import type { CtoConfig } from "./config.ts";

export function networksOf(shape: AgentShape, config: CtoConfig) {
  const { layout, shareMin } = shape;
  const { view } = layout;
  const { recurrentWidth, madqn, maddpg } = config;
  const { initialShares, criticHidden, attention, doubleCritics } = maddpg;
  return {
    q: qNetwork({
      view,
      recurrentWidth,
      hidden: madqn.hidden,
      dueling: madqn.dueling,
      headStart: headStartOf(shape, madqn.habit),
    }),
    actor: shareActor({
      view,
      recurrentWidth,
      hidden: maddpg.actorHidden,
      squashing: { shareMin, initialShares },
    }),
    critic: copies(criticNetwork({ layout, hidden: criticHidden, attention }), doubleCritics ? 2 : 1),
  };
}

/** Fresh parameters; every target network starts as a copy. Keys are the states of the update graph. */
export function initialState(shape: AgentShape, config: CtoConfig, rng: Rng): Record<string, Float32Array> {
  const networks = networksOf(shape, config);
  const q = networks.q.init(rng);
  const actor = networks.actor.init(rng);
  const critic = networks.critic.init(rng);
  return { q, actor, critic, qTarget: q.slice(), actorTarget: actor.slice(), criticTarget: critic.slice() };
}
