/** Judges forecasters on windows: points by R² and absolute error, quantiles by pinball loss and coverage. */
import { mean, rSquared } from "../../stats/index.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import type { Forecaster, Forecasts } from "../forecasts.ts";
import { type TargetScales, toLog } from "../target-scales.ts";
import { forecastTargets, quantileLevels, type Statistic } from "../targets.ts";
import { type AllJudgedRows, type JudgedPer, type JudgedRows, judgedPer, judgedRows } from "./judged-rows.ts";
import { pinballLoss } from "./pinball-loss.ts";

export interface ForecastScore {
  /** The forecaster's name. */
  readonly forecaster: string;
  /** Name of one of `forecastTargets`. */
  readonly target: string;
  readonly per: JudgedPer;
  /** Rows judged: the same for every forecaster. */
  readonly count: number;
  /** R² of the values, by `mean`; NaN when all truths are equal. */
  readonly r2Raw: number;
  /** R² on the logarithmic scale (`TargetScales`), by `typical`; NaN when all truths are equal. */
  readonly r2Log: number;
  /** Mean absolute error of `p50`, which is the statistic that is best in it, in the target's unit. */
  readonly mae: number;
  /**
   * Pinball loss, the mean over the rows and over `p10`, `p50` and `p90`, in the target's unit: of a quantile q at
   * probability p and truth y it is p·(y − q) where y ≥ q, else (1 − p)·(q − y) (Koenker and Bassett, 1978).
   */
  readonly pinball: number;
  /** Share of the truths within [`p10`, `p90`], ends included: 0.8 is asked for. */
  readonly coverage: number;
  /** Mean of `p90` − `p10`, in the target's unit. */
  readonly width: number;
  /** Part of the pinball loss that is lost on truths of the largest job (`largestJob`); NaN where nothing is lost. */
  readonly largestJobShare: number;
  /** Share of the truths at most as high as each quantile. */
  readonly below: Readonly<Record<keyof typeof quantileLevels, number>>;
  /** Pinball loss in `lossBlocks` stretches of successive rows, as near to equally many as can be. */
  readonly pinballBlocks: readonly number[];
}

/** Stretches of successive rows that intervals resample, as rows that are near in time are alike. */
export const lossBlocks = 40;

/**
 * Requests come from a small set, and gaps are often 0, so that a quantile is often the very truth, but for the digits lost
 * on its way through logarithms and single precision: on the logarithmic scale it counts as met within so much.
 */
const rounding = 1e-6;

/** Scores in the order of forecasters, `judgedPer` and targets. The rows of all windows count together. */
export async function scoreForecasters(
  forecasters: readonly Forecaster[],
  windows: readonly WindowTasks[],
  scales: TargetScales,
): Promise<ForecastScore[]> {
  const judged = judgedRows(windows);
  const scores: ForecastScore[] = [];
  for (const forecaster of forecasters) {
    const forecasts: Forecasts[] = [];
    for (const tasks of windows) forecasts.push(await forecaster.forecast(tasks));
    scores.push(...scoreForecasts(forecaster.name, forecasts, judged, scales));
  }
  return scores;
}

/** @param forecasts of each window that the rows were judged of */
export function scoreForecasts(
  forecaster: string,
  forecasts: readonly Forecasts[],
  judged: AllJudgedRows,
  scales: TargetScales,
): ForecastScore[] {
  return judgedPer.flatMap((per) =>
    forecastTargets.map(({ name }, target) => ({
      forecaster,
      target: name,
      per,
      ...scoreRows(target, forecasts, judged[per][target]!, scales),
    })),
  );
}

function scoreRows(
  target: number,
  forecasts: readonly Forecasts[],
  { window, row, truth, ofLargest }: JudgedRows,
  scales: TargetScales,
): Omit<ForecastScore, "forecaster" | "target" | "per"> {
  const pick = (statistic: Statistic) =>
    truth.map((_, i) => forecasts[window[i]!]!.at(row[i]!, target, statistic));
  const logarithms = (values: Float64Array) => values.map((value) => toLog(scales, target, value));
  const [p10, p50, p90] = [pick("p10"), pick("p50"), pick("p90")];
  const losses = truth.map(
    (value, i) =>
      (pinballLoss(quantileLevels.p10, value, p10[i]!) +
        pinballLoss(quantileLevels.p50, value, p50[i]!) +
        pinballLoss(quantileLevels.p90, value, p90[i]!)) /
      3,
  );
  const [logTruth, log10, log50, log90] = [truth, p10, p50, p90].map(logarithms) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const below = (quantile: Float64Array) =>
    mean(logTruth.map((value, i) => Number(value <= quantile[i]! + rounding)));
  const within = (value: number, i: number) => value >= log10[i]! - rounding && value <= log90[i]! + rounding;
  return {
    count: truth.length,
    r2Raw: rSquared(truth, pick("mean")),
    r2Log: rSquared(logTruth, logarithms(pick("typical"))),
    mae: mean(truth.map((value, i) => Math.abs(value - p50[i]!))),
    pinball: mean(losses),
    coverage: mean(logTruth.map((value, i) => Number(within(value, i)))),
    width: mean(truth.map((_, i) => p90[i]! - p10[i]!)),
    largestJobShare: mean(losses.map((loss, i) => loss * ofLargest[i]!)) / mean(losses),
    below: { p10: below(log10), p50: below(log50), p90: below(log90) },
    pinballBlocks: blockMeans(losses),
  };
}

function blockMeans(values: Float64Array): number[] {
  const blocks = Math.min(lossBlocks, values.length);
  const edge = (block: number) => Math.floor((block * values.length) / blocks);
  return Array.from({ length: blocks }, (_, block) => mean(values.subarray(edge(block), edge(block + 1))));
}
