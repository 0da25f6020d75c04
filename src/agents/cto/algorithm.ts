/**
 * The CTO family (arXiv 2504.17526) as learning algorithms. They are one learner with different settings:
 * docs/algorithms/cto.md says which, and why.
 */
import type { LearningAlgorithm } from "../learner.ts";
import { configureCto, ctoConfigSchema } from "./config.ts";
import { loadCtoPolicy } from "./export.ts";
import { ctoGraphs } from "./graphs.ts";
import { CtoLearner } from "./learner.ts";

type Settings = Readonly<Record<string, unknown>>;

interface Member {
  readonly name: string;
  readonly description: string;
  readonly needsForecaster: boolean;
  /** Where this member departs from the defaults of the family. */
  readonly settings?: Settings;
}

function memberOfCto({ name, description, needsForecaster, settings = {} }: Member): LearningAlgorithm {
  return {
    name,
    description,
    needsForecaster,
    configure: (overrides) => configureCto(name, merged(settings, overrides)),
    create: (config, context) => CtoLearner.create(name, ctoConfigSchema.parse(config), context),
    loadPolicy: (files) => loadCtoPolicy(name, files),
    graphs: (config, network) => ctoGraphs(ctoConfigSchema.parse(config), network, needsForecaster),
  };
}

/** `changes` over `settings`, groups of settings merged field by field. */
function merged(settings: Settings, changes: Settings): Settings {
  const result: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(changes)) {
    const previous = result[name];
    result[name] = isGroup(previous) && isGroup(value) ? merged(previous, value) : value;
  }
  return result;
}

function isGroup(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
