/** How the validations went: what every rule on results, and the severity of others, asks for. */
import type { RunRecord } from "./run-record.ts";
import { type Point, series } from "./series.ts";

export interface Validations {
  /** What policies are chosen by: the mean over both windows, or the validation objective in records without it. */
  readonly points: readonly Point[];
  /** Before any training. */
  readonly untrained: Point;
  readonly best: Point;
  readonly last: Point;
}

/** Null before the first validation of a policy that has learned. */
export function validationsOf(run: RunRecord): Validations | null {
  const selection = series(run, "validate", "selection");
  const points = selection.length > 0 ? selection : series(run, "validate", "objective");
  const [untrained, ...later] = points;
  const last = later.at(-1);
  if (untrained === undefined || untrained.episode !== 0 || last === undefined) return null;
  const best = points.reduce((p, q) => (q.value < p.value ? q : p));
  return { points, untrained, best, last };
}

/** Whether the newest policy is better than the untrained one by `part` or more. */
export function hasImproved(run: RunRecord, part: number): boolean {
  const validations = validationsOf(run);
  return validations !== null && validations.last.value <= (1 - part) * validations.untrained.value;
}
