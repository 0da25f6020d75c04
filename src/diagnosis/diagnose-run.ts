/** Asks every rule about a run. */
import { type Finding, severities } from "./finding.ts";
import { rules } from "./rules/index.ts";
import type { RunRecord } from "./run-record.ts";

export interface Diagnosis {
  /** The severest first. */
  readonly findings: readonly Finding[];
  /** Rules that found nothing. */
  readonly fine: readonly string[];
  /** Rules that could not tell, and why. */
  readonly unchecked: readonly { readonly rule: string; readonly because: string }[];
}

export function diagnoseRun(run: RunRecord): Diagnosis {
  const findings: Finding[] = [];
  const fine: string[] = [];
  const unchecked: { rule: string; because: string }[] = [];
  for (const { name, check } of rules) {
    const verdict = check(run);
    if (verdict.kind === "found") findings.push({ rule: name, ...verdict.finding });
    else if (verdict.kind === "fine") fine.push(name);
    else unchecked.push({ rule: name, because: verdict.because });
  }
  return { findings: bySeverity(findings), fine, unchecked };
}

/** The severest first; else in the order they come in. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}
