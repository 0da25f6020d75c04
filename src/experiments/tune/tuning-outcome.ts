/** What came of a tuning: every trial with its scores, every baseline, and who is best. */
import type { TunedParameters } from "../../agents/baselines/index.ts";
import { mean } from "../../stats/index.ts";
import type { SearchSpace, TrialSettings } from "./search-space.ts";
import { bestUntil, hasReached, type Judgement, type TrialPoint } from "./tuning-cell.ts";

export interface TrialOutcome {
  readonly trial: number;
  readonly bracket: number;
  /** What it changes of the algorithm's settings. */
  readonly settings: TrialSettings;
  /** The value of everything that is searched. */
  readonly values: TrialSettings;
  /** `complete`: trained in full. `stopped`: others went on. `failed`: a training diverged or broke off. */
  readonly status: "complete" | "stopped" | "failed";
  /** At each rung that it got to, in order. */
  readonly rungs: readonly RungOutcome[];
}

export interface RungOutcome {
  readonly episodes: number;
  /** Means over the seeds of the best policy so far; null when a training came to nothing on the way. */
  readonly judgement: Judgement | null;
  /** The criterion of each seed. */
  readonly bySeed: readonly number[];
}

export interface AlgorithmOutcome {
  readonly algorithm: string;
  readonly space: SearchSpace;
  readonly trials: readonly TrialOutcome[];
  /** The best of those that were trained in full; null when there is none. */
  readonly best: TrialOutcome | null;
}

export interface BaselineOutcome {
  readonly baseline: string;
  readonly isSearched: boolean;
  readonly parameters: TunedParameters;
  /** Decisions that its search took. */
  readonly decisions: number;
  readonly judgement: Judgement;
}

export interface TuningOutcome {
  readonly algorithms: readonly AlgorithmOutcome[];
  readonly baselines: readonly BaselineOutcome[];
}

/** @param points of each seed; null where a seed's training came to nothing before it got there */
export function rungOutcome(
  episodes: number,
  points: readonly (readonly TrialPoint[] | null)[],
): RungOutcome {
  const best = points.map((curve) =>
    curve === null || !hasReached(curve, episodes) ? null : bestUntil(curve, episodes),
  );
  const whole = best.filter((point) => point !== null);
  const average = (name: keyof Judgement) => mean(whole.map((point) => point[name]));
  return {
    episodes,
    bySeed: whole.map((point) => point.selection),
    judgement:
      whole.length < points.length || whole.length === 0
        ? null
        : {
            objective: average("objective"),
            trainingObjective: average("trainingObjective"),
            selection: average("selection"),
          },
  };
}

/** What trials are compared by. */
export function scoreOf({ judgement }: RungOutcome): number {
  return judgement?.selection ?? Number.POSITIVE_INFINITY;
}

export function lastRung({ rungs }: TrialOutcome): RungOutcome {
  return rungs.at(-1)!;
}

/** Of equals the one with the lower number. */
export function bestTrial(trials: readonly TrialOutcome[]): TrialOutcome | null {
  let best: TrialOutcome | null = null;
  for (const trial of trials) {
    if (trial.status !== "complete") continue;
    if (best === null || scoreOf(lastRung(trial)) < scoreOf(lastRung(best))) best = trial;
  }
  return best;
}
