/** Evaluates the policy of a run folder on a window of its scenario. */
import type { LearningAlgorithm } from "../env/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { Metrics } from "../sim/metrics.ts";

export interface EvaluateRunOptions {
  readonly engine: Engine;
  /** Default "test". */
  readonly window?: "all" | "train" | "validate" | "test";
  /** Draws of the home assignment; default "0" … "9". */
  readonly salts?: readonly string[];
  /** Where the trace lies now, when it has moved since training; its content is checked. */
  readonly trace?: string;
  readonly algorithms?: ReadonlyMap<string, LearningAlgorithm>;
  readonly onProgress?: (fraction: number) => void;
}

export interface RunEvaluation {
  readonly folder: string;
  readonly scenario: string;
  readonly algorithm: string;
  readonly seed: number;
  readonly window: string;
  /** One row a salt, in the order of `salts`. */
  readonly rows: readonly { readonly salt: string; readonly metrics: Metrics }[];
  /** Means over the salts. */
  readonly mean: {
    readonly objective: number;
    readonly meanLatencySeconds: number;
    readonly meanEnergyJoules: number;
    readonly p95LatencySeconds: number;
  };
}

/** Also writes the folder's tasks.parquet, one row a task of the window and salt, when the window is the test window. */
export async function evaluateRun(folder: string, options: EvaluateRunOptions): Promise<RunEvaluation> {
  throw new Error(`not built yet: ${folder} ${options.window}`);
}
