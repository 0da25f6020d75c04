/** Neural forecasters: a transformer, a GRU or an LSTM over the tasks of each server, trained offline. */
export { type ForecasterConfig, type ForecasterOptions, forecasterConfig } from "./config.ts";
export { type ForecasterRecord, parseForecasterFiles } from "./forecaster-files.ts";
export { loadForecaster, type TrainedForecaster } from "./neural-forecaster.ts";
export {
  type ForecasterProgress,
  type TrainForecasterOptions,
  type TrainForecasterResult,
  trainForecaster,
} from "./train-forecaster.ts";
export type { ForecasterHistoryRow } from "./train-network.ts";
