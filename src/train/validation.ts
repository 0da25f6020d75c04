/** Judges a policy on the validation window: always on the same draws of homes, which no result is reported on. */
import type { EpisodeStatistics } from "../agents/learner.ts";
import type { Policy } from "../env/index.ts";
import { rollout } from "../env/index.ts";
import { episodeSetup, type Scenario, type WindowSetup, type Workload } from "../scenario/index.ts";
import { summarise } from "../sim/metrics.ts";

export const validationSalts = Array.from({ length: 10 }, (_, k) => `v${k}`);

export function validationSetups(scenario: Scenario, workload: Workload): WindowSetup[] {
  return validationSalts.map((salt) => episodeSetup(scenario, workload, "validate", salt));
}

/** Means over the draws. */
export async function validate(policy: Policy, setups: readonly WindowSetup[]): Promise<EpisodeStatistics> {
  const sums = { objective: 0, meanLatencySeconds: 0, p95LatencySeconds: 0, meanEnergyJoules: 0, dropped: 0 };
  const names = Object.keys(sums) as (keyof typeof sums)[];
  for (const setup of setups) {
    const { simulator } = await rollout(setup, policy);
    const summary = summarise(simulator, setup.cost);
    for (const name of names) sums[name] += summary[name];
  }
  for (const name of names) sums[name] /= setups.length;
  return sums;
}
