/** Neural forecasters: a transformer, a GRU or an LSTM over the tasks of each server, trained offline. */
export { type ForecasterRecord, parseForecasterFiles } from "./forecaster-files.ts";
export { loadForecaster, type TrainedForecaster } from "./neural-forecaster.ts";
export { type TrainForecasterResult, trainForecaster } from "./train-forecaster.ts";
