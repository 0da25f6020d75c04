/** Every learning algorithm by its name on the command line. Users add their own to a map like this one. */
import type { LearningAlgorithm } from "../env/learner.ts";
import { cto, ctoTp } from "./cto/algorithm.ts";

export const learningAlgorithms: ReadonlyMap<string, LearningAlgorithm> = new Map(
  [ctoTp, cto].map((algorithm) => [algorithm.name, algorithm]),
);
