/** Small windows and quick settings for the tests of the learning algorithms. */
import { Rng } from "../core/rng.ts";
import type { EpisodeSetup } from "../env/policy.ts";
import type { Engine } from "../runtime/index.ts";
import { windowCost } from "../sim/cost.ts";
import { mesh, network, server, taskTable } from "../sim/fixtures.test-helper.ts";
import type { Network } from "../sim/network.ts";
import type { Learner, LearningAlgorithm } from "./learner.ts";

const servers = [server(), server({ capacityCyclesPerSecond: 6 }), server({ capacityCyclesPerSecond: 4 })];
const links = mesh(3, { bandwidthBitsPerSecond: 40, propagationDelaySeconds: 0.05 });

export const on = network({ servers, links, maxTargets: 2 });

/** The same, but server 2 has no link to server 0. */
export const uneven = network({
  servers,
  links: links.filter(({ from, to }) => from !== 2 || to !== 0),
  maxTargets: 2,
});

/** 60 tasks in bursts, most of them at server 0. */
export function window(seed: number, network = on): EpisodeSetup {
  const rng = Rng.stream(seed, "window");
  let arrival = 0;
  const tasks = taskTable(
    Array.from({ length: 60 }, (_, i) => {
      if (i % 4 === 0) arrival += rng.exponential(6);
      return { home: [0, 0, 1, 2][rng.integer(4)]!, arrival, cycles: 2 + 8 * rng.uniform(), bits: 8 };
    }),
  );
  const cost = windowCost(network, tasks, { latencyWeight: 0.5, energyWeight: 0.5, dropCost: 20 });
  return { network, tasks, cost, split: "equal" };
}

/** Small networks, learning from the first episode on; each algorithm takes those it has. */
const quick = {
  batch: 16,
  warmup: 8,
  syncInterval: 5,
  localCapacity: 100,
  globalCapacity: 100,
  recurrentWidth: 4,
  counterfactuals: { updates: 10, alternatives: 2, horizonTasks: 6, warmUpTasks: 6 },
  // Of on-policy algorithms.
  hidden: [8],
  criticHidden: [8],
  attention: { width: 8, heads: 2 },
  alternatives: 2,
  horizonTasks: 6,
};
const quickNetworks: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  madqn: { hidden: [8] },
  maddpg: { actorHidden: [8], criticHidden: [8], attention: { width: 8, heads: 2 } },
};

export type Settings = Readonly<Record<string, unknown>>;

export interface LearnerOptions {
  readonly seed?: number;
  readonly network?: Network;
}

/** @param settings beside the quick ones; those of groups that the algorithm does not have are left out */
export function createLearner(
  algorithm: LearningAlgorithm,
  engine: Engine,
  settings: Settings = {},
  { seed = 1, network = on }: LearnerOptions = {},
): Promise<Learner> {
  const forecast = algorithm.needsForecaster
    ? async (setup: EpisodeSetup) => new Float32Array(3 * setup.tasks.count).fill(1)
    : null;
  const known = algorithm.configure({}) as Settings;
  const groups = Object.entries(quickNetworks).flatMap(([group, sizes]) =>
    group in known ? [[group, { ...sizes, ...(settings[group] as Settings) }]] : [],
  );
  const own = "syncInterval" in known && known["syncInterval"] === null ? { syncInterval: null } : {};
  const flat = Object.entries({ ...quick, ...own, ...settings });
  const others = flat.filter(([name]) => name in known && !(name in quickNetworks));
  const config = algorithm.configure(Object.fromEntries([...others, ...groups]));
  return algorithm.create(config, { engine, seed, setup: window(0, network), episodes: 4, forecast });
}

/** Plays the episodes from `from` to `to` (excluded). */
export async function play(learner: Learner, from: number, to: number, network = on) {
  const statistics = [];
  for (let episode = from; episode < to; episode++) {
    statistics.push(await learner.trainEpisode(window(episode, network)));
  }
  return statistics;
}
