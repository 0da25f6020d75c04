/**
 * The CTO family (arXiv 2504.17526) as learning algorithms. They are one learner with different settings:
 * docs/algorithms/cto.md says which, and why.
 */
import { defineOffPolicyAlgorithm, type OffPolicyDefinition } from "../off-policy/define-algorithm.ts";
import { type CtoConfig, configureCto, ctoConfigSchema } from "./config.ts";
import { ctoModel } from "./model.ts";

type Member = Omit<OffPolicyDefinition<CtoConfig>, "model" | "schema" | "configure">;

/** An algorithm with the networks and losses of CTO. */
export function memberOfCto(member: Member) {
  const common = { model: ctoModel, schema: ctoConfigSchema, configure: configureCto };
  return defineOffPolicyAlgorithm({ ...member, ...common });
}

export const cto = memberOfCto({
  name: "cto",
  description: "Cooperative learning: MADQN picks the servers, MADDPG the shares.",
  needsForecaster: false,
});

export const ctoTp = memberOfCto({
  name: "cto-tp",
  description: "CTO whose critics also see a transformer's forecast of every server's next task.",
  needsForecaster: true,
});

/** The paper's choices, wherever it names any: what the departures of `cto-tp` are measured against. */
export const ctoTpPaper = memberOfCto({
  name: "cto-tp-paper",
  description:
    "CTO-TP with the paper's reward and observation: no load reports, credit from sampled returns.",
  needsForecaster: true,
  settings: {
    peerLoad: false,
    reward: "paper",
    rewardScope: "own",
    madqn: { learnsFrom: "returns", habit: 0, epsilonStart: 1, epsilonEnd: 0.02, epsilonDecayFraction: 0.5 },
    maddpg: {
      initialShares: [0.5, 0.5, 0.5],
      shareGrids: { compute: null, bandwidth: null },
      noiseStart: 0.3,
      noiseEnd: 0.05,
    },
  },
});

export const ctoSync = memberOfCto({
  name: "cto-sync",
  description: "CTO whose agents wait for each other: they learn and exchange experience in common rounds.",
  needsForecaster: false,
  settings: { learning: "synchronous" },
});
