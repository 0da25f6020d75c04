/**
 * For those who extend Edgeflock: what an engine of one's own has to pass, a learning algorithm and a scenario small
 * enough to test a training loop with, and windows made by hand. Needs vitest and fast-check installed.
 */
export { runEngineConformance } from "./engine-conformance.ts";
export { fakeAlgorithm, fakeForecastingAlgorithm } from "./fake-algorithm.ts";
export { tinyScenario, tinyScenarioYaml } from "./tiny-scenario.ts";
export { type WindowRow, windowOf } from "./window-of.ts";
