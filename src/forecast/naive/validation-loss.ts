/** How well forecasts do on the validation windows, by the measures that they are judged by. */

import type { WindowTasks } from "../../workload/workload.ts";
import { pinballLoss } from "../score/pinball-loss.ts";
import type { ServerHistory } from "../server-history.ts";
import { fromLog, toLog } from "../target-scales.ts";
import { quantileLevels } from "../targets.ts";
import { bandOf, fitBands } from "./bands.ts";
import {
  counts,
  onScale,
  type ScaleName,
  type TrainingSet,
  type TrainingWindow,
  width,
} from "./training-set.ts";

const levels = Object.values(quantileLevels);

/** Training errors that bands are fitted to here, and truths that they are judged on, about: choosing needs no more. */
const errorsUsed = 5_000;
const truthsJudged = 10_000;

/** What is forecast after each of a server's tasks. */
type PointsOf = (tasks: WindowTasks, history: ServerHistory) => Float64Array;

/**
 * Mean pinball loss of a target on the validation windows, with quantiles from the training errors; NaN where nothing is known.
 * @param centresOf logarithms that the quantiles lie around, of each of a server's tasks
 */
export function validationLoss(
  { windows, validate, scales }: TrainingSet,
  target: number,
  centresOf: PointsOf,
): number {
  const centres: number[] = [];
  const errors: number[] = [];
  forEachTruth(windows, target, centresOf, errorsUsed, (centre, truth) => {
    centres.push(centre);
    errors.push(toLog(scales, target, truth) - centre);
  });
  const bands = fitBands(Float64Array.from(centres), Float64Array.from(errors));
  let sum = 0;
  let count = 0;
  forEachTruth(validate, target, centresOf, truthsJudged, (centre, truth) => {
    const { errors: quantiles } = bandOf(bands, centre);
    for (const [k, level] of levels.entries())
      sum += pinballLoss(level, truth, fromLog(scales, target, centre + quantiles[k]!));
    count++;
  });
  return sum / count;
}

/** Mean squared error of a target's points on some of the windows, on one of the scales. */
export function squaredError(
  { scales }: TrainingSet,
  judged: readonly TrainingWindow[],
  target: number,
  scale: ScaleName,
  pointsOf: PointsOf,
): number {
  let sum = 0;
  let count = 0;
  forEachTruth(judged, target, pointsOf, Number.POSITIVE_INFINITY, (point, truth) => {
    sum += (onScale(scales, scale, target, truth) - point) ** 2;
    count++;
  });
  return sum / count;
}

/** Visits known outcomes that count, about `most` at even distances, with the point that is forecast. */
function forEachTruth(
  windows: readonly TrainingWindow[],
  target: number,
  pointsOf: PointsOf,
  most: number,
  visit: (point: number, truth: number) => void,
): void {
  const rows = windows.reduce((sum, { tasks }) => sum + tasks.count, 0);
  const every = Math.max(1, Math.floor(rows / most));
  for (const { tasks, histories, outcomes } of windows) {
    for (const history of histories) {
      const points = pointsOf(tasks, history);
      for (let at = 0; at < history.rows.length; at += every) {
        const truth = outcomes[history.rows[at]! * width + target]!;
        if (!Number.isNaN(truth) && counts(tasks, history.rows, at, target)) visit(points[at]!, truth);
      }
    }
  }
}
