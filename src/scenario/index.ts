/** Scenarios as Node programs use them. A browser imports `build.ts` and `parse-scenario.ts` themselves. */
export type { WindowTasks, Workload } from "../workload/workload.ts";
export {
  episodeSetup,
  networkOf,
  shapingOf,
  type WindowName,
  type WindowSetup,
  windowBounds,
  windowNames,
} from "./build.ts";
export { type EpisodeStreamOptions, episodeStream, streamEnd, type WindowStream } from "./episode-stream.ts";
export { explicitScenario, needsSites } from "./explicit-scenario.ts";
export { scenarioJsonSchema } from "./json-schema.ts";
export {
  loadScenario,
  loadScenarioFile,
  readScenario,
  type ScenarioOptions,
  shippedScenarios,
} from "./load-scenario.ts";
export {
  filesOf,
  loadWorkload,
  type NamedFiles,
  namedFiles,
  needsTrace,
  placesOf,
  type WorkloadFile,
  type WorkloadFiles,
  type WorkloadOptions,
} from "./load-workload.ts";
export { mapPictureOf } from "./map-picture-of.ts";
export { offsetOf } from "./offset-of.ts";
export {
  parseScenario,
  parseScenarioFile,
  type ScenarioCheck,
  type ScenarioProblem,
} from "./parse-scenario.ts";
export type { ScenarioChange } from "./scenario-change.ts";
export { type Scenario, type ScenarioFile, scenarioSchema } from "./schema.ts";
export { serverNames } from "./sections/servers.ts";
