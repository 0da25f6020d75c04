/** CTO and CTO-TP (arXiv 2504.17526) as learning algorithms; they differ in the forecasts that their critics see. */
import type { LearningAlgorithm } from "../learner.ts";
import { configureCto, ctoConfigSchema } from "./config.ts";
import { loadCtoPolicy } from "./export.ts";
import { CtoLearner } from "./learner.ts";

function ctoAlgorithm(name: string, description: string, needsForecaster: boolean): LearningAlgorithm {
  return {
    name,
    description,
    needsForecaster,
    configure: (overrides) => configureCto(name, overrides),
    create: (config, context) => CtoLearner.create(name, ctoConfigSchema.parse(config), context),
    loadPolicy: (files) => loadCtoPolicy(name, files),
  };
}

export const cto = ctoAlgorithm(
  "cto",
  "Asynchronous cooperative learning: MADQN picks the servers, MADDPG the shares.",
  false,
);

export const ctoTp = ctoAlgorithm(
  "cto-tp",
  "CTO whose critics also see a transformer's forecast of every server's next task.",
  true,
);
