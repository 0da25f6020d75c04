import { expect, test } from "vitest";
import { createDecisionLog } from "../env/decision-log.ts";
import { episodeSetup, loadWorkload } from "../scenario/index.ts";
import { tinyScenario } from "../testing/tiny-scenario.ts";
import { DecisionStatistics } from "./decision-statistics.ts";

/** Four tasks of server 0, one of server 1; capacities 10, 8 and 6. */
async function setup() {
  const scenario = tinyScenario();
  const window = episodeSetup(scenario, await loadWorkload(scenario), "train", "w0");
  const tasks = {
    ...window.tasks,
    count: 5,
    home: Int32Array.of(0, 0, 0, 0, 1),
    cycles: Float64Array.of(10, 10, 10, 10, 20),
  };
  return { ...window, tasks } as typeof window;
}

test("counts decisions, helpers' work, and shares at the ends of their ranges", async () => {
  const window = await setup();
  const { maxTargets, shareMin } = window.network;
  expect([maxTargets, shareMin]).toEqual([2, 0.05]);
  const log = createDecisionLog(5, maxTargets);
  // Alone; all to 2; half to 1 and 2; a helper and no work; all to 2.
  log.targets.set([-1, -1, 2, -1, 1, 2, 1, -1, 2, -1]);
  log.offloadRatio.set([0, 1, 0.5, 0, 1]);
  log.computeShare.set([0.05, 0.05, 0.5, 1, 0]);
  log.bandwidthShare.set([0.3, 1, 1, 0.5, 0.5]);
  const statistics = new DecisionStatistics();
  statistics.add(window, log);
  const all = statistics.statistics();
  expect(all["decisions.localShare"]).toBeCloseTo(2 / 5);
  // Work sent: 10 + 2.5 + 20 to server 2, 2.5 to server 1.
  expect(all["decisions.topHelperShare"]).toBeCloseTo(32.5 / 35);
  // By capacity server 2 would get 6/14 of the 15 of server 0, and 6/16 of the 20 of server 1.
  expect(all["decisions.topHelperShareByCapacity"]).toBeCloseTo(((15 * 6) / 14 + (20 * 6) / 16) / 35);
  // Of the four decisions with helpers: 1, 0.5, 0, 1.
  expect(all["decisions.offloadRatio.mean"]).toBeCloseTo(0.625);
  expect(all["decisions.offloadRatio.sd"]).toBeCloseTo(
    Math.sqrt((0.375 ** 2 * 2 + 0.125 ** 2 + 0.625 ** 2) / 4),
  );
  expect(all["decisions.offloadRatio.low"]).toBe(1 / 4);
  expect(all["decisions.offloadRatio.high"]).toBe(2 / 4);
  // Of all five; what is below the least share is taken as it.
  expect(all["decisions.computeShare.low"]).toBe(3 / 5);
  expect(all["decisions.computeShare.high"]).toBe(1 / 5);
  expect(all["decisions.computeShare.mean"]).toBeCloseTo((3 * 0.05 + 0.5 + 1) / 5);
  expect(all["decisions.bandwidthShare.mean"]).toBeCloseTo(0.75);
});

test("leaves out what no decision has", async () => {
  const window = await setup();
  const log = createDecisionLog(5, 2);
  log.computeShare.fill(0.5);
  const statistics = new DecisionStatistics();
  expect(statistics.statistics()).toEqual({});
  statistics.add(window, log);
  expect(statistics.statistics()).toEqual({
    "decisions.localShare": 1,
    "decisions.computeShare.mean": 0.5,
    "decisions.computeShare.sd": 0,
    "decisions.computeShare.low": 0,
    "decisions.computeShare.high": 0,
  });
});
