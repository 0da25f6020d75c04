/** The parts of a tuning that run in processes of their own, and what comes of them; plain JSON. */
import { join } from "node:path";
import type { TunedParameters } from "../../agents/baselines/index.ts";
import type { TrialSettings } from "./search-space.ts";

export type TuningKey =
  | {
      /** One training of a trial, as far as a rung. A later rung goes on with the same run folder. */
      readonly kind: "trial";
      readonly algorithm: string;
      readonly trial: number;
      readonly seed: number;
      readonly settings: TrialSettings;
      readonly untilEpisode: number;
    }
  /** A baseline's own search for its constants. */
  | { readonly kind: "search"; readonly baseline: string };

/** What a policy is judged by: `src/train/validation.ts` tells on which windows. Less is better. */
export interface Judgement {
  readonly objective: number;
  readonly trainingObjective: number;
  /** The mean of both, the criterion. */
  readonly selection: number;
}

export interface TrialPoint extends Judgement {
  readonly episode: number;
}

export type TuningResult =
  | {
      readonly kind: "trial";
      /** One a validation, up to the last rung done. */
      readonly points: readonly TrialPoint[];
      /** Set when the training came to nothing on its way to an episode. */
      readonly diverged: { readonly message: string; readonly untilEpisode: number } | null;
    }
  | {
      readonly kind: "search";
      readonly parameters: TunedParameters;
      /** Windows simulated by the search. */
      readonly windows: number;
      readonly judgement: Judgement;
    };

export function trialFolderOf(outDir: string, algorithm: string, trial: number, seed: number): string {
  return join(outDir, "runs", `${algorithm}-trial-${trial}-seed-${seed}`);
}

/** Whether a trial's result tells how it did up to an episode, well or not. */
export function isKnownUntil(
  { points, diverged }: Extract<TuningResult, { kind: "trial" }>,
  episode: number,
): boolean {
  return hasReached(points, episode) || (diverged !== null && episode >= diverged.untilEpisode);
}

export function hasReached(points: readonly TrialPoint[], episode: number): boolean {
  return (points.at(-1)?.episode ?? -1) >= episode;
}

/** The best judgement up to an episode, by the criterion; null when there is none. */
export function bestUntil(points: readonly TrialPoint[], episode: number): TrialPoint | null {
  let best: TrialPoint | null = null;
  for (const point of points) {
    if (point.episode <= episode && (best === null || point.selection < best.selection)) best = point;
  }
  return best;
}
