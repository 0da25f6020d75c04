/** The figures that an independent simulator gave for the reference scenarios: ours has to print the same digits. */
import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { episodeSetup, type WindowName } from "../src/scenario/build.ts";
import { loadScenario } from "../src/scenario/load-scenario.ts";
import { loadWorkload } from "../src/scenario/load-workload.ts";
import type { Scenario } from "../src/scenario/schema.ts";
import { Decision } from "../src/sim/decision.ts";
import { summarise } from "../src/sim/metrics.ts";
import { createSimulator } from "../src/sim/simulator.ts";
import type { Workload } from "../src/workload/workload.ts";

const trace = "../shared/data/google-2011";
const present = existsSync(trace);
if (!present) console.warn(`skipped: the reference figures need the Google trace in ${trace}`);

/** Scenario, window, tasks, policy, mean latency [s], p95 latency [s], mean task energy [J], objective. */
const figures = [
  ["paper-3mec", "all", 4503, "local", "1.544", "6.628", "2.845", "2.964"],
  ["paper-3mec", "all", 4503, "split", "1.046", "4.913", "2.314", "2.076"],
  ["paper-3mec", "test", 847, "local", "1.665", "6.600", "2.988", "2.922"],
  ["paper-3mec", "test", 847, "split", "1.623", "6.516", "2.500", "2.779"],
  ["hot-cell", "all", 4503, "local", "4.108", "20.541", "3.433", "7.979"],
  ["hot-cell", "all", 4503, "split", "0.469", "2.036", "3.458", "1.358"],
  ["hot-cell", "test", 847, "local", "4.932", "21.496", "3.711", "8.806"],
  ["hot-cell", "test", 847, "split", "0.651", "2.755", "3.737", "1.600"],
] as const;

/** The best constant decision for all servers, on the test window: scenario, x, a_c, a_k, then the objective. */
const constants = [
  ["paper-3mec", 0.5, 0.4, 1, "1.951"],
  ["hot-cell", 0.67, 0.4, 1, "1.383"],
  ["thin-backhaul", 0.5, 0.4, 1, "2.364"],
] as const;

interface Shares {
  readonly offloadRatio: number;
  readonly computeShare: number;
  readonly bandwidthShare: number;
}

/** Runs one constant decision with every neighbour helping; nobody helps when nothing is sent away. */
function run(scenario: Scenario, workload: Workload, window: WindowName, shares: Shares) {
  const { network, tasks, cost } = episodeSetup(scenario, workload, window, "");
  const simulator = createSimulator(network, tasks);
  const decision = new Decision(network.maxTargets);
  for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
    decision.reset();
    Object.assign(decision, shares);
    if (shares.offloadRatio > 0) {
      for (let server = 0; server < network.serverCount; server++) {
        if (server !== tasks.home[row]) decision.targets[decision.targetCount++] = server;
      }
    }
    simulator.decide(decision);
  }
  const summary = summarise(simulator, cost);
  return {
    tasks: summary.tasks,
    meanLatency: summary.meanLatencySeconds.toFixed(3),
    p95: summary.p95LatencySeconds.toFixed(3),
    meanEnergy: summary.meanEnergyJoules.toFixed(3),
    objective: summary.objective.toFixed(3),
  };
}

describe.skipIf(!present)("reference figures", () => {
  const loaded = new Map<string, { scenario: Scenario; workload: Workload }>();
  beforeAll(async () => {
    for (const name of ["paper-3mec", "hot-cell", "thin-backhaul"]) {
      const scenario = await loadScenario(name);
      loaded.set(name, { scenario, workload: await loadWorkload(scenario, { trace }) });
    }
  });

  test.each(figures)(
    "%s, %s: %i tasks, %s",
    (name, window, tasks, policy, meanLatency, p95, meanEnergy, objective) => {
      const { scenario, workload } = loaded.get(name)!;
      const shares = { offloadRatio: policy === "split" ? 2 / 3 : 0, computeShare: 1, bandwidthShare: 1 };
      expect(run(scenario, workload, window, shares)).toEqual({
        tasks,
        meanLatency,
        p95,
        meanEnergy,
        objective,
      });
    },
  );

  test.each(constants)(
    "%s: constant x %d, a_c %d, a_k %d",
    (name, offloadRatio, computeShare, bandwidthShare, objective) => {
      const { scenario, workload } = loaded.get(name)!;
      const result = run(scenario, workload, "test", { offloadRatio, computeShare, bandwidthShare });
      expect(result.objective).toBe(objective);
    },
  );
});
