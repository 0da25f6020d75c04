/** Continues an interrupted run from its last good checkpoint, to the same bits as the uninterrupted run. */
import type { LearningAlgorithm } from "../env/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { TrainProgress } from "./progress.ts";
import type { TrainedRun } from "./train.ts";

export interface ResumeOptions {
  readonly engine: Engine;
  /** Where the trace lies now, when it has moved since; its content is checked. */
  readonly trace?: string;
  /** The algorithms to look the run's up in; the built-in ones when absent. */
  readonly algorithms?: ReadonlyMap<string, LearningAlgorithm>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: TrainProgress) => void;
  readonly onWarning?: (message: string) => void;
}

/** @param folder a run folder; a run that is complete is returned as it is */
export async function resume(folder: string, options: ResumeOptions): Promise<TrainedRun> {
  throw new Error(`not built yet: ${folder} ${options.trace}`);
}
