/** Every learning algorithm by its name on the command line. Users add their own to a map like this one. */

import { cto, ctoTp, ctoTpPaper } from "./cto/algorithm.ts";
import type { LearningAlgorithm } from "./learner.ts";

export const learningAlgorithms: ReadonlyMap<string, LearningAlgorithm> = new Map(
  [ctoTp, cto, ctoTpPaper].map((algorithm) => [algorithm.name, algorithm]),
);
