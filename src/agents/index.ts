/** Every learning algorithm by its name on the command line. Users add their own to a map like this one. */

import { cto, ctoTp } from "./cto/algorithm.ts";
import type { LearningAlgorithm } from "./learner.ts";

export const learningAlgorithms: ReadonlyMap<string, LearningAlgorithm> = new Map(
  [ctoTp, cto].map((algorithm) => [algorithm.name, algorithm]),
);
