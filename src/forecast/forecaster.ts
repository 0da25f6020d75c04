/** What a forecaster is: for every task of a window, a causal forecast of its home server's next task. */
import type { WindowTasks } from "../workload/workload.ts";

/** The three quantities that are forecast, in the order of the columns of a forecast. */
export const forecastTargets = ["interArrival", "work", "input"] as const;
export type ForecastTarget = (typeof forecastTargets)[number];

/** About what: the server's very next task, or the first task of its next burst (the next task of another job). */
export type ForecastScope = "task" | "burst";

/**
 * Which point of the predictive distribution: `"typical"` is the geometric mean (of interArrival: of the gap plus
 * `gapOffsetSeconds`), which is best in squared error of logarithms; `"mean"` is best in squared error of the
 * values. On tails as heavy as these the two lie far apart, and neither is a good stand-in for the other.
 */
export type ForecastKind = "typical" | "mean";

export interface ForecastRequest {
  /** Default `"task"`. */
  readonly scope?: ForecastScope;
  /** Default `"typical"`. */
  readonly kind?: ForecastKind;
}

export interface Forecaster {
  /** `"transformer"`, `"last"`, `"mean"` or `"ewma"`. */
  readonly name: string;
  /**
   * Forecasts for every task, `[count, 3]`. Row i is made right after task i arrived at its home server, from that
   * server's tasks up to and including i, and is about the server's next task: time to it from now [s], its work
   * [cycles], its input [bit]. All values are finite, none is negative.
   */
  forecast(tasks: WindowTasks, request?: ForecastRequest): Promise<Float32Array>;
}

/** The transformer: a forecaster that holds a runner, and can be written to files. */
export interface TrainedForecaster extends Forecaster {
  /** `forecaster.onnx` (parameters baked in) and `forecaster.json` (configuration, normalisation, training record). */
  export(): ReadonlyMap<string, Uint8Array>;
  release(): Promise<void>;
}

/** Added to a gap [s] before its logarithm: tasks of one job arrive microseconds apart, and below 1 ms it does not matter how far. */
export const gapOffsetSeconds = 1e-3;
