/** What of a scenario a result depends on, so that results are shared where scenarios differ in nothing else. */
import type { Scenario } from "../scenario/index.ts";

/** Fields that tasks, and forecasts of them, do not depend on. */
const unseenByTasks = [
  "name",
  "description",
  "training",
  "objective",
  "links",
  "resourceCap",
  "shareMin",
  "maxTargets",
  "split",
  "peerLoad",
] as const satisfies readonly (keyof Scenario)[];

const unused = {
  /** Tasks alone, before anything is forecast. */
  tasks: [...unseenByTasks, "forecaster"],
  forecaster: unseenByTasks,
  // The settings of the algorithm itself are among a training's own inputs.
  training: ["description", "training"],
  simulation: ["description", "training", "forecaster"],
} as const satisfies Record<string, readonly (keyof Scenario)[]>;

/** `training`: of algorithms that use a forecaster; `simulation`: everything else that runs tasks through servers. */
export function relevantScenario(scenario: Scenario, to: keyof typeof unused): Partial<Scenario> {
  const left: readonly string[] = unused[to];
  return Object.fromEntries(Object.entries(scenario).filter(([field]) => !left.includes(field)));
}
