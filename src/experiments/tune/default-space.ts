/** What is searched of an algorithm when nobody says it: those of the settings below that it has. */
import type { JsonValue } from "../../agents/baselines/index.ts";
import type { Dimension, SearchSpace } from "./search-space.ts";
import { settingAt } from "./settings-paths.ts";

const logUniform = (low: number, high: number): Dimension => ({ kind: "logUniform", low, high });
const choice = (...values: JsonValue[]): Dimension => ({ kind: "choice", values });

/** Learning rates, targets and exploration, passes over what was played: what papers tune first. Sizes of networks and buffers are left alone. */
const usualSpace: SearchSpace = {
  learningRate: logUniform(1e-4, 3e-3),
  actorLearningRate: logUniform(1e-4, 3e-3),
  criticLearningRate: logUniform(2e-4, 6e-3),
  "madqn.learningRate": logUniform(1e-4, 3e-3),
  "maddpg.actorLearningRate": logUniform(1e-4, 3e-3),
  "maddpg.criticLearningRate": logUniform(2e-4, 6e-3),
  "maddpg.noiseStart": logUniform(0.05, 0.5),
  "madqn.epsilonStart": choice(0.3, 0.5, 1),
  "maddpg.epsilonStart": choice(0.3, 0.5, 1),
  targetRate: logUniform(5e-4, 2e-2),
  rewardScale: logUniform(0.03, 0.3),
  batch: choice(128, 256, 512),
  epochs: choice(2, 4, 8),
  entropy: choice([0.5, 0.05], [0.7, 0.05], [0.7, 0.2]),
  horizonTasks: choice(1, 8, 32),
};

/** @param config of the algorithm, defaults filled in */
export function defaultSpace(config: unknown): SearchSpace {
  return Object.fromEntries(
    Object.entries(usualSpace).filter(([path]) => settingAt(config, path) !== undefined),
  );
}
