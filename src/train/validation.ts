/**
 * Judges a policy in training, always on the same draws of homes, which no result is reported on. The best policy is
 * chosen by the validation and the training window together: the validation window alone may be a quiet one.
 */
import type { EpisodeStatistics } from "../agents/learner.ts";
import type { Policy } from "../env/index.ts";
import { rollout } from "../env/index.ts";
import { episodeSetup, type Scenario, type WindowSetup, type Workload } from "../scenario/index.ts";
import { summarise } from "../sim/metrics.ts";
import { DecisionStatistics } from "./decision-statistics.ts";

/** Draws of homes of each window. */
const salts = {
  validate: Array.from({ length: 10 }, (_, k) => `v${k}`),
  train: Array.from({ length: 4 }, (_, k) => `w${k}`),
};

export interface ValidationSetups {
  readonly validate: readonly WindowSetup[];
  readonly train: readonly WindowSetup[];
}

export function validationSetups(scenario: Scenario, workload: Workload): ValidationSetups {
  const setups = (window: "validate" | "train") =>
    salts[window].map((salt) => episodeSetup(scenario, workload, window, salt));
  return { validate: setups("validate"), train: setups("train") };
}

/**
 * Means over the draws of the validation window, `trainingObjective` over those of the training window, and
 * `selection`, the mean of both objectives, by which the best policy is chosen. `decisions.…` tells how the policy decides
 * on the validation window (decision-statistics.ts).
 */
export async function validate(policy: Policy, setups: ValidationSetups): Promise<EpisodeStatistics> {
  const { objective: trainingObjective } = await meansOver(setups.train, policy);
  const decisions = new DecisionStatistics();
  const means = await meansOver(setups.validate, policy, decisions);
  const selection = (means.objective + trainingObjective) / 2;
  return { ...means, trainingObjective, selection, ...decisions.statistics() };
}

async function meansOver(setups: readonly WindowSetup[], policy: Policy, statistics?: DecisionStatistics) {
  const sums = { objective: 0, meanLatencySeconds: 0, p95LatencySeconds: 0, meanEnergyJoules: 0, dropped: 0 };
  const names = Object.keys(sums) as (keyof typeof sums)[];
  for (const setup of setups) {
    const { simulator, decisions } = await rollout(setup, policy);
    statistics?.add(setup, decisions);
    const summary = summarise(simulator, setup.cost);
    for (const name of names) sums[name] += summary[name] / setups.length;
  }
  return sums;
}
