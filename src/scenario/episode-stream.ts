/** One window of a synthetic scenario as a stream: its tasks are made as they are needed. */
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";
import { drawUploads } from "../sim/access-network.ts";
import { type CostModel, sourceCost } from "../sim/cost.ts";
import type { Network } from "../sim/network.ts";
import type { TaskSource } from "../sim/task-source.ts";
import { GeneratedSource } from "../workload/synthetic/generated-source.ts";
import { networkOf, rulesOf, type SimulationRules, type WindowName, windowBounds } from "./build.ts";
import { channelOf } from "./draw-access.ts";
import { generatorOf, isGenerated } from "./generator-of.ts";
import type { Scenario } from "./schema.ts";
import { workloadEndSeconds } from "./sections/workload.ts";

/** `StreamSetup` of the environment, and what the cost is made of. */
export interface WindowStream extends SimulationRules {
  readonly network: Network;
  /** To be used up once. */
  readonly source: TaskSource;
  /** Looked up the first time, it takes a pass over the tasks of the window. */
  readonly cost: CostModel;
}

export interface EpisodeStreamOptions {
  /** In place of the scenario's own [s], before `timeScale`; may be longer than a table could hold. */
  readonly durationSeconds?: number;
}

/**
 * The tasks, homes, uploads and faults of `episodeSetup`, to the same bits, in memory that does not grow with their number.
 *
 * @throws EdgeflockError("usage") when the scenario's tasks come from a trace
 */
export function episodeStream(
  scenario: Scenario,
  window: WindowName,
  salt: string,
  options: EpisodeStreamOptions = {},
): WindowStream {
  const network = networkOf(scenario);
  let cost: CostModel | null = null;
  return {
    network,
    source: sourceOf(scenario, window, salt, options),
    get cost() {
      cost ??= sourceCost(network, sourceOf(scenario, window, salt, options), scenario.objective);
      return cost;
    },
    ...rulesOf(scenario, salt),
  };
}

/** When the last task of the stream may arrive [s]; Infinity on a trace. */
export function streamEnd(
  scenario: Scenario,
  window: WindowName,
  { durationSeconds }: EpisodeStreamOptions = {},
): number {
  const { toSeconds } = windowBounds(scenario, window);
  const { workload } = scenario;
  return isGenerated(workload)
    ? Math.min(toSeconds, workloadEndSeconds(workload, durationSeconds))
    : toSeconds;
}

function sourceOf(
  scenario: Scenario,
  window: WindowName,
  salt: string,
  { durationSeconds }: EpisodeStreamOptions,
): TaskSource {
  const { workload, users, access } = scenario;
  const { homeWeights } = workload;
  if (users !== undefined || homeWeights === undefined || access?.kind === "log") {
    throw new EdgeflockError(
      "usage",
      `${scenario.name} has users or throughput logs, and its tasks are no stream yet`,
      "Leave --stream out, or choose a scenario without them.",
    );
  }
  if (!isGenerated(workload)) {
    throw new EdgeflockError(
      "usage",
      `${scenario.name} runs on a trace, which is read as a whole: its tasks are no stream`,
      "Leave --stream out, or choose a scenario with a synthetic workload.",
    );
  }
  const generator = generatorOf(scenario, workload, durationSeconds === undefined ? {} : { durationSeconds });
  const source = new GeneratedSource(generator, {
    ...windowBounds(scenario, window),
    outputRatio: scenario.outputRatio,
    salt,
    homeWeights,
  });
  if (access === undefined) return source;
  const channel = channelOf(access);
  const rng = Rng.stream(0, `access/${salt}`);
  return {
    next() {
      const batch = source.next();
      if (batch !== null) drawUploads(channel, batch, rng);
      return batch;
    },
  };
}
