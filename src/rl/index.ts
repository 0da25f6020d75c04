/** Losses, targets, exploration and schedules: pure, and unaware of environments. */
export { argmax, epsilonGreedy } from "./epsilon-greedy.ts";
export {
  type DecisionSequence,
  explainedVariance,
  generalisedAdvantages,
} from "./generalised-advantages.ts";
export {
  crossEntropyLoss,
  huberLoss,
  type QuantileHuberOptions,
  quantileHuberLoss,
  quantileLoss,
  quantileMidpoints,
  squaredLoss,
} from "./losses.ts";
export {
  OrnsteinUhlenbeck,
  type OrnsteinUhlenbeckOptions,
  type OrnsteinUhlenbeckState,
} from "./ornstein-uhlenbeck.ts";
export { deterministicPolicyGradientLoss } from "./policy-gradient.ts";
export { RunningDeviation, type RunningDeviationState } from "./running-deviation.ts";
export { linearSchedule, type Schedule } from "./schedules.ts";
export {
  chosenValue,
  type DoubleDqnBatch,
  doubleDqnLoss,
  doubleDqnTarget,
  tdTarget,
} from "./value-learning.ts";
