/** Each learned policy against every other one: paired difference of the objective, test, verdict. */
import { Rng } from "../../core/rng.ts";
import {
  averageImprovement,
  holmAdjust,
  type Interval,
  intervalsApart,
  mean,
  pairedDifference,
  wilcoxonSignedRank,
} from "../../stats/index.ts";
import type { PolicySummary } from "./summary.ts";

/**
 * What may be said about the sign of a difference. "apart": the paired interval excludes zero and the two policies'
 * own intervals over seeds do not meet. "paired": only the former. "unclear": the paired interval holds zero.
 * "single": a learned side has one seed, so nothing can be said beyond it.
 */
export type Certainty = "apart" | "paired" | "unclear" | "single";

export interface Comparison {
  readonly other: PolicySummary;
  /** Learned − other; negative is better. */
  readonly difference: number;
  /** `difference` as a fraction of the other's objective. */
  readonly relative: number;
  /** 95 % paired bootstrap interval over seeds and draws; null with certainty "single". */
  readonly interval: Interval | null;
  /** Chance that a seed of the learned policy has a lower mean objective than one of the other's. */
  readonly probabilityOfImprovement: number;
  /** 95 % bootstrap interval of it, over the seeds of both; null with certainty "single". */
  readonly improvementInterval: Interval | null;
  /** Signed-rank p-value over the draws (differences averaged over seeds), raw and by Holm; null where untested. */
  readonly p: number | null;
  readonly pHolm: number | null;
  /** The same over seeds, each averaged over the draws; null also where the two have different numbers of seeds. */
  readonly pSeeds: number | null;
  readonly pSeedsHolm: number | null;
  readonly certainty: Certainty;
}

function isSingle(summary: PolicySummary): boolean {
  return summary.policy.kind === "learned" && summary.seeds.length < 2;
}

/** Comparisons of one learned policy with all others, best other first. Holm's family is this list. */
export function compareLearned(learned: PolicySummary, all: readonly PolicySummary[]): Comparison[] {
  const own = learned.metrics.objective;
  const raw = all
    .filter((other) => other !== learned)
    .map((other) => {
      const objective = other.metrics.objective;
      const rng = Rng.stream(0, `report/${learned.policy.name} against ${other.policy.name}`);
      const paired = pairedDifference(own.table, objective.table, rng);
      const single = isSingle(learned) || isSingle(other);
      const byDraw = learned.salts.map((_, draw) => mean(paired.table.map((row) => row[draw]!)));
      // One row only: a policy of one seed, or different numbers of seeds, of which there are no pairs.
      const bySeed = paired.table.map((row) => mean(row));
      const improvement = averageImprovement(
        [{ stratum: learned.policy.name, scores: own.bySeed }],
        [{ stratum: other.policy.name, scores: objective.bySeed }],
        rng,
      );
      const clear = paired.interval !== null && (paired.interval.low > 0 || paired.interval.high < 0);
      const apart = intervalsApart(own.overSeeds ?? own.mean, objective.overSeeds ?? objective.mean);
      const certainty: Certainty = single ? "single" : !clear ? "unclear" : apart ? "apart" : "paired";
      return {
        other,
        difference: paired.difference,
        relative: paired.difference / objective.mean,
        interval: single ? null : paired.interval,
        probabilityOfImprovement: improvement.probability,
        improvementInterval: single ? null : improvement.interval,
        p: single || byDraw.length < 2 ? null : wilcoxonSignedRank(byDraw),
        pSeeds: single || bySeed.length < 2 ? null : wilcoxonSignedRank(bySeed),
        certainty,
      };
    })
    .sort((p, q) => p.other.metrics.objective.mean - q.other.metrics.objective.mean);
  const adjusted = {
    p: adjustedOf(raw.map(({ p }) => p)),
    pSeeds: adjustedOf(raw.map(({ pSeeds }) => pSeeds)),
  };
  return raw.map((comparison, k) => ({
    ...comparison,
    pHolm: adjusted.p[k]!,
    pSeedsHolm: adjusted.pSeeds[k]!,
  }));
}

/** By Holm, over those that were tested. */
function adjustedOf(pValues: readonly (number | null)[]): (number | null)[] {
  const adjusted = holmAdjust(pValues.filter((p) => p !== null));
  let next = 0;
  return pValues.map((p) => (p === null ? null : adjusted[next++]!));
}
