/** What `train` and `resume` alike may be told about how a training goes. */
import type { ForecasterFiles } from "./forecasting.ts";
import type { TrainProgress } from "./progress.ts";

export interface TrainingControls {
  /**
   * A forecaster's files, in place of one trained at the start of the run. A run that is resumed needs them only when
   * it was stopped before they were kept.
   */
  readonly forecaster?: ForecasterFiles;
  /** Time between two checkpoints [s], default 15; they are written between episodes. */
  readonly checkpointSeconds?: number;
  /** After this episode the training is laid aside with a checkpoint, to be resumed; whole when absent or as many as it has. */
  readonly pauseAfterEpisode?: number;
  /** Once aborted, the episode in progress is finished, a checkpoint written, EdgeflockError("interrupted") thrown. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: TrainProgress) => void;
  /** Told what the user should know but need not act on. */
  readonly onWarning?: (message: string) => void;
}
