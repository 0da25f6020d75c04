/** Judges forecasters on a window: R² raw and of logarithms, mean absolute error, on the same rows for all. */
import type { WindowTasks } from "../workload/index.ts";
import type { Forecaster, ForecastScope, ForecastTarget } from "./forecaster.ts";

export interface ForecastScore {
  readonly target: ForecastTarget;
  /** The forecaster's name. */
  readonly forecaster: string;
  /** `"task"`: every task that another follows at its server. `"burst"`: the last task of each burst. */
  readonly scope: ForecastScope;
  /** Rows judged. */
  readonly count: number;
  /** R² of the values, judging the `"mean"` forecast. */
  readonly r2Raw: number;
  /** R² of the logarithms (of gap + `gapOffsetSeconds`), judging the `"typical"` forecast. */
  readonly r2Log: number;
  /** Mean absolute error of the `"typical"` forecast [s, cycles, bit]. */
  readonly mae: number;
}

/** One row of the figure of forecasts against truth: the server's next task, `"typical"` forecast. */
export interface ForecastSample {
  readonly server: number;
  /** When the forecast was made [s]. */
  readonly timeSeconds: number;
  readonly target: ForecastTarget;
  readonly truth: number;
  readonly forecast: number;
}

export interface ScoreOptions {
  /** What the naive forecasters are tuned on: the training window, one or several draws of homes. */
  readonly train: readonly WindowTasks[];
  /** Consecutive tasks sampled for the figure at each server; default 200. */
  readonly sampleTasks?: number;
}

export interface ForecastScores {
  readonly scores: readonly ForecastScore[];
  readonly sample: readonly ForecastSample[];
}

/** Scores `forecaster` (or none) beside last value, mean and EWMA on each of `windows`' tasks, pooled. */
export declare function scoreForecasters(
  forecaster: Forecaster | null,
  windows: readonly WindowTasks[],
  options: ScoreOptions,
): Promise<ForecastScores>;
