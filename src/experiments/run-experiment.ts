/** Runs an experiment: forecaster, trainings in parallel processes, baselines, evaluation, report. Resumable. */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { makeFolder, writeFileAtomic } from "../core/atomic-file.ts";
import { selectEngine } from "../runtime/index.ts";
import { namedFiles, type Scenario } from "../scenario/index.ts";
import { forgetCell, isOfSameCode, readCell } from "./cell.ts";
import type { Experiment } from "./experiment.ts";
import { writeExperimentReport } from "./experiment-report.ts";
import { openExperiment } from "./open-experiment.ts";
import type { PlannedCell } from "./plan-cells.ts";
import { type CellProgress, type ExperimentProgress, ProgressPicture } from "./progress-picture.ts";
import type { ResultRow } from "./result-rows.ts";
import { startWorker } from "./start-worker.ts";
import { type PooledCell, runPool } from "./worker-pool.ts";

export type { CellProgress, ExperimentProgress };

export interface RunExperimentOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ExperimentProgress) => void;
  readonly onWarning?: (message: string) => void;
  /** Train cells anew even where their result lies in the output folder. */
  readonly force?: boolean;
  /** URL of a module that exports `learningAlgorithms`, in place of the built-in ones. */
  readonly algorithmsUrl?: string;
}

export interface ExperimentResult {
  readonly outDir: string;
  /** The report's main file; null when no cell came to a result. */
  readonly report: string | null;
  /** One row a policy, best first: means over salts and seeds with 95 % intervals. */
  readonly table: readonly ResultRow[];
  /** Cells that failed, with what they said; the command line exits non-zero when there are any. */
  readonly failures: readonly { readonly cell: string; readonly error: string; readonly exitCode: number }[];
}

/**
 * Cells whose result lies in the output folder are skipped, those begun go on from their checkpoint; a cell whose
 * inputs have changed, or that other code has made, is made anew.
 * @throws EdgeflockError("interrupted") once `signal` is aborted and every worker has written its checkpoint; the same
 * call continues
 */
export async function runExperiment(
  experiment: Experiment,
  options: RunExperimentOptions = {},
): Promise<ExperimentResult> {
  const { signal, force = false, algorithmsUrl = null } = options;
  const { out } = experiment;
  const context = await openExperiment(experiment, algorithmsUrl, (await selectEngine()).name);
  const { cells } = context;
  await keepDescription(experiment, context.scenario);
  const picture = new ProgressPicture(
    new Map(cells.map(({ name, weight }) => [name, weight])),
    options.onProgress ?? (() => {}),
  );
  const done = new Set<string>();
  for (const { name, job } of cells) {
    if (force) await forgetCell(out, job.key);
    const record = await readCell(out, job.key);
    if (record?.result == null || record.evaluationInputs !== job.evaluationInputs) continue;
    if (!isOfSameCode(record, job)) continue;
    done.add(name);
    picture.update(name, { status: "skipped", fraction: 1, note: "done before" });
  }
  const failures: ExperimentResult["failures"][number][] = [];
  const pooled = cells
    .filter(({ name }) => !done.has(name))
    .map((cell) => pooledCell(cell, picture, options, failures));
  await runPool(pooled, done, experiment.jobs ?? availableParallelism(), signal);
  const commands = [commandOf(experiment)];
  return { outDir: out, ...(await writeExperimentReport({ ...context, commands }, out)), failures };
}

/** Whatever settings led here, `edgeflock run <out>/experiment.json` repeats them. */
async function keepDescription(experiment: Experiment, scenario: Scenario): Promise<void> {
  const { out } = experiment;
  const files = Object.entries(namedFiles(experiment)).map(([kind, path]) => [kind, resolve(path)]);
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  await makeFolder(join(out, "cells"));
  await writeFileAtomic(join(out, "scenario.json"), json(scenario));
  await writeFileAtomic(
    join(out, "experiment.json"),
    // The kept scenario lists its servers: it needs no list of sites any more.
    json({
      ...experiment,
      scenario: "scenario.json",
      sites: null,
      // And has these in it.
      settings: null,
      ...Object.fromEntries(files),
    }),
  );
}

function pooledCell(
  { name, job, after }: PlannedCell,
  picture: ProgressPicture,
  { signal, onWarning }: RunExperimentOptions,
  failures: ExperimentResult["failures"][number][],
): PooledCell {
  return {
    name,
    after,
    onStart: () => picture.update(name, { status: "running" }),
    start: () =>
      startWorker(job, {
        onProgress: (fraction, note) => picture.update(name, { fraction, note }),
        onWarning: (message) => onWarning?.(`${name}: ${message}`),
      }),
    onEnd: (failure) => {
      if (failure === null) {
        picture.update(name, { status: "done", fraction: 1, note: "" });
      } else if (signal?.aborted) {
        picture.update(name, { status: "waiting", note: "interrupted" });
      } else {
        const { message, fix, exitCode } = failure;
        failures.push({ cell: name, error: fix === null ? message : `${message}. ${fix}`, exitCode });
        picture.update(name, { status: "failed", note: message.split("\n")[0]! });
      }
    },
  };
}

function commandOf(experiment: Experiment): string {
  const { scenario, sites, settings, seeds, budget, out } = experiment;
  const words = ["edgeflock run", scenario];
  for (const [kind, path] of Object.entries(namedFiles(experiment))) words.push(`--${kind}`, path);
  if (sites !== null) words.push("--sites", sites);
  if (settings !== null) words.push("--settings", settings);
  words.push("--seeds", String(seeds.length));
  if (budget !== null) words.push("--budget", String(budget));
  return `${words.join(" ")}  # in all detail: edgeflock run ${join(out, "experiment.json")}`;
}
