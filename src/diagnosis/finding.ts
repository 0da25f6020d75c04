/** What a rule says of a run: a finding, that all is well, or why it cannot tell. */
import type { RunRecord } from "./run-record.ts";

/**
 * `severe`: the result is not to be used. `warning`: it is likely worse than it need be. `note`: worth knowing, and may
 * be as it should.
 */
export type Severity = "severe" | "warning" | "note";

export const severities: readonly Severity[] = ["severe", "warning", "note"];

/** A setting to try another value of. */
export interface SettingChange {
  /** Where it stands in a scenario, e.g. `training.cto.madqn.epsilonEnd`. */
  readonly setting: string;
  readonly now: unknown;
  readonly value: unknown;
}

export interface Finding {
  /** Name of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** What was measured, in which episodes, against which threshold: a sentence. */
  readonly evidence: string;
  /** The numbers in it, by name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** First and last episode that it was seen in; 0 is the untrained policy. */
  readonly episodes: readonly [number, number];
  /** What it mostly comes from. */
  readonly cause: string;
  /** Other values of settings; may be empty. */
  readonly changes: readonly SettingChange[];
  /** What to do where no setting mends it, or beside one. */
  readonly advice: string;
}

export type Verdict =
  | { readonly kind: "found"; readonly finding: Omit<Finding, "rule"> }
  | { readonly kind: "fine" }
  | { readonly kind: "unchecked"; readonly because: string };

export interface Rule {
  /** In kebab-case; docs/diagnosis.md has a row for each. */
  readonly name: string;
  check(run: RunRecord): Verdict;
}

export const fine: Verdict = { kind: "fine" };

export function unchecked(because: string): Verdict {
  return { kind: "unchecked", because };
}

export function found(finding: Omit<Finding, "rule">): Verdict {
  return { kind: "found", finding };
}

/** Of a rule that needs a statistic which the run's metrics do not have. */
export function lacks(...names: readonly string[]): Verdict {
  return unchecked(`the run's metrics have no ${names.join(" or ")}`);
}
