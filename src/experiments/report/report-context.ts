/** What every part of the report is built from: the data, its summaries, and the style of each policy. */
import { type Comparison, compareLearned } from "./comparison.ts";
import { type PolicyStyle, policyStyles } from "./palette.ts";
import type { ReportData } from "./report-data.ts";
import { type PolicySummary, summarisePolicy } from "./summary.ts";

export interface ReportContext {
  readonly data: ReportData;
  /** Lowest mean objective first. */
  readonly ranked: readonly PolicySummary[];
  /** The learned ones among them, best first, each with its comparisons. */
  readonly learned: readonly {
    readonly summary: PolicySummary;
    readonly comparisons: readonly Comparison[];
  }[];
  /** The best that is no reference; the best of all when there are only references. */
  readonly best: PolicySummary;
  /** The policy named "local", if it was evaluated. */
  readonly local: PolicySummary | null;
  readonly styles: ReadonlyMap<string, PolicyStyle>;
}

export function buildContext(data: ReportData): ReportContext {
  const salts = [...new Set(data.policies[0]!.rows.map((row) => row.salt))];
  const ranked = data.policies
    .map((policy) => summarisePolicy(policy, salts))
    .sort((p, q) => p.metrics.objective.mean - q.metrics.objective.mean);
  return {
    data,
    ranked,
    learned: ranked
      .filter(({ policy }) => policy.kind === "learned")
      .map((summary) => ({ summary, comparisons: compareLearned(summary, ranked) })),
    best: ranked.find(({ policy }) => policy.kind !== "reference") ?? ranked[0]!,
    local: ranked.find(({ policy }) => policy.name === "local") ?? null,
    styles: policyStyles(data.policies),
  };
}

/** A Vega-Lite colour scale over the given policies, in that order. */
export function colourScale(context: ReportContext, names: readonly string[]) {
  return { domain: [...names], range: names.map((name) => context.styles.get(name)!.colour.light) };
}
