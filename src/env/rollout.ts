/** Runs one policy on one window, from an empty network to the completion of its last task. */
import type { Simulator } from "../sim/simulator.ts";
import type { DecisionLog } from "./decision-log.ts";
import { Episode } from "./episode.ts";
import type { EpisodeSetup, Policy } from "./policy.ts";

export interface Rollout {
  readonly simulator: Simulator;
  readonly decisions: DecisionLog;
}

export interface RolloutOptions {
  /** For policies that draw random numbers. */
  readonly seed?: number;
  readonly utilisationBinSeconds?: number;
  /** Called every few hundred decisions with the fraction done; throw to stop. */
  readonly onProgress?: (fraction: number) => void;
}

export async function rollout(
  setup: EpisodeSetup,
  policy: Policy,
  { seed = 0, utilisationBinSeconds, onProgress }: RolloutOptions = {},
): Promise<Rollout> {
  const { network, tasks, cost } = setup;
  const episode = new Episode(setup, { withPeers: policy.information === "peers", utilisationBinSeconds });
  const { simulator, decision } = episode;
  const global = policy.information === "global" ? simulator : null;
  policy.begin({ network, cost, seed });
  for (let done = 0; episode.next() >= 0; done++) {
    const pending = policy.decide({ local: episode.local, global }, decision);
    if (pending !== undefined) await pending;
    episode.decide();
    if (done % 512 === 0) onProgress?.(done / tasks.count);
  }
  return { simulator, decisions: episode.decisions };
}
