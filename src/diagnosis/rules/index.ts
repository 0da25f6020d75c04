/** Every rule on one run, in the order in which findings of equal severity are told. */
import type { Rule } from "../finding.ts";
import { collapseRules } from "./collapse.ts";
import { divergenceRules } from "./divergence.ts";
import { explorationRules } from "./exploration.ts";
import { forecastRules } from "./forecasts.ts";
import { learningRules } from "./learning.ts";
import { networkRules } from "./networks.ts";
import { onPolicyRules } from "./on-policy.ts";
import { oscillationRules } from "./oscillation.ts";
import { replayRules } from "./replay.ts";
import { valueRules } from "./values.ts";
import { windowRules } from "./windows.ts";

export const rules: readonly Rule[] = [
  ...learningRules,
  ...divergenceRules,
  ...valueRules,
  ...networkRules,
  ...collapseRules,
  ...explorationRules,
  ...oscillationRules,
  ...replayRules,
  ...onPolicyRules,
  ...forecastRules,
  ...windowRules,
];
