/** A window's tasks as numbers for the network: one sequence for each server, in typed arrays that windows are cut from. */
import type { WindowTasks } from "../../workload/workload.ts";
import { outcomesOf } from "../outcomes.ts";
import { serverHistories } from "../server-history.ts";
import { type TargetScales, toLog } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";
import { type FeatureChoice, featureNames } from "./features/index.ts";
import { type Identity, placesOf } from "./identities.ts";
import { type MeasuredHistory, measureHistory } from "./measure-history.ts";
import { statisticsBy, type TrainingStatistics } from "./statistics.ts";

const targets = forecastTargets.length;

/** Standardised features are clipped to this many standard deviations. */
const featureLimit = 4;

/** What turns tasks into numbers and back: fitted to the training windows. */
export interface Encoding extends FeatureChoice {
  readonly identities: readonly Identity[];
  readonly scales: TargetScales;
  readonly statistics: TrainingStatistics;
  /** Mean and standard deviation of each feature. */
  readonly featureMean: readonly number[];
  readonly featureDeviation: readonly number[];
}

/** The features standardised; 0 where there is none. */
export interface EncodedHistory extends MeasuredHistory {
  readonly server: number;
  /** The window's rows that are this server's. */
  readonly rows: Int32Array;
  readonly length: number;
  /** `[length, identities]`. */
  readonly places: Float32Array;
  /** `[length, targets]`; NaN where it is not known. Standardised logarithms, less the server's mean. */
  readonly logTargets: Float32Array;
  /** Values divided by the server's mean. */
  readonly scaledTargets: Float32Array;
}

/** Everything of an encoding but the features' mean and deviation. */
export type EncodingBasis = Omit<Encoding, "featureMean" | "featureDeviation">;

/** Fits the features' standardisation to the training windows, and encodes them. */
export function fitEncoding(
  basis: EncodingBasis,
  train: readonly WindowTasks[],
): { readonly encoding: Encoding; readonly histories: EncodedHistory[] } {
  const width = featureNames(basis).length;
  const histories = train.flatMap((tasks) => measured(tasks, basis, true));
  const { mean, deviation } = moments(histories, width);
  const encoding = { ...basis, featureMean: mean, featureDeviation: deviation };
  for (const { features } of histories) standardise(features, encoding);
  return { encoding, histories };
}

/**
 * @param withTargets whether to add what came, for training and judging; else those arrays are empty
 */
export function encodeTasks(tasks: WindowTasks, encoding: Encoding, withTargets: boolean): EncodedHistory[] {
  const histories = measured(tasks, encoding, withTargets);
  for (const { features } of histories) standardise(features, encoding);
  return histories;
}

function measured(tasks: WindowTasks, basis: EncodingBasis, withTargets: boolean): EncodedHistory[] {
  const of = statisticsBy(basis.statistics);
  const outcomes = withTargets ? outcomesOf(tasks) : new Float64Array(0);
  return serverHistories(tasks).map((history) => {
    const { server, rows } = history;
    const statistics = of(server);
    const size = withTargets ? rows.length * targets : 0;
    const encoded: EncodedHistory = {
      server,
      rows,
      length: rows.length,
      ...measureHistory(tasks, history, basis),
      places: placesOf(tasks, rows, basis.identities),
      logTargets: new Float32Array(size),
      scaledTargets: new Float32Array(size),
    };
    for (let at = 0; at < size; at++) {
      const target = at % targets;
      const value = outcomes[rows[Math.floor(at / targets)]! * targets + target]!;
      const logarithm = toLog(basis.scales, target, value) - statistics.logMean[target]!;
      encoded.logTargets[at] = logarithm / basis.statistics.logDeviation[target]!;
      encoded.scaledTargets[at] = value / statistics.valueMean[target]!;
    }
    return encoded;
  });
}

/** Of each feature over all tasks where there is one; a deviation of 1 where nothing varies, so that it may divide. */
function moments(
  histories: readonly EncodedHistory[],
  width: number,
): { readonly mean: number[]; readonly deviation: number[] } {
  const count = new Float64Array(width);
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for (const { features } of histories) {
    for (let at = 0, k = 0; at < features.length; at++, k = k + 1 === width ? 0 : k + 1) {
      const value = features[at]!;
      if (!Number.isFinite(value)) continue;
      const delta = value - mean[k]!;
      mean[k]! += delta / ++count[k]!;
      squares[k]! += delta * (value - mean[k]!);
    }
  }
  const deviation = Array.from(squares, (sum, k) => Math.sqrt(sum / Math.max(1, count[k]!)));
  return { mean: [...mean], deviation: deviation.map((one) => (one > 1e-6 ? one : 1)) };
}

function standardise(features: Float32Array, { featureMean, featureDeviation }: Encoding): void {
  const width = featureMean.length;
  for (let at = 0, k = 0; at < features.length; at++, k = k + 1 === width ? 0 : k + 1) {
    const standard = (features[at]! - featureMean[k]!) / featureDeviation[k]!;
    features[at] = Number.isNaN(standard) ? 0 : Math.max(-featureLimit, Math.min(featureLimit, standard));
  }
}
