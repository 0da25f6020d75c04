/**
 * What a forecaster would reach that had learned on the test period itself: one half of the test window's blocks is added to
 * the training window, the other half is judged, and the other way round. No honest forecaster can have seen them. Where this
 * one is hardly better than one trained on the training window alone, it is not the change between the windows that keeps
 * forecasts from being better, but what arrivals say of arrivals. Run `npm run build` first.
 *
 *   node bench/forecast-hindsight.mjs --data <folder with google-2011/> [--seeds 2] [--block 400] [--updates <n>]
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { trainForecaster } from "../dist/forecast/neural/index.js";
import { outcomesOf } from "../dist/forecast/outcomes.js";
import { fitTargetScales, toLog } from "../dist/forecast/target-scales.js";
import { forecastTargets } from "../dist/forecast/targets.js";
import { selectEngine } from "../dist/runtime/index.js";
import { episodeSetup, loadScenario, loadWorkload } from "../dist/scenario/index.js";
import { rSquared } from "../dist/stats/index.js";
import { tasksOfRows, windowRows } from "../dist/workload/workload.js";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    seeds: { type: "string", default: "2" },
    block: { type: "string", default: "400" },
    updates: { type: "string" },
  },
});
if (options.data === undefined) {
  console.error("error: --data is missing\n  fix: name the folder that holds google-2011.");
  process.exit(2);
}
const block = Number(options.block);
const scenario = await loadScenario("google-cell");
const workload = await loadWorkload(scenario, { trace: join(options.data, "google-2011") });
const engine = await selectEngine();
const config = {
  ...scenario.forecaster,
  ...(options.updates === undefined ? {} : { updates: Number(options.updates) }),
};
const tasksOf = (window) => episodeSetup(scenario, workload, window, "0").tasks;
const [train, validate, test] = ["train", "validate", "test"].map(tasksOf);
const { first } = windowRows(workload, {
  fromSeconds: scenario.windows.test.from,
  toSeconds: Number.POSITIVE_INFINITY,
});

/** Every second block of the test window, as windows of their own. */
function blocks(odd) {
  const parts = [];
  for (let at = odd * block; at < test.count; at += 2 * block) {
    const end = Math.min(at + block, test.count);
    parts.push(tasksOfRows(workload, first + at, first + end, test.home.subarray(at, end)));
  }
  return parts;
}

const scales = fitTargetScales([train], config.gapOffsetSeconds);
const outcomes = outcomesOf(test);
const width = forecastTargets.length;
const judged = ["task.interArrival", "task.work", "task.input"].map((name) =>
  forecastTargets.findIndex((target) => target.name === name),
);

/** R² of the values and of the logarithms for each judged target. */
function scores(forecastOf) {
  return judged.flatMap((target) => {
    const rows = [];
    for (let row = 0; row < test.count; row++) {
      if (!Number.isNaN(outcomes[row * width + target])) rows.push(row);
    }
    const truth = rows.map((row) => outcomes[row * width + target]);
    const log = (value) => toLog(scales, target, value);
    const of = (statistic) => rows.map((row) => forecastOf(row).at(row, target, statistic));
    return [rSquared(truth, of("mean")), rSquared(truth.map(log), of("typical").map(log))];
  });
}

const print = (name, values) => console.log(`| ${name} | ${values.map((r2) => r2.toFixed(3)).join(" | ")} |`);
console.log("R² on the test window of google-cell, at every task, values and logarithms:\n");
console.log("| seed, trained on | gap | log gap | CPU | log CPU | memory | log memory |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
for (let seed = 0; seed < Number(options.seeds); seed++) {
  const forecastsOf = async (windows) => {
    const { forecaster } = await trainForecaster({
      engine,
      seed,
      train: windows,
      validate: [validate],
      config,
    });
    const forecasts = await forecaster.forecast(test);
    await forecaster.release();
    return forecasts;
  };
  const honest = await forecastsOf([train]);
  print(
    `${seed}, the training window`,
    scores(() => honest),
  );
  const even = await forecastsOf([train, ...blocks(0)]);
  const odd = await forecastsOf([train, ...blocks(1)]);
  print(
    `${seed}, it and half of the test window`,
    scores((row) => (Math.floor(row / block) % 2 === 0 ? odd : even)),
  );
}
