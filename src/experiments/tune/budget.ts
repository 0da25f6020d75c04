/**
 * The budget of a tuning, the same for every policy: decisions on simulated tasks, in training and in validation. What a
 * learner computes beside (its updates, re-simulations within them) is work on the same experience, and not counted.
 */
import type { Scenario, Workload } from "../../scenario/index.ts";
import { type ValidationSetups, validationSetups } from "../../train/index.ts";
import type { Bracket } from "./brackets.ts";
import { searchSetups } from "./search-baseline.ts";

export interface DecisionCosts {
  /** Decisions of one training episode. */
  readonly episode: number;
  /** Decisions of one validation, over all its windows and draws. */
  readonly validation: number;
  /** Mean decisions of a window that baselines search on. */
  readonly searchWindow: number;
}

export function decisionCosts(scenario: Scenario, workload: Workload): DecisionCosts {
  const { train, validate }: ValidationSetups = validationSetups(scenario, workload);
  const total = (setups: readonly { readonly tasks: { readonly count: number } }[]) =>
    setups.reduce((sum, { tasks }) => sum + tasks.count, 0);
  const search = searchSetups(scenario, workload);
  return {
    episode: train[0]!.tasks.count,
    validation: total(train) + total(validate),
    searchWindow: total(search) / search.length,
  };
}

/** Decisions of one training from its start up to `until` of `episodes` episodes. */
export function trainingDecisions(
  costs: DecisionCosts,
  until: number,
  episodes: number,
  validateEvery: number,
): number {
  // The untrained policy is judged too, and the last one in any case.
  const validations =
    until === 0
      ? 0
      : 1 + Math.floor(until / validateEvery) + (until === episodes && episodes % validateEvery > 0 ? 1 : 0);
  return until * costs.episode + validations * costs.validation;
}

/** Decisions of all trials of an algorithm. */
export function searchDecisions(
  brackets: readonly Bracket[],
  costs: DecisionCosts,
  episodes: number,
  validateEvery: number,
  seeds: number,
): number {
  let sum = 0;
  for (const { rungs } of brackets) {
    let before = 0;
    for (const rung of rungs) {
      const decisions = trainingDecisions(costs, rung.episodes, episodes, validateEvery);
      sum += rung.trials * seeds * (decisions - before);
      before = decisions;
    }
  }
  return sum;
}
