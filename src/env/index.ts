/**
 * Between decisions and the world: environments for learners of one's own (docs/environment.md), and policies, which are
 * what evaluation and the command line run. Nothing here needs Node.
 */
export type { AgentEnvironment } from "./agent-environment.ts";
export { type LowerBounds, lowerBounds } from "./bounds/lower-bound.ts";
export { type CheckOptions, type CheckReport, checkEnvironment } from "./check/check-environment.ts";
export { type EnvironmentRule, environmentRules, type Finding } from "./check/findings.ts";
export type { DecisionLog } from "./decision-log.ts";
export { Episode, type EpisodeOptions, openEpisode } from "./episode.ts";
export { localObservationEntries, type ObservationEntry } from "./local-observation.ts";
export { LocalObserver, localObservationSize } from "./local-observer.ts";
export { OffloadingEnvironment, type OffloadingOptions } from "./offloading-environment.ts";
export type {
  CostModel,
  EpisodeInfo,
  EpisodeSetup,
  LocalReleases,
  LocalView,
  Policy,
  PolicyContext,
  Sight,
  Twin,
} from "./policy.ts";
export { type Rollout, type RolloutOptions, rollout } from "./rollout.ts";
export { rolloutStream, type StreamRolloutOptions } from "./rollout-stream.ts";
export type { AgentSpaces, Box, BoxEntry, Discrete } from "./spaces.ts";
export type { StreamSetup } from "./start-simulator.ts";
export { TargetSets } from "./target-sets.ts";
export { type EpisodeOver, VectorEnvironment } from "./vector-environment.ts";
