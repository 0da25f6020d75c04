/**
 * For those who extend Edgeflock: what an engine, an environment or a policy of one's own has to pass, a learning
 * algorithm and a scenario small enough to test a training loop with, windows made by hand, and episodes on networks of
 * all kinds. Needs vitest and fast-check installed.
 */
export { runEngineConformance } from "./engine-conformance.ts";
export { runEnvironmentConformance } from "./environment-conformance.ts";
export { fakeAlgorithm, fakeForecastingAlgorithm } from "./fake-algorithm.ts";
export { type MixedSetupOptions, mixedSetup } from "./mixed-setup.ts";
export { type PolicyConformanceOptions, runPolicyConformance } from "./policy-conformance.ts";
export { tinyScenario, tinyScenarioYaml } from "./tiny-scenario.ts";
export { type WindowRow, windowOf } from "./window-of.ts";
