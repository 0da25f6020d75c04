/** A small window and quick settings for the tests of the CTO family. */
import { Rng } from "../../core/rng.ts";
import type { EpisodeSetup } from "../../env/policy.ts";
import type { Engine } from "../../runtime/index.ts";
import { windowCost } from "../../sim/cost.ts";
import { mesh, network, server, taskTable } from "../../sim/fixtures.test-helper.ts";
import type { Learner, LearningAlgorithm } from "../learner.ts";

export const on = network({
  servers: [server(), server({ capacityCyclesPerSecond: 6 }), server({ capacityCyclesPerSecond: 4 })],
  links: mesh(3, { bandwidthBitsPerSecond: 40, propagationDelaySeconds: 0.05 }),
  maxTargets: 2,
});

/** 60 tasks in bursts, most of them at server 0. */
export function window(seed: number): EpisodeSetup {
  const rng = Rng.stream(seed, "window");
  let arrival = 0;
  const tasks = taskTable(
    Array.from({ length: 60 }, (_, i) => {
      if (i % 4 === 0) arrival += rng.exponential(6);
      return { home: [0, 0, 1, 2][rng.integer(4)]!, arrival, cycles: 2 + 8 * rng.uniform(), bits: 8 };
    }),
  );
  const cost = windowCost(on, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  return { network: on, tasks, cost, split: "equal" };
}

/** Small networks, learning from the first episode on. */
export const quick = {
  batch: 16,
  warmup: 8,
  syncInterval: 5,
  localCapacity: 100,
  globalCapacity: 100,
  counterfactuals: { updates: 10, alternatives: 2, horizonTasks: 6, warmUpTasks: 6 },
  madqn: { hidden: [8] },
  maddpg: { actorHidden: [8], criticHidden: [8] },
};

export function createLearner(
  algorithm: LearningAlgorithm,
  engine: Engine,
  settings: Readonly<Record<string, unknown>> = {},
  seed = 1,
): Promise<Learner> {
  const forecast = algorithm.needsForecaster
    ? async (setup: EpisodeSetup) => new Float32Array(3 * setup.tasks.count).fill(1)
    : null;
  const config = algorithm.configure({ ...quick, ...settings });
  return algorithm.create(config, { engine, seed, setup: window(0), episodes: 4, forecast });
}
