/** Runs one policy on one window, from an empty network to the completion of its last task. */
import type { SeriesOptions } from "../sim/meter.ts";
import type { Simulator } from "../sim/simulator.ts";
import type { DecisionLog } from "./decision-log.ts";
import { openEpisode } from "./episode.ts";
import type { EpisodeSetup, Policy } from "./policy.ts";

export interface Rollout {
  readonly simulator: Simulator;
  readonly decisions: DecisionLog;
}

export interface RolloutOptions extends SeriesOptions {
  /** For policies that draw random numbers. */
  readonly seed?: number;
  /** Called every few hundred decisions with the fraction done; throw to stop. */
  readonly onProgress?: (fraction: number) => void;
}

const decisionsBetweenCalls = 512;

export async function rollout(
  setup: EpisodeSetup,
  policy: Policy,
  { seed = 0, onProgress, ...series }: RolloutOptions = {},
): Promise<Rollout> {
  const { episode, info } = openEpisode(setup, policy.information, seed, series);
  policy.begin(info);
  let told = 0;
  await episode.play(policy, (done) => {
    if (done < told) return;
    told = done + decisionsBetweenCalls;
    onProgress?.(done / setup.tasks.count);
  });
  return { simulator: episode.simulator, decisions: episode.decisions };
}
