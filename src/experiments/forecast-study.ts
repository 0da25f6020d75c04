/**
 * Trains forecasters with several seeds, scores them beside the naive ones on the same rows, and says how much better
 * they are. Trained ones are kept in a folder, so that a study that was stopped goes on where it was.
 */
import { join } from "node:path";
import { sha256OfJson } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import type { Forecaster } from "../forecast/forecasts.ts";
import { naiveForecasters, naiveNames } from "../forecast/naive/index.ts";
import {
  ceilings,
  type ForecastScore,
  largestJob,
  scoreForecasters,
  summariseScores,
} from "../forecast/score/index.ts";
import { fitTargetScales } from "../forecast/target-scales.ts";
import {
  type Scenario,
  serverNames,
  type WindowName,
  type WindowTasks,
  type Workload,
} from "../scenario/index.ts";
import {
  drawnWindows,
  type ForecasterFiles,
  fingerprintFiles,
  firstDraws,
  forecasterSalts,
  provenance,
} from "../train/index.ts";
import { evaluationSalts } from "./evaluate-run.ts";
import { forecastReport, forecastSample } from "./forecast-report.ts";
import { keepForecaster, readKeptForecaster } from "./kept-forecaster.ts";
import type { ForecasterFacts, ForecastReport, ForecastSample } from "./report/index.ts";

/** How a kind of learned forecaster is trained, and loaded again. */
export interface ForecasterTrainer {
  readonly name: string;
  /** All that its training depends on, beside scenario, data and seed. */
  readonly settings: unknown;
  train(options: ForecasterTraining): Promise<ForecasterFiles>;
  load(files: ForecasterFiles): Promise<Forecaster & { release(): Promise<void> }>;
}

export interface ForecasterTraining {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Fraction done, in [0, 1]. */
  readonly onProgress: (fraction: number, note: string) => void;
}

export interface ForecastStudyOptions {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly window: WindowName;
  /** Learned ones; empty for the naive ones alone. */
  readonly trainers: readonly ForecasterTrainer[];
  /** Names of the naive ones that are shown; all of them when absent. The best of those shown is what others are measured by. */
  readonly naive?: readonly string[];
  readonly seeds: readonly number[];
  /** Added to gaps before their logarithm [s]. */
  readonly gapOffsetSeconds: number;
  /** Where trained forecasters are kept; nothing is kept when null. */
  readonly outDir: string | null;
  /** Period of `seasonal` [s]; found when absent. */
  readonly periodSeconds?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, note: string) => void;
  readonly onNote: (line: string) => void;
}

/** Part of the work that scoring is taken for, in the fraction that is shown. */
const scoringShare = 0.1;

/** Rows that naive forecasters are fitted to, at most: they have few constants, and more draws hardly change them. */
const naiveRows = 300_000;

export async function studyForecasts(options: ForecastStudyOptions): Promise<ForecastReport> {
  const { scenario, workload, window, trainers, seeds, gapOffsetSeconds, signal, onProgress } = options;
  const windows = drawnWindows(scenario, workload, window, evaluationSalts);
  const fitting = (part: "train" | "validate") => {
    const salts = forecasterSalts(part, scenario.forecaster.draws[part]);
    return firstDraws(drawnWindows(scenario, workload, part, salts), naiveRows);
  };
  const train = fitting("train");
  const names = serverNames(scenario);
  const scales = fitTargetScales(train, gapOffsetSeconds);
  const bySeed = new Map<string, ForecastScore[][]>();
  const facts: ForecasterFacts[] = [];
  const { naive = naiveNames, periodSeconds } = options;
  const drawn = trainers[0]?.name ?? (naive.includes("ewma") ? "ewma" : naive[0]);
  let sample: ForecastSample | null = null;
  const total = trainers.length * seeds.length;
  const files = await trainAll(options, (done, note) =>
    onProgress(((1 - scoringShare) * done) / Math.max(1, total), note),
  );
  const score = async (forecaster: Forecaster) => {
    requireGoing(signal);
    if (forecaster.name === drawn && sample === null) {
      const [first] = windows as [WindowTasks];
      sample = forecastSample(drawn, first, await forecaster.forecast(first), (k) => names[k] ?? String(k));
    }
    const lists = bySeed.get(forecaster.name) ?? [];
    lists.push(await scoreForecasters([forecaster], windows, scales));
    bySeed.set(forecaster.name, lists);
  };
  onProgress(1 - scoringShare, "scoring");
  for (const [k, trainer] of trainers.entries()) {
    for (const own of files[k]!) {
      const forecaster = await trainer.load(own);
      try {
        await score(forecaster);
      } finally {
        await forecaster.release();
      }
    }
    facts.push({ name: trainer.name, learned: true, seeds: [...seeds], settings: "" });
  }
  const fitted = naiveForecasters(train, scales, {
    validate: fitting("validate"),
    ...(periodSeconds === undefined ? {} : { periodSeconds }),
  });
  for (const forecaster of fitted) {
    if (!naive.includes(forecaster.name)) continue;
    await score(forecaster);
    facts.push({ name: forecaster.name, learned: false, seeds: [], settings: forecaster.settings });
  }
  if (sample === null) throw new Error("a study needs at least one forecaster");
  return forecastReport({
    window,
    draws: windows.length,
    forecasters: facts,
    summaries: summariseScores(bySeed, new Set(naiveNames)),
    ceilings: ceilings(windows[0]!, scales, earlierTasks(options, windows[0]!)),
    largestJob: largestJob(windows[0]!),
    sample,
  });
}

/** Training and validation windows, in the same draw of homes, as far as they lie before the tasks. */
function earlierTasks({ scenario, workload }: ForecastStudyOptions, tasks: WindowTasks): WindowTasks[] {
  const from = tasks.arrivalSeconds[0] ?? 0;
  return (["train", "validate"] as const)
    .flatMap((window) => drawnWindows(scenario, workload, window, evaluationSalts.slice(0, 1)))
    .filter(({ count, arrivalSeconds }) => count > 0 && arrivalSeconds[count - 1]! <= from);
}

/** The files of each trainer and seed: those that are kept, or trained now. */
async function trainAll(
  options: ForecastStudyOptions,
  onProgress: (done: number, note: string) => void,
): Promise<ForecasterFiles[][]> {
  const { scenario, workload, trainers, seeds, outDir, signal, onNote } = options;
  const trace = outDir === null ? [] : await fingerprintFiles(workload);
  const { edgeflock, gitRevision } = provenance();
  let done = 0;
  const all: ForecasterFiles[][] = [];
  for (const trainer of trainers) {
    const own: ForecasterFiles[] = [];
    for (const seed of seeds) {
      requireGoing(signal);
      const what = `${trainer.name} seed ${seed}`;
      const folder = outDir === null ? null : join(outDir, "forecasters", what.replaceAll(" ", "-"));
      const inputs = sha256OfJson({
        code: { edgeflock, gitRevision },
        scenario,
        trace: trace.map(({ sha256 }) => sha256),
        forecaster: trainer.name,
        settings: trainer.settings,
        seed,
      });
      const kept = folder === null ? null : await readKeptForecaster(folder, inputs);
      if (kept !== null) onNote(`${what}: kept from before`);
      const files = kept ?? (await trainOne(trainer, seed));
      own.push(files);
      done++;
      onProgress(done, what);

      async function trainOne(by: ForecasterTrainer, withSeed: number): Promise<ForecasterFiles> {
        const startedAt = performance.now();
        const trained = await by.train({
          scenario,
          workload,
          seed: withSeed,
          signal,
          onProgress: (fraction, note) => onProgress(done + fraction, `${what}: ${note}`),
        });
        const seconds = (performance.now() - startedAt) / 1000;
        if (folder !== null) await keepForecaster(folder, inputs, trained, seconds);
        return trained;
      }
    }
    all.push(own);
  }
  return all;
}

function requireGoing(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new EdgeflockError(
    "interrupted",
    "interrupted; forecasters that were trained are kept",
    "Give the same command again, with the same --out: it continues.",
  );
}
