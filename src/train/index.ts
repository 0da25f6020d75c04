/**
 * Training (layer 4): a training loop that knows algorithms only as `LearningAlgorithm`, the run folder it writes,
 * and checkpoints that survive `kill -9`.
 *
 * - `train(options)` trains one algorithm on one scenario with one seed, into a run folder.
 * - `resume(folder, options)` continues such a run from its last checkpoint, to the same bits.
 *
 * Both return a `TrainedRun` when the run is complete or laid aside (`pauseAfterEpisode`), throw EdgeflockError("interrupted") once `signal` is
 * aborted and the checkpoint is written, and report `TrainProgress` events to `onProgress`.
 */
export { checkTrainingSettings } from "./check-training-settings.ts";
export { DivergedTraining } from "./diverged-training.ts";
export { drawnWindows, firstDraws } from "./drawn-windows.ts";
export { readEvents } from "./event-log.ts";
export { checksumOfFiles, type ForecasterFiles, forecasterSalts, trainRunForecaster } from "./forecasting.ts";
export { type MetricsRow, readMetrics } from "./metrics-log.ts";
export type { TrainProgress } from "./progress.ts";
export { provenance } from "./provenance.ts";
export { type ReadForecaster, readForecaster, requireServersOf, writeForecaster } from "./read-forecaster.ts";
export { readTrainingSettings } from "./read-training-settings.ts";
export { type ResumeOptions, resume } from "./resume.ts";
export { type Retrained, type RetrainScore, retrainForecaster } from "./retrain-forecaster.ts";
export { RunFolder, readFolderFiles } from "./run-folder.ts";
export { loadRunInputs, type RunInputs } from "./run-inputs.ts";
export type { RunManifest } from "./run-manifest.ts";
export { runRecord } from "./run-record.ts";
export { fingerprintFiles, type TraceFile } from "./trace-fingerprint.ts";
export { ownEpisodes, type TrainedRun, type TrainOptions, train, validationInterval } from "./train.ts";
export { type ValidationSetups, validate, validationSetups } from "./validation.ts";
export { naiveRival } from "./watch-forecasts.ts";
export { withTrainingSettings } from "./with-training-settings.ts";
