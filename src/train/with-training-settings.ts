/** Settings of algorithms from a file of their own, in place of those of a scenario. */
import type { LearningAlgorithm } from "../agents/learner.ts";
import type { Scenario } from "../scenario/index.ts";
import { readTrainingSettings } from "./read-training-settings.ts";

/**
 * @returns the scenario with the settings of a file: of each algorithm that the file names, all that it says and nothing else
 * @throws as `readTrainingSettings`
 */
export async function withTrainingSettings(
  scenario: Scenario,
  path: string,
  own?: ReadonlyMap<string, LearningAlgorithm>,
): Promise<Scenario> {
  return { ...scenario, training: { ...scenario.training, ...(await readTrainingSettings(path, own)) } };
}
