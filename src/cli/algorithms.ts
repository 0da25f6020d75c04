/** The learning algorithms by the names that the command line knows. */

import type { LearningAlgorithm } from "../agents/learner.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { EdgeflockError } from "../core/errors.ts";

/** Throws EdgeflockError("usage") when there is none of that name. */
export async function learningAlgorithm(name: string): Promise<LearningAlgorithm> {
  const { learningAlgorithms } = await import("../agents/index.ts");
  const algorithm = learningAlgorithms.get(name);
  if (algorithm === undefined) {
    throw new EdgeflockError(
      "usage",
      `unknown algorithm "${name}"`,
      didYouMean(name, learningAlgorithms.keys(), "Algorithms are"),
    );
  }
  return algorithm;
}
