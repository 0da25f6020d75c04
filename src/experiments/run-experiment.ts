/** Runs an experiment: forecaster, trainings in parallel processes, baselines, evaluation, report. Resumable. */
import type { Experiment } from "./experiment.ts";

export interface CellProgress {
  /** E.g. "cto-tp seed 3", "static-tuned", "forecaster". */
  readonly name: string;
  readonly status: "waiting" | "running" | "done" | "skipped" | "failed";
  /** In [0, 1]. */
  readonly fraction: number;
  /** What it does now or how it ended: a short phrase. */
  readonly note: string;
}

/** The whole picture, sent on every change (at most a few times a second). */
export interface ExperimentProgress {
  readonly cells: readonly CellProgress[];
  readonly fraction: number;
  /** Estimated time left [s]; NaN until it can be told. */
  readonly remainingSeconds: number;
}

export interface RunExperimentOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: ExperimentProgress) => void;
  readonly onWarning?: (message: string) => void;
  /** Train cells anew even where their result lies in the output folder. */
  readonly force?: boolean;
}

export interface ExperimentResult {
  readonly outDir: string;
  /** The report's main file. */
  readonly report: string;
  /** One row a policy, best first: means over salts and seeds with 95 % intervals. */
  readonly table: readonly {
    readonly policy: string;
    readonly seeds: number;
    readonly objective: { readonly mean: number; readonly low: number; readonly high: number };
    readonly meanLatencySeconds: { readonly mean: number; readonly low: number; readonly high: number };
    readonly meanEnergyJoules: { readonly mean: number; readonly low: number; readonly high: number };
  }[];
  /** Cells that failed, with what they said; the command line exits non-zero when there are any. */
  readonly failures: readonly { readonly cell: string; readonly error: string; readonly exitCode: number }[];
}

export async function runExperiment(
  experiment: Experiment,
  options: RunExperimentOptions = {},
): Promise<ExperimentResult> {
  throw new Error(`not built yet: ${experiment.name} ${options.force}`);
}
