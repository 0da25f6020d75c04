/** Trains one algorithm on one scenario with one seed, into a run folder. */
import type { LearningAlgorithm } from "../env/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import type { TrainProgress } from "./progress.ts";
import type { RunManifest } from "./run-folder.ts";

export interface TrainOptions {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly algorithm: LearningAlgorithm;
  /** Overrides of the algorithm's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Training episodes (each is one pass over the training window); the algorithm's own default when absent. */
  readonly budget?: number;
  /** The run folder to create. */
  readonly outDir: string;
  /** Replace a run that is already there. */
  readonly force?: boolean;
  readonly engine: Engine;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: TrainProgress) => void;
  /** Told what the user should know but need not act on. */
  readonly onWarning?: (message: string) => void;
}

export interface TrainedRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  /** Best validation objective, and the episode after which it was reached. */
  readonly bestObjective: number;
  readonly bestEpisode: number;
}

export async function train(options: TrainOptions): Promise<TrainedRun> {
  throw new Error(`not built yet: ${options.outDir}`);
}
