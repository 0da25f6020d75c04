/** Tests rules on literal series: ones in which each has to find something, and near misses. */
import { describe, expect, test } from "vitest";
import { cto } from "../../agents/cto/algorithm.ts";
import type { Rule, Severity } from "../finding.ts";
import { record } from "../record.test-helper.ts";
import type { RunRecord } from "../run-record.ts";

export interface RuleCase {
  readonly rule: string;
  readonly what: string;
  readonly run: RunRecord;
  /** What it is found as; null: not found. */
  readonly severity: Severity | null;
  /** Part of the evidence, the setting to try first, and part of the advice. */
  readonly says?: string;
  readonly setting?: string;
  readonly advises?: string;
}

export function testRules(rules: readonly Rule[], cases: readonly RuleCase[]): void {
  describe.each(rules.map(({ name, check }) => [name, check] as const))("%s", (name, check) => {
    const own = cases.filter(({ rule }) => rule === name);

    test("is tested both ways", () => {
      expect(own.some(({ severity }) => severity !== null)).toBe(true);
      expect(own.some(({ severity }) => severity === null)).toBe(true);
    });

    test.each(own)("$what: $severity", ({ run, severity, says, setting, advises }) => {
      const verdict = check(run);
      if (verdict.kind !== "found") {
        expect(severity).toBeNull();
        return;
      }
      const { finding } = verdict;
      expect(finding.severity).toBe(severity);
      if (says !== undefined) expect(finding.evidence).toContain(says);
      if (setting !== undefined) expect(finding.changes[0]?.setting).toBe(setting);
      if (advises !== undefined) expect(finding.advice).toContain(advises);
      for (const value of [...Object.values(finding.numbers), ...finding.episodes]) {
        expect(Number.isFinite(value)).toBe(true);
      }
      expect(finding.cause).not.toBe("");
      expect(finding.changes.length > 0 || finding.advice !== "").toBe(true);
      // Every proposal is another value, and one that the algorithm takes.
      for (const { setting: path, now, value } of finding.changes) {
        expect(value).not.toEqual(now);
        expect(() => cto.configure(nested(path.split(".").slice(2), value))).not.toThrow();
      }
    });

    test("of an empty record it cannot tell", () => {
      expect(check(record({}, {}, { episodes: 5 })).kind).toBe("unchecked");
    });
  });
}

function nested([first, ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  return { [first!]: rest.length === 0 ? value : nested(rest, value) };
}
