/**
 * A forecaster trained anew on recent tasks, from the old one's parameters on, and judged beside the old one on the last of
 * them. The tasks are cut in time: most to learn from, some to stop by, and the tail, which neither has seen.
 */
import { EdgeflockError } from "../core/errors.ts";
import { DriftMonitor } from "../forecast/drift/index.ts";
import type { Forecaster } from "../forecast/forecasts.ts";
import { loadForecaster } from "../forecast/neural/index.ts";
import { fitTargetScales } from "../forecast/target-scales.ts";
import type { Engine } from "../runtime/index.ts";
import {
  episodeSetup,
  type Scenario,
  type WindowName,
  type Workload,
  windowBounds,
} from "../scenario/index.ts";
import { type WindowTasks, windowRows } from "../workload/workload.ts";
import { type ForecasterFiles, trainRunForecaster } from "./forecasting.ts";
import type { ReadForecaster } from "./read-forecaster.ts";
import { naiveRival, rivalWindows } from "./watch-forecasts.ts";

/** Where the tasks are cut: the first part is learned from, the next stops the training, the rest judges. */
const cuts = { train: 0.7, validate: 0.85 };
/** Fewer tasks are no basis for anything. */
const leastTasks = 200;
/** What the new one's error has to be less by, as a fraction: two trainings differ by a little in any case. */
const leastGain = 0.01;
/** Draws of homes that judge. */
const judgingSalts = Array.from({ length: 5 }, (_, k) => `${k}`);

export interface RetrainOptions {
  readonly old: ReadForecaster;
  readonly scenario: Scenario;
  readonly workload: Workload;
  /** The part of the arrivals that counts as recent. */
  readonly window: WindowName;
  readonly engine: Engine;
  readonly seed: number;
  /** What the networks start from; the old one's parameters unless told otherwise. */
  readonly start?: "old" | "fresh";
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

/** Mean errors on the tail, on the logarithmic scale. */
export interface RetrainScore {
  readonly target: string;
  readonly count: number;
  readonly old: number;
  readonly fresh: number;
  readonly naive: number;
}

export interface Retrained {
  readonly files: ForecasterFiles;
  /** `forecaster`'s network, and the naive one's name. */
  readonly name: string;
  readonly naive: string;
  /** Times at which the tasks were cut [s]: learn from, stop by, judge. */
  readonly windows: Scenario["windows"];
  /** Tasks of the tail, over all draws of homes. */
  readonly judged: number;
  readonly scores: readonly RetrainScore[];
  /** Geometric mean over the targets of new error over old. */
  readonly ratio: number;
  readonly isBetter: boolean;
}

/** @throws EdgeflockError("scenario") when there are too few tasks */
export async function retrainForecaster(options: RetrainOptions): Promise<Retrained> {
  const { old, workload, engine, seed, signal, onProgress } = options;
  const windows = recentWindows(options);
  const scenario = { ...options.scenario, windows, forecaster: old.record.config };
  const files = await trainRunForecaster({
    scenario,
    workload,
    engine,
    seed,
    ...(options.start === "fresh" ? {} : { start: old.record }),
    ...(signal === undefined ? {} : { signal }),
    onProgress: (fraction) => onProgress?.(0.9 * fraction),
  });
  const scales = fitTargetScales(rivalWindows(scenario, workload), old.record.config.gapOffsetSeconds);
  const naive = naiveRival(scenario, workload, scales);
  const tail = judgingSalts.map((salt) => episodeSetup(scenario, workload, "test", salt).tasks);
  const errors = async (files: ForecasterFiles) => {
    const forecaster = await loadForecaster(files, engine);
    const judged = await judge(forecaster, naive, tail, new DriftMonitor(scenario.servers.length, scales));
    await forecaster.release();
    if (signal?.aborted)
      throw new EdgeflockError("interrupted", "interrupted while the forecasters were judged");
    return { name: forecaster.name, judged };
  };
  const [before, after] = [await errors(old.files), await errors(files)];
  const scores = before.judged.flatMap(({ target, count, forecaster, naive }, k) =>
    count === 0 ? [] : [{ target, count, old: forecaster, fresh: after.judged[k]!.forecaster, naive }],
  );
  const comparable = scores.filter((score) => score.old > 0 && score.fresh > 0);
  const logRatios = comparable.map((score) => Math.log(score.fresh / score.old));
  const ratio = Math.exp(logRatios.reduce((sum, value) => sum + value, 0) / Math.max(1, logRatios.length));
  onProgress?.(1);
  return {
    files,
    name: after.name,
    naive: naive.name,
    windows,
    judged: tail.reduce((sum, { count }) => sum + count, 0),
    scores,
    ratio,
    isBetter: ratio < 1 - leastGain,
  };
}

async function judge(
  forecaster: Forecaster,
  naive: Forecaster,
  windows: readonly WindowTasks[],
  monitor: DriftMonitor,
) {
  for (const tasks of windows) {
    const pair = [await forecaster.forecast(tasks), await naive.forecast(tasks)] as const;
    monitor.beginWindow();
    for (let row = 0; row < tasks.count; row++) monitor.observe(tasks, row, ...pair);
  }
  return monitor.settings.targets.map((target) => ({
    target,
    ...(monitor.meanErrors(target) ?? { count: 0, forecaster: 0, naive: 0 }),
  }));
}

function recentWindows({ scenario, workload, window }: RetrainOptions): Scenario["windows"] {
  const bounds = windowBounds(scenario, window);
  const { first, end } = windowRows(workload, bounds);
  const at = (part: number) => workload.arrivalSeconds[Math.floor(first + part * (end - first))]!;
  const refuse = (what: string) =>
    new EdgeflockError(
      "scenario",
      `${scenario.name}, window ${window}: ${what}`,
      "Name a longer window, or a trace that holds more (--window, --trace).",
    );
  if (end - first < leastTasks) {
    throw refuse(`a forecaster cannot be trained on ${end - first} tasks; it takes at least ${leastTasks}`);
  }
  const [from, validateFrom, testFrom] = [at(0), at(cuts.train), at(cuts.validate)];
  if (!(from < validateFrom && validateFrom < testFrom && testFrom < workload.arrivalSeconds[end - 1]!)) {
    throw refuse("too many of its tasks arrive at the very same time to be cut in time");
  }
  return {
    train: { from, to: validateFrom },
    validate: { from: validateFrom, to: testFrom },
    test: { from: testFrom, ...(Number.isFinite(bounds.toSeconds) ? { to: bounds.toSeconds } : {}) },
  };
}
