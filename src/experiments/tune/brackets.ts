/**
 * Who is trained how long: random search, successive halving (Jamieson and Talwalkar, 2016) and Hyperband (Li et al.,
 * 2018), all synchronous, so that who goes on never depends on which training happens to end first.
 */
import { EdgeflockError } from "../../core/errors.ts";

export interface Rung {
  /** Episodes of training after which trials are compared. */
  readonly episodes: number;
  /** Trials that get this far. */
  readonly trials: number;
}

/** Trials that compete with each other, numbered from `firstTrial`. */
export interface Bracket {
  readonly firstTrial: number;
  /** In ascending order of episodes; the last is a whole training. */
  readonly rungs: readonly Rung[];
}

export type Search =
  | { readonly strategy: "random"; readonly trials: number }
  | {
      readonly strategy: "halving";
      readonly trials: number;
      readonly eta: number;
      readonly rungs: number | null;
    }
  | { readonly strategy: "hyperband"; readonly eta: number; readonly rungs: number | null };

/** Rungs when nothing is said, if the episodes suffice. */
const usualRungs = 3;

/**
 * @param episodes of a whole training
 * @param validateEvery episodes between two validations: trials are compared only where they were judged
 * @throws EdgeflockError("scenario") when there are more rungs than different numbers of episodes
 */
export function planBrackets(search: Search, episodes: number, validateEvery: number): Bracket[] {
  if (search.strategy === "random") return [{ firstTrial: 0, rungs: [{ episodes, trials: search.trials }] }];
  const { eta } = search;
  const lengthsOf = (rungs: number) =>
    Array.from({ length: rungs }, (_, k) => {
      const wanted = episodes / eta ** (rungs - 1 - k);
      return Math.min(episodes, Math.ceil(wanted / validateEvery) * validateEvery);
    });
  const areDistinct = (lengths: readonly number[]) => new Set(lengths).size === lengths.length;
  const most = [...Array(usualRungs).keys()].map((k) => usualRungs - k);
  const rungs = search.rungs ?? most.find((count) => areDistinct(lengthsOf(count))) ?? 1;
  const lengths = lengthsOf(rungs);
  if (!areDistinct(lengths)) {
    throw new EdgeflockError(
      "scenario",
      `search: ${rungs} rungs with eta ${eta} would compare trials after ${lengths.join(", ")} episodes, twice after the same`,
      "Take fewer rungs, a larger eta, or more episodes.",
    );
  }
  const bracket = (firstTrial: number, trials: number, lengthsOfRungs: readonly number[]): Bracket => ({
    firstTrial,
    rungs: lengthsOfRungs.map((length, k) => ({
      episodes: length,
      trials: Math.max(1, Math.floor(trials / eta ** k)),
    })),
  });
  if (search.strategy === "halving") return [bracket(0, search.trials, lengths)];
  const brackets: Bracket[] = [];
  let firstTrial = 0;
  for (let s = rungs - 1; s >= 0; s--) {
    const trials = Math.ceil((rungs / (s + 1)) * eta ** s);
    brackets.push(bracket(firstTrial, trials, lengths.slice(rungs - 1 - s)));
    firstTrial += trials;
  }
  return brackets;
}

export interface Score {
  readonly trial: number;
  /** Less is better; infinite when the training came to nothing. */
  readonly score: number;
}

/** The trials that go on, best first; of equals the one with the lower number. What came to nothing never goes on. */
export function survivors(scores: readonly Score[], keep: number): number[] {
  return scores
    .filter(({ score }) => Number.isFinite(score))
    .sort((p, q) => p.score - q.score || p.trial - q.trial)
    .slice(0, keep)
    .map(({ trial }) => trial);
}
