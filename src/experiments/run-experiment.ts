/** Runs an experiment: forecaster, trainings in parallel processes, baselines, evaluation, report. Resumable. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { selectEngine } from "../runtime/index.ts";
import { namedFiles } from "../scenario/index.ts";
import { forgetCell, isOfSameCode, readCell } from "./cell.ts";
import type { Experiment } from "./experiment.ts";
import { keepDescription } from "./keep-description.ts";
import { openExperiment } from "./open-experiment.ts";
import type { PlannedCell } from "./plan-cells.ts";
import { type CellProgress, type ExperimentProgress, ProgressPicture } from "./progress-picture.ts";
import type { ResultRow } from "./result-rows.ts";
import { startWorker } from "./start-worker.ts";
import { type PooledCell, runPool } from "./worker-pool.ts";
import { writeResults } from "./write-results.ts";

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
  const open = await openExperiment(experiment, algorithmsUrl, (await selectEngine()).name);
  const { cells } = open;
  await keepDescription(open);
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
  return { outDir: out, ...(await writeResults(open, { commands }, out)), failures };
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
  const { scenario, sites, settings, seeds, budget, out, origin } = experiment;
  const words = ["edgeflock run", origin?.file ?? String(scenario)];
  for (const [kind, path] of Object.entries(namedFiles(experiment))) words.push(`--${kind}`, path);
  if (sites !== null) words.push("--sites", sites);
  if (settings !== null) words.push("--settings", settings);
  words.push("--seeds", String(seeds.length));
  if (budget !== null) words.push("--budget", String(budget));
  return `${words.join(" ")}  # in all detail: edgeflock run ${join(out, "experiment.json")}`;
}
