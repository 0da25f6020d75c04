/** Every learning algorithm by its name on the command line. Users add their own to a map like this one. */

import { counterfactualPpo } from "./counterfactual-ppo/algorithm.ts";
import { cto, ctoSync, ctoTp, ctoTpPaper } from "./cto/algorithm.ts";
import { hybridPpo } from "./hybrid-ppo/algorithm.ts";
import { idqnIddpg } from "./idqn-iddpg/algorithm.ts";
import type { LearningAlgorithm } from "./learner.ts";
import { maddpg } from "./maddpg/algorithm.ts";
import { madqn } from "./madqn/algorithm.ts";

export const learningAlgorithms: ReadonlyMap<string, LearningAlgorithm> = new Map(
  [counterfactualPpo, ctoTp, cto, ctoTpPaper, ctoSync, idqnIddpg, maddpg, madqn, hybridPpo].map(
    (algorithm) => [algorithm.name, algorithm],
  ),
);
