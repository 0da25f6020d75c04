/** All that was tried, one row a trial or baseline: what `trials.csv` holds. */
import type { Cell } from "../report/csv.ts";
import { trainingDecisions } from "./budget.ts";
import type { OpenTuning } from "./open-tuning.ts";
import type { TrialSettings } from "./search-space.ts";
import { lastRung, type TrialOutcome, type TuningOutcome } from "./tuning-outcome.ts";

const columns = [
  "policy",
  "kind",
  "trial",
  "bracket",
  "status",
  "best",
  "episodes",
  "decisions",
  "selection",
  "validationObjective",
  "trainingObjective",
] as const;

export interface TrialRows {
  /** Those above, then each setting that is searched of any algorithm. */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

export function trialRows(context: OpenTuning, { algorithms, baselines }: TuningOutcome): TrialRows {
  const paths = [...new Set(algorithms.flatMap(({ space }) => Object.keys(space)))];
  const trials = algorithms.flatMap(({ algorithm, trials, best }) =>
    trials.map((trial) => {
      const { episodes, judgement } = lastRung(trial);
      return {
        policy: algorithm,
        kind: "algorithm",
        trial: trial.trial,
        bracket: trial.bracket,
        status: trial.status,
        best: trial === best ? 1 : 0,
        episodes,
        decisions: decisionsOf(context, trial),
        selection: judgement?.selection ?? null,
        validationObjective: judgement?.objective ?? null,
        trainingObjective: judgement?.trainingObjective ?? null,
        ...cellsOf(trial.values),
      };
    }),
  );
  const rest = baselines.map(({ baseline, isSearched, decisions, judgement }) => ({
    policy: baseline,
    kind: "baseline",
    trial: null,
    bracket: null,
    status: isSearched ? "complete" : "nothing to search",
    best: 1,
    episodes: null,
    decisions,
    selection: judgement.selection,
    validationObjective: judgement.objective,
    trainingObjective: judgement.trainingObjective,
  }));
  return { columns: [...columns, ...paths], rows: [...trials, ...rest] };
}

/** Decisions of all trainings of a trial. */
export function decisionsOf(
  { costs, episodes, validateEvery, tuning }: OpenTuning,
  trial: TrialOutcome,
): number {
  return tuning.seeds.length * trainingDecisions(costs, lastRung(trial).episodes, episodes, validateEvery);
}

function cellsOf(values: TrialSettings): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => [
      path,
      typeof value === "number" || typeof value === "string" || value === null
        ? value
        : JSON.stringify(value),
    ]),
  );
}
