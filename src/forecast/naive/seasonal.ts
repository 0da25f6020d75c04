/**
 * The same phase of earlier periods: the means of what came at this phase in training, as differences from the server's
 * mean. The period is given, or found in the rate of the training window. Without one, or when training is shorter than
 * two periods, it says so and is the training mean.
 */
import { findPeriod } from "./find-period.ts";
import type { NaiveModel } from "./naive-model.ts";
import { trainingMean } from "./training-mean.ts";
import {
  forEachOutcome,
  onScale,
  type ScaleName,
  scaleNames,
  type TrainingSet,
  width,
} from "./training-set.ts";

/** Phases of a period: at most so many, and each with so many tasks of training on average. */
const mostPhases = 48;
const tasksOfPhase = 200;

/** @param givenSeconds the period; found when absent */
export function seasonal(set: TrainingSet, givenSeconds?: number): NaiveModel {
  const period = periodOf(set, givenSeconds);
  if (typeof period === "string") return { ...trainingMean(set), name: "seasonal", settings: period };
  const profile = phaseProfile(set, period);
  return {
    name: "seasonal",
    settings: `period ${period.toPrecision(4)} s in ${profile.phases} phases`,
    fill(tasks, { server, rows }, points) {
      for (const scale of scaleNames) {
        for (let target = 0; target < width; target++) {
          const mean = set.means.of(server, target, scale);
          for (const row of rows) {
            const phase = phaseOf(tasks.arrivalSeconds[row]!, period, profile.phases);
            points[scale][row * width + target] = mean + profile[scale][phase * width + target]!;
          }
        }
      }
    },
  };
}

/** The period [s], or why there is none. */
function periodOf({ windows }: TrainingSet, given: number | undefined): number | string {
  const arrivals = windows[0]?.tasks.arrivalSeconds ?? new Float64Array(0);
  const lasts = arrivals.length > 0 ? arrivals[arrivals.length - 1]! - arrivals[0]! : 0;
  if (given !== undefined && lasts < 2 * given) {
    return `training lasts ${lasts.toFixed(0)} s, less than two periods of ${given} s: the training mean`;
  }
  if (given !== undefined) return given;
  const found = findPeriod(arrivals);
  return found.kind === "found" ? found.seconds : "no period in the training window: the training mean";
}

function phaseOf(seconds: number, period: number, phases: number): number {
  return Math.min(phases - 1, Math.floor(((seconds % period) / period) * phases));
}

function phaseProfile(
  { windows, means, scales }: TrainingSet,
  period: number,
): Readonly<Record<ScaleName, Float64Array>> & { readonly phases: number } {
  const rows = windows.reduce((sum, { tasks }) => sum + tasks.count, 0);
  const phases = Math.max(4, Math.min(mostPhases, Math.floor(rows / tasksOfPhase)));
  const sums = { log: new Float64Array(phases * width), raw: new Float64Array(phases * width) };
  const count = new Float64Array(phases * width);
  for (const window of windows) {
    forEachOutcome(window, (server, row, target, value) => {
      const at = phaseOf(window.tasks.arrivalSeconds[row]!, period, phases) * width + target;
      count[at]! += 1;
      for (const scale of scaleNames) {
        sums[scale][at]! += onScale(scales, scale, target, value) - means.of(server, target, scale);
      }
    });
  }
  const meansOf = (values: Float64Array) => values.map((sum, at) => sum / Math.max(1, count[at]!));
  return { phases, log: meansOf(sums.log), raw: meansOf(sums.raw) };
}
