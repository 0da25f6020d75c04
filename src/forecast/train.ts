/** Offline training of the transformer forecaster on the windows of a scenario. */
import type { Engine } from "../runtime/index.ts";
import type { WindowTasks } from "../workload/workload.ts";
import type { ForecasterConfig } from "./config.ts";
import type { TrainedForecaster } from "./forecaster.ts";

export interface ForecasterProgress {
  readonly update: number;
  /** Updates the training will take if early stopping does not end it. */
  readonly updates: number;
  /** Loss on the validation windows at the last look; NaN before the first. */
  readonly validationLoss: number;
  readonly elapsedSeconds: number;
  /** Time left [s] at the present pace if early stopping does not end it. */
  readonly remainingSeconds: number;
}

export interface TrainForecasterOptions {
  readonly engine: Engine;
  readonly seed: number;
  /** The training window, once for each draw of homes (`train-0`, `train-1`, …): other homes are other sequences. */
  readonly train: readonly WindowTasks[];
  /** The validation window, for early stopping; one draw or several. */
  readonly validate: readonly WindowTasks[];
  readonly config?: Partial<ForecasterConfig>;
  /** Ends training with the signal's reason; nothing is returned. */
  readonly signal?: AbortSignal;
  /** Called after every look at the validation windows. */
  readonly onProgress?: (progress: ForecasterProgress) => void;
}

/** One look at the validation windows. Free of wall-clock time: equal in two runs of one seed. */
export interface ForecasterHistoryRow {
  readonly update: number;
  /** Mean loss of the updates since the last look. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}

export interface TrainedForecasterResult {
  readonly forecaster: TrainedForecaster;
  readonly history: readonly ForecasterHistoryRow[];
}

/** Trains one model for all servers; deterministic from the seed. Throws EdgeflockError("value") when a window is too short to learn from. */
export declare function trainForecaster(options: TrainForecasterOptions): Promise<TrainedForecasterResult>;
