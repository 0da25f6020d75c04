/**
 * Edgeflock as a library: what the command line is made of. What is exported here is meant to stay; everything else
 * may change.
 */

// Baselines and learning algorithms.
export {
  type BaselineDefinition,
  baselines,
  type TunedParameters,
  type TuningOptions,
} from "./agents/baselines/index.ts";
export { learningAlgorithms } from "./agents/index.ts";
export type {
  EpisodeStatistics,
  ExportedPolicy,
  Learner,
  LearnerContext,
  LearnerSnapshot,
  LearningAlgorithm,
  NamedGraph,
} from "./agents/learner.ts";
// Errors a user can act on, and seeded random numbers.
export { EdgeflockError, type ErrorKind, exitCodes } from "./core/errors.ts";
export { Rng, type RngState } from "./core/rng.ts";
// The interfaces to implement for a policy or an algorithm of one's own, and how a policy is run.
export {
  type DecisionLog,
  type EpisodeInfo,
  type EpisodeSetup,
  type LocalView,
  type Policy,
  type PolicyContext,
  type Rollout,
  type RolloutOptions,
  rollout,
  rolloutStream,
  type StreamRolloutOptions,
  type StreamSetup,
  TargetSets,
  type Twin,
} from "./env/index.ts";
// Experiments: evaluation, comparison, report.
export {
  type EvaluateRunOptions,
  type Experiment,
  type ExperimentOverrides,
  type ExperimentProgress,
  type ExperimentResult,
  evaluateRun,
  loadExperiment,
  type ReportOnOptions,
  type RunEvaluation,
  type RunExperimentOptions,
  reportOn,
  runExperiment,
  type SimulateAllOptions,
  type SimulationJob,
  type SimulationResult,
  simulateAll,
  TaskLog,
} from "./experiments/index.ts";
// What exported policies say of themselves.
export { type PolicyFacts, type ReadModel, readModel, type TrainingRecord } from "./model-file/index.ts";
// Engines.
export {
  describeEngine,
  type Engine,
  type EngineDescription,
  type EnginePreference,
  selectEngine,
} from "./runtime/index.ts";
// Scenarios and their workloads.
export {
  type EpisodeStreamOptions,
  episodeSetup,
  episodeStream,
  loadScenario,
  loadWorkload,
  networkOf,
  parseScenario,
  type Scenario,
  scenarioJsonSchema,
  shippedScenarios,
  type WindowName,
  type WindowSetup,
  type WindowStream,
  type WindowTasks,
  type Workload,
  windowNames,
} from "./scenario/index.ts";
// The simulator.
export type { CarbonIntensity } from "./sim/carbon.ts";
export { type CostModel, taskCost, windowCost } from "./sim/cost.ts";
export { Decision } from "./sim/decision.ts";
export {
  type FailureRates,
  type FaultModel,
  type FaultTotals,
  type LostPart,
  type Outage,
  type Recovery,
  recoveries,
} from "./sim/faults.ts";
export type { PowerSeries, UtilisationSeries } from "./sim/meter.ts";
export { type FaultSummary, type Summary, summarise, summariseStream } from "./sim/metrics.ts";
export { type LinkSpec, Network, type NetworkSpec, type ServerSpec } from "./sim/network.ts";
export {
  createSimulator,
  createStream,
  type NetworkState,
  type Simulation,
  type Simulator,
  type SimulatorOptions,
  type TaskOutcomes,
  type TaskStream,
} from "./sim/simulator.ts";
export type { TaskRecords } from "./sim/task-records.ts";
export { type TaskSource, tableSource } from "./sim/task-source.ts";
export type { TaskTable } from "./sim/task-table.ts";
// Training.
export {
  type ResumeOptions,
  resume,
  type TrainedRun,
  type TrainOptions,
  type TrainProgress,
  train,
} from "./train/index.ts";
// Tasks that are generated, without end.
export {
  type Amount,
  type BurstsGeneratorOptions,
  burstsGenerator,
  type Count,
  type DiurnalGeneratorOptions,
  diurnalGenerator,
  type FlashCrowdsGeneratorOptions,
  flashCrowdsGenerator,
  GeneratedSource,
  type GeneratedSourceOptions,
  type GeneratedTask,
  type Generator,
  type MmppGeneratorOptions,
  mmppGenerator,
  type PoissonGeneratorOptions,
  type PoissonOptions,
  PoissonSource,
  poissonGenerator,
  type RequestOptions,
  SyntheticSource,
  type SyntheticSourceOptions,
} from "./workload/index.ts";
