/** Scores that can be averaged over points of a matrix: objectives relative to a policy that everybody has. */
import type { ScoreColumn } from "../../../stats/index.ts";
import type { PointSummary } from "./matrix-context.ts";

/** Doing everything at home: no policy that cooperates should be above it, and it has no constants. */
export const normalisingPolicy = "local";

/**
 * Mean objective of each seed of a policy over the draws, divided by that of `local` at the same point, point by point: 1 is
 * as good as no cooperation, less is better. Null where the policy or `local` was not judged at every point.
 */
export function normalisedScores(policy: string, points: readonly PointSummary[]): ScoreColumn[] | null {
  const columns: ScoreColumn[] = [];
  for (const { point, policies } of points) {
    const own = policies.get(policy);
    const base = policies.get(normalisingPolicy)?.metrics.objective.mean;
    if (own === undefined || base === undefined || base <= 0) return null;
    columns.push({
      stratum: point.origins[policy] ?? policy,
      scores: own.metrics.objective.bySeed.map((objective) => objective / base),
    });
  }
  return columns;
}
