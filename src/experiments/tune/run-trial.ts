/** Trains a trial as far as its rung, going on from where an earlier rung or an interrupted one has left it. */
import type { LearningAlgorithm } from "../../agents/learner.ts";
import {
  DivergedTraining,
  RunFolder,
  readFolderFiles,
  readMetrics,
  type TrainProgress,
} from "../../train/index.ts";
import { type CellResult, forecasterFolderOf, readCell } from "../cell.ts";
import type { Inputs } from "../run-cell.ts";
import { trainOrResume } from "../train-or-resume.ts";
import { withSettings } from "./settings-paths.ts";
import { type TrialPoint, type TuningKey, trialFolderOf } from "./tuning-cell.ts";

export async function trialResult(
  { job, scenario, workload, engine, signal, onProgress, onWarning }: Inputs,
  { algorithm: name, trial, seed, settings, untilEpisode }: Extract<TuningKey, { kind: "trial" }>,
  algorithms: ReadonlyMap<string, LearningAlgorithm>,
): Promise<CellResult> {
  const outDir = trialFolderOf(job.outDir, name, trial, seed);
  const forecaster = job.needsForecaster ? await readFolderFiles(forecasterFolderOf(job.outDir)) : null;
  const options = {
    engine,
    signal,
    onWarning,
    pauseAfterEpisode: untilEpisode,
    ...(forecaster === null ? {} : { forecaster }),
    onProgress: ({ episode }: TrainProgress) =>
      onProgress(Math.min(1, episode / untilEpisode), `episode ${episode} of ${untilEpisode}`),
  };
  try {
    const config = withSettings(scenario.training[name] ?? {}, settings);
    await trainOrResume(job, algorithms, name, { scenario, workload, config, seed, outDir }, options);
  } catch (error) {
    // Settings may be that bad: it is a result, and no reason to try again.
    if (!(error instanceof DivergedTraining)) throw error;
    const before = (await readCell(job.outDir, job.key))?.result;
    const points = before?.kind === "trial" ? before.points : [];
    return { kind: "trial", points, diverged: { message: error.message, untilEpisode } };
  }
  return { kind: "trial", points: await pointsOf(outDir), diverged: null };
}

async function pointsOf(path: string): Promise<TrialPoint[]> {
  const folder = await RunFolder.open(path);
  const rows = (await readMetrics(folder.metrics)).filter((row) => row.kind === "validate");
  return rows.map(({ episode, values }) => ({
    episode,
    objective: values["objective"]!,
    trainingObjective: values["trainingObjective"]!,
    selection: values["selection"]!,
  }));
}
