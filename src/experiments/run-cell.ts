/** Does the work of one cell in the present process, going on from where an earlier one was stopped. */
import { join } from "node:path";
import { baselines, tuningSalts } from "../agents/baselines/index.ts";
import type { LearningAlgorithm } from "../agents/learner.ts";
import { makeFolder, writeFileAtomic } from "../core/atomic-file.ts";
import { EdgeflockError } from "../core/errors.ts";
import { type Engine, selectEngine } from "../runtime/index.ts";
import {
  episodeSetup,
  loadWorkload,
  parseScenario,
  type Scenario,
  type Workload,
} from "../scenario/index.ts";
import {
  type ForecasterFiles,
  RunFolder,
  readFolderFiles,
  validate,
  validationSetups,
} from "../train/index.ts";
import {
  type CellJob,
  type CellResult,
  forecasterFolderOf,
  isOfSameCode,
  type KeptEvaluation,
  type PolicyKey,
  readCell,
  runFolderOf,
  writeCell,
} from "./cell.ts";
import { evaluatePolicy, type PolicyEvaluation } from "./evaluate-policy.ts";
import { evaluateRunFolder } from "./evaluate-run.ts";
import { studyForecasts } from "./forecast-study.ts";
import { forecasterTrainers } from "./forecaster-trainers.ts";
import { trainOrResume } from "./train-or-resume.ts";
import { trialResult } from "./tune/run-trial.ts";
import { searchResult } from "./tune/search-baseline.ts";

export interface CellHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, note: string) => void;
  readonly onWarning: (message: string) => void;
}

export interface Inputs extends CellHooks {
  readonly job: CellJob;
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly engine: Engine;
}

/** Part of a cell's work that its evaluation is taken for, in the fraction that is shown. */
const evaluationShare = 0.05;

export async function runCell(job: CellJob, hooks: CellHooks): Promise<void> {
  const { key, outDir, inputs, evaluationInputs, code } = job;
  const startedAt = performance.now();
  const scenario = parseScenario(JSON.stringify(job.scenario), "the experiment's scenario");
  const workload = await loadWorkload(scenario, job.files);
  const context: Inputs = { job, scenario, workload, engine: await selectEngine(), ...hooks };
  const result = await resultOf(context);
  const seconds = (performance.now() - startedAt) / 1000;
  await writeCell(outDir, key, { inputs, evaluationInputs, code, seconds, result });
}

/** The algorithms a cell may use: the built-in ones, or those of a user's module. */
export async function algorithmsOf(url: string | null): Promise<ReadonlyMap<string, LearningAlgorithm>> {
  const module = (await (url === null ? import("../agents/index.ts") : import(url))) as {
    readonly learningAlgorithms: ReadonlyMap<string, LearningAlgorithm>;
  };
  return module.learningAlgorithms;
}

async function resultOf(inputs: Inputs): Promise<CellResult> {
  const { key } = inputs.job;
  switch (key.kind) {
    case "forecaster":
      return forecasterResult(inputs);
    case "training":
      return trainingResult(inputs, key);
    case "baseline":
      return baselineResult(inputs, key.baseline);
    case "evaluation":
      return evaluationResult(inputs, key.of);
    case "trial":
      return trialResult(inputs, key, await algorithmsOf(inputs.job.algorithmsUrl));
    case "search":
      return searchResult(inputs, key);
  }
}

async function forecasterResult(inputs: Inputs): Promise<CellResult> {
  const { job, scenario, workload, engine, signal, onProgress } = inputs;
  const folder = forecasterFolderOf(job.outDir, job.key.place);
  const [trainer] = forecasterTrainers([scenario.forecaster.network], scenario, engine);
  const report = await studyForecasts({
    scenario,
    workload,
    window: job.window,
    trainers:
      trainer === undefined ? [] : [{ ...trainer, train: (training) => keepFiles(trainer.train(training)) }],
    seeds: [job.seed],
    gapOffsetSeconds: scenario.forecaster.gapOffsetSeconds,
    outDir: null,
    signal,
    onProgress,
    onNote: () => {},
  });
  return { kind: "forecaster", report };

  /** Where the trainings of all seeds find them. */
  async function keepFiles(training: Promise<ForecasterFiles>): Promise<ForecasterFiles> {
    const files = await training;
    await makeFolder(folder);
    for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytes);
    return files;
  }
}

async function trainingResult(
  inputs: Inputs,
  key: Extract<PolicyKey, { kind: "training" }>,
): Promise<CellResult> {
  const { algorithm, seed } = key;
  const { job, scenario, workload, engine, signal, onProgress, onWarning } = inputs;
  const algorithms = await algorithmsOf(job.algorithmsUrl);
  const outDir = runFolderOf(job.outDir, key);
  const forecaster = job.needsForecaster
    ? await readFolderFiles(forecasterFolderOf(job.outDir, job.forecasterPlace))
    : null;
  const options = {
    engine,
    signal,
    onWarning,
    ...(forecaster === null ? {} : { forecaster }),
    onProgress: (event: { readonly fraction: number; readonly bestObjective: number }) =>
      onProgress(
        event.fraction * (1 - evaluationShare),
        Number.isNaN(event.bestObjective)
          ? "training"
          : `validation objective ${event.bestObjective.toPrecision(4)} (best policy so far)`,
      ),
  };
  await trainOrResume(job, algorithms, algorithm, { scenario, workload, seed, outDir }, options);
  const folder = await RunFolder.open(outDir);
  const loaded = { scenario, workload, algorithm: algorithms.get(algorithm)! };
  const { policy, evaluation } = await evaluateRunFolder(folder, loaded, {
    engine,
    window: job.window,
    salts: job.salts,
    onProgress: evaluating(onProgress),
  });
  return { kind: "training", evaluation: kept(evaluation), information: policy.information };
}

async function baselineResult(inputs: Inputs, name: string): Promise<CellResult> {
  const { job, scenario, workload, signal, onProgress } = inputs;
  const definition = baselines.get(name)!;
  const stopIfAsked = () => {
    if (signal.aborted) throw new EdgeflockError("interrupted", `interrupted while ${name} was tuned`);
  };
  const record = await readCell(job.outDir, job.key);
  const same = record?.inputs === job.inputs && isOfSameCode(record, job);
  const before = same && record.result?.kind === "baseline" ? record.result : null;
  const parameters =
    before?.parameters ??
    (await definition.tune?.(
      tuningSalts.map((salt) => episodeSetup(scenario, workload, "train", salt)),
      {
        budgetEpisodes: job.tuningEpisodes,
        seed: job.seed,
        onProgress: (fraction) => {
          stopIfAsked();
          onProgress(fraction * (1 - evaluationShare), "tuning");
        },
      },
    )) ??
    definition.parameters;
  const draws = job.salts.map((salt) => ({
    salt,
    setup: episodeSetup(scenario, workload, job.window, salt),
  }));
  const progress = evaluating(onProgress);
  const evaluation = await evaluatePolicy(definition.create(parameters), draws, {
    seed: job.seed,
    onProgress: (fraction) => {
      stopIfAsked();
      progress(fraction);
    },
  });
  const validation = await validate(definition.create(parameters), validationSetups(scenario, workload));
  return {
    kind: "baseline",
    evaluation: kept(evaluation),
    parameters,
    validationObjective: validation["objective"]!,
  };
}

/** Judges a policy that another cell has made; neither training nor tuning sees anything of this scenario. */
async function evaluationResult(inputs: Inputs, of: PolicyKey): Promise<CellResult> {
  const { job, scenario, workload, engine, onProgress } = inputs;
  const { window, salts } = job;
  if (of.kind === "training") {
    const folder = await RunFolder.open(runFolderOf(job.outDir, of));
    const algorithm = (await algorithmsOf(job.algorithmsUrl)).get(of.algorithm)!;
    const loaded = { scenario, workload, algorithm };
    const options = { engine, window, salts, onProgress: evaluating(onProgress), keepTasks: false };
    const { policy, evaluation } = await evaluateRunFolder(folder, loaded, options);
    return { kind: "evaluation", evaluation: kept(evaluation), information: policy.information };
  }
  const result = (await readCell(job.outDir, of))?.result;
  if (result?.kind !== "baseline") throw new Error(`${of.baseline} is judged before it is tuned`);
  const definition = baselines.get(of.baseline)!;
  const draws = salts.map((salt) => ({ salt, setup: episodeSetup(scenario, workload, window, salt) }));
  const evaluation = await evaluatePolicy(definition.create(result.parameters), draws, {
    seed: job.seed,
    onProgress: evaluating(onProgress),
  });
  return { kind: "evaluation", evaluation: kept(evaluation), information: definition.information };
}

function evaluating(onProgress: CellHooks["onProgress"]): (fraction: number) => void {
  return (fraction) => onProgress(1 - evaluationShare + fraction * evaluationShare, "evaluating");
}

function kept({ summaries: _, ...evaluation }: PolicyEvaluation): KeptEvaluation {
  return evaluation;
}
