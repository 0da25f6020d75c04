/**
 * Experiments (layer 5): matrices of scenario × algorithm × seed, evaluation, and what goes into the report.
 *
 * - `evaluateRun(folder, options)` runs a trained policy on a window of its scenario, over the ten salts.
 * - `loadExperiment(nameOrPath, overrides)` reads an experiment file, or makes the default one of a scenario.
 * - `runExperiment(experiment, options)` trains, tunes, evaluates and reports everything, resumably.
 * - `studyForecasts(options)` trains forecasters and scores them beside the naive ones; `writeForecastStudy` writes the page.
 * - `simulateAll(jobs, options)` runs many simulations over worker threads.
 * - `diagnoseFolders(folders)` says what is wrong with trainings; `triedScenario` makes the file with other settings.
 * - `loadTuning(nameOrPath, overrides)` and `runTuning(tuning, options)` search the settings of algorithms.
 * - `reportOn(folders, options)` writes the report of run folders that exist.
 */
export { diagnoseFolders, type FoldersDiagnosis, type RunDiagnosis } from "./diagnose-folders.ts";
export { type EvaluateRunOptions, evaluateRun, evaluationSalts, type RunEvaluation } from "./evaluate-run.ts";
export { type Experiment, type ExperimentOverrides, loadExperiment } from "./experiment.ts";
export { type ForecasterTrainer, type ForecastStudyOptions, studyForecasts } from "./forecast-study.ts";
export type { NetworkName } from "./forecaster-networks.ts";
export { forecasterTrainers } from "./forecaster-trainers.ts";
export {
  type SimulateAllOptions,
  type SimulationJob,
  type SimulationResult,
  simulateAll,
} from "./parallel-simulations.ts";
export {
  type ForecastLevel,
  type ForecastReport,
  forecastLevels,
  forecastMatrix,
  largestJobText,
  levelsOf,
  metricFacts,
  r2Text,
  type ShownMetric,
  scoreOf,
  skillText,
} from "./report/index.ts";
export { type ReportOnOptions, type ReportOnResult, reportOn } from "./report-on.ts";
export type { ResultRow } from "./result-rows.ts";
export {
  type CellProgress,
  type ExperimentProgress,
  type ExperimentResult,
  type RunExperimentOptions,
  runExperiment,
} from "./run-experiment.ts";
export { simulationMeans } from "./simulation-means.ts";
export { TaskLog } from "./task-log.ts";
export { triedScenario } from "./tried-scenario.ts";
export { loadTuning, type Tuning, type TuningOverrides } from "./tune/load-tuning.ts";
export { type RunTuningOptions, runTuning, type TuningProgress, type TuningRun } from "./tune/run-tuning.ts";
export { strategies } from "./tune/tuning-schema.ts";
export { writeForecastStudy } from "./write-forecast-study.ts";
