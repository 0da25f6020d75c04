/** Forecasts of what comes next at each server: networks, naive forecasters, their scores, and a monitor of drift (docs/forecasting.md). */
export { type DriftEvent, DriftMonitor, type DriftMonitorState } from "./drift/index.ts";
export { type Forecaster, Forecasts } from "./forecasts.ts";
export { type NaiveForecaster, type NaiveOptions, naiveForecasters } from "./naive/index.ts";
export {
  loadForecaster,
  type TrainedForecaster,
  type TrainForecasterResult,
  trainForecaster,
} from "./neural/index.ts";
export { outcomesOf } from "./outcomes.ts";
export { type ForecastScore, scoreForecasters } from "./score/index.ts";
export { fitTargetScales, type TargetScales } from "./target-scales.ts";
export { type ForecastTarget, forecastTargets, type Statistic, statistics } from "./targets.ts";
