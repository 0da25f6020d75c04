/** Scores over seeds: means with intervals, and how much better each forecaster is than the best naive one. */
import { Rng } from "../../core/rng.ts";
import { crossedBootstrapInterval, type Interval, mean, studentInterval } from "../../stats/index.ts";
import type { ForecastScore } from "./score-forecasters.ts";

/** What is averaged over seeds; `losses` of them are compared. */
const scoreMetrics = ["r2Raw", "r2Log", "mae", "pinball", "coverage", "width", "largestJobShare"] as const;
type ScoreMetric = (typeof scoreMetrics)[number];

/** A mean over seeds with its 95 % interval (Student's t), null for one seed. NaN where the score is not defined. */
export interface Estimate {
  readonly mean: number;
  readonly interval: Interval | null;
}

const skillMetrics = ["r2Raw", "r2Log", "mae", "pinball"] as const;
type SkillMetric = (typeof skillMetrics)[number];

/**
 * The part of the loss of the best naive forecaster that is saved: 1 − loss / its loss, where the loss of an R² is 1 − R².
 * The best naive one is the best in hindsight: on these very rows, in this metric.
 */
export interface Skill {
  readonly against: string;
  readonly fraction: number;
  /**
   * 95 % interval: of the pinball loss by the bootstrap over seeds and stretches of rows, paired with the naive one's; of
   * the others over seeds alone (Student's t), null for one.
   */
  readonly interval: Interval | null;
}

export interface ScoreSummary
  extends Pick<ForecastScore, "forecaster" | "target" | "per" | "count" | "below"> {
  readonly seeds: number;
  readonly metrics: Readonly<Record<ScoreMetric, Estimate>>;
  /** Null for the naive forecaster that is the best, and where no loss is defined. */
  readonly skill: Readonly<Record<SkillMetric, Skill | null>>;
}

/**
 * @param bySeed of each forecaster its scores, one list for each seed; naive ones have one list
 * @param naive names of the naive forecasters among them
 */
export function summariseScores(
  bySeed: ReadonlyMap<string, readonly (readonly ForecastScore[])[]>,
  naive: ReadonlySet<string>,
): ScoreSummary[] {
  const keyOf = ({ target, per }: Pick<ForecastScore, "target" | "per">) => `${target} ${per}`;
  const naiveScores = new Map<string, ForecastScore[]>();
  for (const [name, [scores]] of bySeed) {
    if (!naive.has(name)) continue;
    for (const score of scores ?? []) {
      const rivals = naiveScores.get(keyOf(score)) ?? [];
      naiveScores.set(keyOf(score), [...rivals, score]);
    }
  }
  return [...bySeed].flatMap(([forecaster, seeds]) =>
    (seeds[0] ?? []).map((first, k) => {
      const own = seeds.map((scores) => scores[k]!);
      const rivals = naiveScores.get(keyOf(first)) ?? [];
      const skills = skillMetrics.map((metric) => [metric, skillOf(metric, own, rivals)] as const);
      const levels = (["p10", "p50", "p90"] as const).map(
        (level) => [level, mean(own.map(({ below }) => below[level]))] as const,
      );
      return {
        forecaster,
        target: first.target,
        per: first.per,
        count: first.count,
        seeds: own.length,
        below: Object.fromEntries(levels) as ForecastScore["below"],
        metrics: Object.fromEntries(
          scoreMetrics.map((metric) => [metric, estimate(own.map((score) => score[metric]))]),
        ) as Record<ScoreMetric, Estimate>,
        skill: Object.fromEntries(skills) as Record<SkillMetric, Skill | null>,
      };
    }),
  );
}

function estimate(values: readonly number[]): Estimate {
  return { mean: mean(values), interval: studentInterval(values) };
}

/** What is to be small. */
function lossOf(metric: SkillMetric, score: ForecastScore): number {
  return metric === "r2Raw" || metric === "r2Log" ? 1 - score[metric] : score[metric];
}

function skillOf(
  metric: SkillMetric,
  own: readonly ForecastScore[],
  rivals: readonly ForecastScore[],
): Skill | null {
  const best = rivals.reduce<ForecastScore | null>(
    (least, one) => (least === null || lossOf(metric, one) < lossOf(metric, least) ? one : least),
    null,
  );
  if (best === null || best.forecaster === own[0]?.forecaster) return null;
  const loss = lossOf(metric, best);
  if (!(loss > 0)) return null;
  const fractions = own.map((score) => 1 - lossOf(metric, score) / loss);
  const interval = metric === "pinball" ? pairedInterval(own, best) : studentInterval(fractions);
  return { against: best.forecaster, fraction: mean(fractions), interval };
}

/** Of the loss saved, as a part of the naive forecaster's mean loss. */
function pairedInterval(own: readonly ForecastScore[], naive: ForecastScore): Interval | null {
  const { target, per, pinball, pinballBlocks } = naive;
  const saved = own.map((score) =>
    pinballBlocks.map((loss, block) => (loss - score.pinballBlocks[block]!) / pinball),
  );
  return crossedBootstrapInterval(saved, Rng.stream(0, `forecast/skill/${target}/${per}`), {
    resamples: 2000,
  });
}
