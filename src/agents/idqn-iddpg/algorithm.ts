/**
 * Independent learners: the networks of CTO, but each agent by itself. Its critic sees what the agent sees and nothing
 * more, and no experience is shared (docs/algorithms/idqn-iddpg.md).
 */
import { memberOfCto } from "../cto/algorithm.ts";

export const idqnIddpg = memberOfCto({
  name: "idqn-iddpg",
  description:
    "Independent learners: DQN picks the servers, DDPG the shares; no central critic, no shared replay.",
  needsForecaster: false,
  settings: { critic: "local", syncInterval: null },
});
