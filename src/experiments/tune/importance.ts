/** How much each setting matters: the rank correlation of its value with how a trial does. */
import { type RankCorrelation, spearman } from "../../stats/index.ts";
import { type AlgorithmOutcome, scoreOf } from "./tuning-outcome.ts";

export interface SettingImportance {
  readonly path: string;
  /** Trials that it is computed from. */
  readonly trials: number;
  /** Above 0: larger values do worse. Null where values have no order, or there are too few trials. */
  readonly correlation: RankCorrelation | null;
}

/**
 * The trials of the first bracket at its first rung: the one place where many were trained alike. Those that came to
 * nothing are the worst. Strongest first.
 */
export function importanceOf({ space, trials }: AlgorithmOutcome): SettingImportance[] {
  const alike = trials.filter(({ bracket }) => bracket === 0);
  const scores = alike.map(({ rungs }) => scoreOf(rungs[0]!));
  return Object.keys(space)
    .map((path) => {
      const values = alike.map((trial) => trial.values[path]);
      const numbers = values.filter((value) => typeof value === "number");
      const correlation = numbers.length === values.length ? spearman(numbers, scores) : null;
      return { path, trials: alike.length, correlation };
    })
    .sort((p, q) => strength(q) - strength(p));
}

function strength({ correlation }: SettingImportance): number {
  return Math.abs(correlation?.rho ?? 0);
}
