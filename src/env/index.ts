export type { DecisionLog } from "./decision-log.ts";
export { localObservationEntries, type ObservationEntry } from "./local-observation.ts";
export { LocalObserver, localObservationSize } from "./local-observer.ts";
export type { CostModel, EpisodeInfo, EpisodeSetup, LocalView, Policy, PolicyContext } from "./policy.ts";
export { type Rollout, type RolloutOptions, rollout } from "./rollout.ts";
export { TargetSets } from "./target-sets.ts";
