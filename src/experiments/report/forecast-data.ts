/**
 * Scores of forecasters as a report takes them: plain data, safe to write as JSON. Numbers are finite; null is what is not
 * defined. Losses, widths and samples are in the unit of their target.
 */

export interface ForecastReport {
  /** Window of the scores. */
  readonly window: string;
  /** Draws of homes whose rows count together. */
  readonly draws: number;
  /** In the order of tables: the learned ones first. */
  readonly forecasters: readonly ForecasterFacts[];
  readonly targets: readonly ForecastTargetFacts[];
  /** One for each forecaster, target and `per`. */
  readonly scores: readonly ForecastScoreRow[];
  /** How much could be forecast of the next task by who knows a certain thing of it; first draw, at every task. */
  readonly ceilings: readonly ForecastCeiling[];
  /** The job of the most work in the window's first draw; null without tasks. */
  readonly largestJob: ForecastLargestJob | null;
  readonly sample: ForecastSample;
}

export interface ForecastLargestJob {
  readonly tasks: number;
  /** Its part of the window's work. */
  readonly workShare: number;
  /** Arrival of its first task there [s]. */
  readonly fromSeconds: number;
}

export interface ForecastCeiling {
  /** E.g. "its job". */
  readonly knows: string;
  readonly target: string;
  readonly r2Raw: number | null;
  readonly r2Log: number | null;
}

export interface ForecasterFacts {
  readonly name: string;
  readonly learned: boolean;
  /** Seeds it was trained with; empty where nothing is drawn. */
  readonly seeds: readonly number[];
  /** What was found on the training window; may be empty. */
  readonly settings: string;
}

export interface ForecastTargetFacts {
  /** As in `forecastTargets`, e.g. "task.interArrival". */
  readonly name: string;
  /** What it is in words, e.g. "time to next task". */
  readonly title: string;
  readonly unit: string;
}

/** A mean over seeds, with its 95 % interval where there are several. */
export interface ForecastEstimate {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Part of the best naive forecaster's loss that is saved. */
export interface ForecastSkill {
  readonly against: string;
  readonly fraction: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Judged at every task, only at the last task of each burst, or at every task whose truth has nothing of the largest job. */
export type ForecastLevel = "task" | "burst" | "rest";

export interface ForecastScoreRow {
  readonly forecaster: string;
  readonly target: string;
  readonly per: ForecastLevel;
  readonly count: number;
  readonly r2Raw: ForecastEstimate;
  readonly r2Log: ForecastEstimate;
  readonly mae: ForecastEstimate;
  readonly pinball: ForecastEstimate;
  readonly coverage: ForecastEstimate;
  readonly width: ForecastEstimate;
  /** Part of the pinball loss that is lost on truths of the largest job. */
  readonly largestJobShare: ForecastEstimate;
  /** Share of the truths at or below each quantile. */
  readonly below: { readonly p10: number | null; readonly p50: number | null; readonly p90: number | null };
  readonly skill: {
    readonly r2Raw: ForecastSkill | null;
    readonly r2Log: ForecastSkill | null;
    readonly mae: ForecastSkill | null;
    readonly pinball: ForecastSkill | null;
  };
}

/** Forecasts of one forecaster on the first draw, to be drawn. */
export interface ForecastSample {
  readonly forecaster: string;
  /** Of each target, in the order of `targets`: `typical` against truth, both above 0. */
  readonly pairs: readonly (readonly { readonly truth: number; readonly forecast: number }[])[];
  /** One quantity over time, at one server. */
  readonly fan: {
    readonly target: string;
    readonly server: string;
    readonly points: readonly FanPoint[];
  };
}

export interface FanPoint {
  readonly timeSeconds: number;
  readonly truth: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}
