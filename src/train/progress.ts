/** What training tells whoever watches: one event each time something is done. */
export interface TrainProgress {
  readonly stage: "forecaster" | "training" | "validating" | "exporting";
  /** Training episodes done and asked for. */
  readonly episode: number;
  readonly episodes: number;
  /** Work done, in [0, 1], over all stages. */
  readonly fraction: number;
  /** Estimated time left [s]; NaN until it can be told. */
  readonly remainingSeconds: number;
  /** Validation objective of the last policy validated, and of the best so far; NaN before the first. */
  readonly validationObjective: number;
  readonly bestObjective: number;
}
