/** What every part of a matrix's report is built from: summaries of all policies at all points, and overall scores. */
import { Rng } from "../../../core/rng.ts";
import {
  averageImprovement,
  type Interval,
  interquartileMean,
  mean,
  type ScoreColumn,
  stratifiedBootstrapInterval,
} from "../../../stats/index.ts";
import { type PolicyStyle, policyStyles } from "../palette.ts";
import { buildContext, type ReportContext } from "../report-context.ts";
import type { PolicyReport } from "../report-data.ts";
import type { PolicySummary } from "../summary.ts";
import type { MatrixData, MatrixPointData } from "./matrix-data.ts";
import { normalisedScores } from "./normalised-scores.ts";

export interface PointSummary {
  readonly point: MatrixPointData;
  /** Of the point's own report. */
  readonly context: ReportContext;
  readonly policies: ReadonlyMap<string, PolicySummary>;
}

/** A policy over all points. */
export interface OverallScore {
  readonly policy: PolicyReport;
  /** Normalised; one column a point. */
  readonly columns: readonly ScoreColumn[];
  readonly mean: number;
  readonly meanInterval: Interval | null;
  readonly iqm: number;
  readonly iqmInterval: Interval | null;
  /** That one of its trainings is below one of the best other policy's; null for the only policy. */
  readonly improvement: {
    readonly against: string;
    readonly probability: number;
    readonly interval: Interval | null;
  } | null;
}

export interface MatrixContext {
  readonly data: MatrixData;
  readonly points: readonly PointSummary[];
  /** Every policy of any point, in the order of their first appearance. */
  readonly policies: readonly PolicyReport[];
  readonly styles: ReadonlyMap<string, PolicyStyle>;
  /** Lowest interquartile mean first; empty where `local` was not judged at every point. */
  readonly overall: readonly OverallScore[];
}

export function buildMatrixContext(data: MatrixData): MatrixContext {
  const points = data.points.map(summarisePoint);
  const byName = new Map(
    data.points.flatMap((point) => point.data.policies.map((policy) => [policy.name, policy])),
  );
  const policies = [...byName.values()];
  return { data, points, policies, styles: policyStyles(policies), overall: overallScores(policies, points) };
}

function summarisePoint(point: MatrixPointData): PointSummary {
  const context = buildContext(point.data);
  return {
    point,
    context,
    policies: new Map(context.ranked.map((summary) => [summary.policy.name, summary])),
  };
}

function overallScores(policies: readonly PolicyReport[], points: readonly PointSummary[]): OverallScore[] {
  const scored = policies.flatMap((policy) => {
    const columns = normalisedScores(policy.name, points);
    if (columns === null) return [];
    const scores = columns.flatMap((column) => column.scores);
    const interval = (statistic: typeof mean, name: string) =>
      stratifiedBootstrapInterval(columns, statistic, Rng.stream(0, `matrix/${policy.name}/${name}`));
    return {
      policy,
      columns,
      mean: mean(scores),
      meanInterval: interval(mean, "mean"),
      iqm: interquartileMean(scores),
      iqmInterval: interval(interquartileMean, "iqm"),
    };
  });
  scored.sort((p, q) => p.iqm - q.iqm);
  return scored.map((own) => {
    const other = scored.find(({ policy }) => policy !== own.policy && policy.kind !== "reference");
    if (other === undefined) return { ...own, improvement: null };
    const rng = Rng.stream(0, `matrix/${own.policy.name} against ${other.policy.name}`);
    const against = other.policy.name;
    return { ...own, improvement: { against, ...averageImprovement(own.columns, other.columns, rng) } };
  });
}
