/** The naive forecasters that a learned one has to beat, fitted to the training windows alone. */
import type { WindowTasks } from "../../workload/workload.ts";
import type { TargetScales } from "../target-scales.ts";
import { autoregression } from "./autoregression.ts";
import { ewma } from "./ewma.ts";
import { lastValue } from "./last.ts";
import { seasonal } from "./seasonal.ts";
import { trainingMean } from "./training-mean.ts";
import { trainingSet } from "./training-set.ts";
import { type NaiveForecaster, withIntervals } from "./with-intervals.ts";

export type { NaiveForecaster };

export const naiveNames = ["last", "mean", "ewma", "ar", "seasonal"] as const;

export interface NaiveOptions {
  /** Period of `seasonal` [s]; found on the training window when absent. */
  readonly periodSeconds?: number;
  /** Validation windows, by which `ewma` chooses the constants of its quantiles; the training windows when absent. */
  readonly validate?: readonly WindowTasks[];
}

/** The moving average alone: what forecasters in use are watched against. */
export function ewmaForecaster(train: readonly WindowTasks[], scales: TargetScales): NaiveForecaster {
  const set = trainingSet(train, scales);
  return withIntervals(ewma(set), set);
}

/** In the order of `naiveNames`. */
export function naiveForecasters(
  train: readonly WindowTasks[],
  scales: TargetScales,
  { periodSeconds, validate }: NaiveOptions = {},
): NaiveForecaster[] {
  const set = trainingSet(train, scales, validate);
  const models = [
    lastValue(set),
    trainingMean(set),
    ewma(set),
    autoregression(set),
    seasonal(set, periodSeconds),
  ];
  return models.map((model) => withIntervals(model, set));
}
