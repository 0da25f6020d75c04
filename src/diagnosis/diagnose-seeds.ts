/** What only several trainings of one kind, with different seeds, can tell. */
import { fine, found, unchecked, type Verdict } from "./finding.ts";
import { number, percent } from "./format.ts";
import { validationsOf } from "./objective.ts";
import { partDone, type RunRecord } from "./run-record.ts";
import { change, slowerLearning } from "./settings.ts";

export interface SeededRun {
  readonly seed: number;
  readonly record: RunRecord;
}

/** How far the best policies of two seeds may be apart, worst over best. */
const apart = 0.2;
export const seedsRule = "seeds-disagree";

/** Of complete trainings that differ in their seed alone. */
export function diagnoseSeeds(runs: readonly SeededRun[]): Verdict {
  const known = runs.flatMap(({ seed, record }) => {
    const validations = validationsOf(record);
    return validations === null || partDone(record) < 1
      ? []
      : [{ seed, record, best: validations.best.value }];
  });
  if (known.length < 2) return unchecked("it takes two complete runs that differ in their seed alone");
  const ordered = [...known].sort((p, q) => p.best - q.best);
  const [least, most] = [ordered[0]!, ordered.at(-1)!];
  const spread = most.best / least.best - 1;
  if (spread <= apart) return fine;
  const { record } = least;
  return found({
    severity: "warning",
    evidence: `Over ${known.length} seeds the best policy's validated objective is ${number(least.best)} (seed ${least.seed}) to ${number(most.best)} (seed ${most.seed}), ${percent(spread)} apart (threshold ${percent(apart)}).`,
    numbers: { least: least.best, most: most.best, spread, threshold: apart },
    episodes: [0, record.episodes],
    cause:
      "What is found depends on the draw of first parameters and exploration: trainings end in different places.",
    changes: [...slowerLearning(record, 3), ...change(record, "episodes", () => 2 * record.episodes)],
    advice:
      "Report all seeds, with intervals, and train more of them before any comparison; look at what is found in the worst one.",
  });
}
