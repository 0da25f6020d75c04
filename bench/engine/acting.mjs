/** Choosing actions: one observation at a time, in place, and a batch of them on the engine. */
import { ctoGraphs } from "./cto.mjs";
import { dqnPolicy } from "./dqn.mjs";
import { actorPolicy } from "./maddpg.mjs";

const BATCH = 256;

/** The peer's actor, and a Q-network, which it has none of. */
export const actors = (widths) =>
  widths.flatMap((hidden) => [
    acting("act", { hidden, batch: 1 }, () => actorPolicy({ hidden, batch: 1 }), "act_numpy_to_numpy"),
    acting("act", { hidden, batch: BATCH }, () => actorPolicy({ hidden, batch: BATCH })),
    acting("act_dqn", { hidden, batch: 1 }, () => dqnPolicy({ hidden, batch: 1 })),
    acting("act_dqn", { hidden, batch: BATCH }, () => dqnPolicy({ hidden, batch: BATCH })),
  ]);

/** What a trained CTO policy evaluates for each decision. */
export const paperActors = ["choose-set", "choose-shares"].map((name) =>
  acting(`act_cto_${name}`, { batch: 1 }, async () => (await ctoGraphs())[name]),
);

function acting(name, size, make, peerName = null) {
  return { name, peerName, agents: 1, ...size, acts: true, make };
}
