/** Forecasts of each server's next task: a causal transformer, and the naive forecasters it has to beat. */
export { defaultForecasterConfig, type ForecasterConfig, forecasterConfig } from "./config.ts";
export {
  type Change,
  type DriftEvent,
  DriftMonitor,
  type DriftMonitorState,
  type DriftSettings,
  defaultDriftSettings,
  type ErrorPair,
  type Replay,
  replay,
  type TimelinePoint,
} from "./drift/index.ts";
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
