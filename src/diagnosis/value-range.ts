/** Which values a critic can truthfully give, by the reward that the settings name (docs/algorithms/cto.md, "Rewards"). */
import type { RunRecord } from "./run-record.ts";
import { numberOf, settingOf } from "./settings.ts";

export interface ValueRange {
  /** −∞ and ∞ where nothing bounds them. */
  readonly low: number;
  readonly high: number;
  /** How far beyond an approximation may err without blame. */
  readonly margin: number;
  readonly why: string;
}

/** Part of a bounded range, or of the reward's scale, that an approximation may err by. */
const marginPart = 0.05;

/** Null where the settings do not tell what rewards are like. */
export function valueRange(run: RunRecord): ValueRange | null {
  const scale = numberOf(run, "rewardScale");
  const scope = settingOf(run, "rewardScope")?.value;
  if (scale === null || typeof scope !== "string" || isNormalised(run)) return null;
  if (scope === "difference") {
    const tasks = numberOf(run, "horizonTasks");
    if (tasks === null) return null;
    const most = tasks * scale;
    const why = `a decision saves at most the whole cost of ${tasks} tasks`;
    return { low: -most, high: most, margin: 2 * most * marginPart, why };
  }
  const gamma = numberOf(run, "gamma");
  if (gamma === null) return null;
  const isPerDecision = settingOf(run, "discount")?.value === "decision";
  const horizon = isPerDecision && gamma < 1 ? 1 / (1 - gamma) : Number.POSITIVE_INFINITY;
  if (settingOf(run, "reward")?.value === "cost") {
    const low = -run.dropCost * scale * horizon;
    const size = Number.isFinite(low) ? -low : run.dropCost * scale;
    return {
      low,
      high: 0,
      margin: size * marginPart,
      why: "a cost is never below 0, so no return is above it",
    };
  }
  return { low: 0, high: Number.POSITIVE_INFINITY, margin: scale, why: "this reward is never below 0" };
}

/** Rewards that are divided by their deviation so far have no range that settings tell. */
function isNormalised(run: RunRecord): boolean {
  return settingOf(run, "rewardNormalisation")?.value === true;
}

/**
 * The discounted return of what agents did, from the training objectives: of a task's cost, again and again. Null where
 * rewards are no costs, or the horizon is in seconds.
 * @param objective mean cost of a task in training
 */
export function expectedReturn(run: RunRecord, objective: number): number | null {
  const scale = numberOf(run, "rewardScale");
  const gamma = numberOf(run, "gamma");
  const scope = settingOf(run, "rewardScope")?.value;
  const isCost = settingOf(run, "reward")?.value === "cost" && (scope === "own" || scope === "team");
  const isPerDecision = settingOf(run, "discount")?.value === "decision";
  if (!isCost || !isPerDecision || scale === null || gamma === null || gamma >= 1 || isNormalised(run))
    return null;
  return (-objective * scale) / (1 - gamma);
}
