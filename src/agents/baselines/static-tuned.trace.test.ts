/** On the real trace, the search must find at least what a plain grid over common decisions finds. */
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import type { EpisodeSetup } from "../../env/policy.ts";
import { rollout } from "../../env/rollout.ts";
import { episodeSetup } from "../../scenario/build.ts";
import { loadScenario } from "../../scenario/load-scenario.ts";
import { loadWorkload } from "../../scenario/load-workload.ts";
import { summarise } from "../../sim/metrics.ts";
import type { TunedParameters } from "./baseline.ts";
import { staticTuned } from "./static-tuned.ts";

const trace = "../shared/data/google-2011/task_events";

async function objective(setup: EpisodeSetup, parameters: TunedParameters): Promise<number> {
  return summarise((await rollout(setup, staticTuned.create(parameters))).simulator, setup.cost).objective;
}

it.skipIf(!existsSync(trace))(`beats the best common decision of paper-3mec (needs ${trace})`, async () => {
  const scenario = await loadScenario("paper-3mec");
  const workload = await loadWorkload(scenario, { trace });
  const train = episodeSetup(scenario, workload, "train", "");
  const test = episodeSetup(scenario, workload, "test", "");
  const common = [1, 2, 0].map((_, home) => ({
    targets: [0, 1, 2].filter((server) => server !== home),
    offloadRatio: 0.5,
    computeShare: 0.4,
    bandwidthShare: 1,
  }));
  // The figure of the reference scenarios for this decision, and the defaults are this decision.
  expect(await objective(test, { servers: common })).toBeCloseTo(1.951, 3);
  expect(await objective(test, staticTuned.parameters)).toBe(await objective(test, { servers: common }));
  const tuned = await staticTuned.tune!([train], { budgetEpisodes: 250, seed: 0 });
  const bar = await objective(train, { servers: common });
  expect(await objective(train, tuned)).toBeLessThan(0.97 * bar);
});
