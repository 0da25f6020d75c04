/** How well a model's quantiles do on the validation windows, by the measure that they are judged by. */

import { pinballLoss } from "../score/pinball-loss.ts";
import type { ServerHistory } from "../server-history.ts";
import { fromLog, toLog } from "../target-scales.ts";
import { quantileLevels } from "../targets.ts";
import { bandOf, fitBands } from "./bands.ts";
import { counts, type TrainingSet, type TrainingWindow, width } from "./training-set.ts";

const levels = Object.values(quantileLevels);

/** Training errors that bands are fitted to here, about: choosing needs fewer than the quantiles themselves. */
const errorsUsed = 20_000;

/**
 * Mean pinball loss of a target on the validation windows, with quantiles from the training errors; NaN where nothing is known.
 * @param centresOf logarithms that the quantiles lie around, of each of a server's tasks
 */
export function validationLoss(
  { windows, validate, scales }: TrainingSet,
  target: number,
  centresOf: (tasks: TrainingWindow["tasks"], history: ServerHistory) => Float64Array,
): number {
  const rows = windows.reduce((sum, { tasks }) => sum + tasks.count, 0);
  const step = Math.max(1, Math.floor(rows / errorsUsed));
  const centres: number[] = [];
  const errors: number[] = [];
  forEachTruth(windows, step, (centre, truth) => {
    centres.push(centre);
    errors.push(toLog(scales, target, truth) - centre);
  });
  const bands = fitBands(Float64Array.from(centres), Float64Array.from(errors));
  let sum = 0;
  let count = 0;
  forEachTruth(validate, 1, (centre, truth) => {
    const { errors: quantiles } = bandOf(bands, centre);
    for (const [k, level] of levels.entries())
      sum += pinballLoss(level, truth, fromLog(scales, target, centre + quantiles[k]!));
    count++;
  });
  return sum / count;

  function forEachTruth(
    all: readonly TrainingWindow[],
    every: number,
    visit: (centre: number, truth: number) => void,
  ): void {
    for (const { tasks, histories, outcomes } of all) {
      for (const history of histories) {
        const centre = centresOf(tasks, history);
        for (let at = 0; at < history.rows.length; at += every) {
          const truth = outcomes[history.rows[at]! * width + target]!;
          if (!Number.isNaN(truth) && counts(tasks, history.rows, at, target)) visit(centre[at]!, truth);
        }
      }
    }
  }
}
