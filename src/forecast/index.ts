/** Forecasts of each server's next task: a causal transformer, and the naive forecasters it has to beat. */
export { defaultForecasterConfig, type ForecasterConfig, forecasterConfig } from "./config.ts";
export {
  type Forecaster,
  type ForecastKind,
  type ForecastRequest,
  type ForecastScope,
  type ForecastTarget,
  forecastTargets,
  gapOffsetSeconds,
  type TrainedForecaster,
} from "./forecaster.ts";
export {
  type ForecasterHistoryRow,
  type ForecasterProgress,
  type TrainedForecasterResult,
  type TrainForecasterOptions,
  trainForecaster,
} from "./train.ts";
export { loadForecaster } from "./transformer-forecaster.ts";
