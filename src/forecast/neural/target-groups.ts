/**
 * Groups of targets that keep parameters of their own: those of their own least validation loss. What comes in the next
 * seconds is learned in fewer updates than what comes next, and spoilt by more.
 */
import { type ForecastTarget, forecastTargets } from "../targets.ts";

export type TargetGroup = ForecastTarget["of"];
export const targetGroups: readonly TargetGroup[] = ["task", "burst", "horizon"];

export type GroupLosses = Readonly<Record<TargetGroup, number>>;

/** @param losses of each target */
export function groupLosses(losses: ArrayLike<number>): GroupLosses {
  const sums = { task: 0, burst: 0, horizon: 0 };
  for (const [target, { of }] of forecastTargets.entries()) sums[of] += losses[target]!;
  return sums;
}
