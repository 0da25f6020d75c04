/** A naive model as a forecaster: its points kept within bounds, and quantiles from its training errors. */
import type { WindowTasks } from "../../workload/workload.ts";
import { type Forecaster, Forecasts } from "../forecasts.ts";
import { serverHistories } from "../server-history.ts";
import { fromLog, toLog } from "../target-scales.ts";
import { type Band, bandOf, fitBands } from "./bands.ts";
import { type NaiveModel, type Points, pointsOf } from "./naive-model.ts";
import { counts, type TrainingSet, width } from "./training-set.ts";

export interface NaiveForecaster extends Forecaster {
  /** What was found on the training window, for people; empty when there was nothing to find. */
  readonly settings: string;
}

/** Forecasts are at most so many times the greatest truth of training: sums of logarithms can run away. */
const limitFactor = 10;

/** Of one target: the most that is ever forecast, and its bands, in ascending order. */
interface FittedTarget {
  readonly limit: number;
  readonly bands: readonly Band[];
}

/**
 * Empirical quantiles of the training errors, apart for low and high forecasts: an error of a factor of ten is ordinary
 * where the next task may be the same burst's or the next burst's, and not where it is surely one of them.
 */
export function withIntervals(model: NaiveModel, set: TrainingSet): NaiveForecaster {
  const { scales } = set;
  const points = set.windows.map(({ tasks, histories }) => pointsOf(model, tasks, histories));
  const fitted = Array.from({ length: width }, (_, target) => fitTarget(set, points, target));
  return {
    name: model.name,
    settings: model.settings,
    async forecast(tasks: WindowTasks): Promise<Forecasts> {
      const points = pointsOf(model, tasks, serverHistories(tasks));
      const forecasts = new Forecasts(tasks.count);
      for (let row = 0; row < tasks.count; row++) {
        for (let target = 0; target < width; target++) fillRow(forecasts, points, row, target);
      }
      return forecasts;
    },
  };

  function fillRow(forecasts: Forecasts, points: Points, row: number, target: number): void {
    const { limit, bands } = fitted[target]!;
    const within = (value: number) => Math.min(limit, Math.max(0, value));
    const value = (logarithm: number) => within(fromLog(scales, target, logarithm));
    const centre = points.centre[row * width + target]!;
    const errors = bandOf(bands, centre).errors;
    forecasts.set(row, target, "mean", within(points.raw[row * width + target]!));
    forecasts.set(row, target, "typical", value(points.log[row * width + target]!));
    forecasts.set(row, target, "p10", value(centre + errors[0]!));
    forecasts.set(row, target, "p50", value(centre + errors[1]!));
    forecasts.set(row, target, "p90", value(centre + errors[2]!));
  }
}

function fitTarget(
  { windows, scales }: TrainingSet,
  points: readonly Points[],
  target: number,
): FittedTarget {
  const most = windows.reduce((sum, { tasks }) => sum + tasks.count, 0);
  const forecasts = new Float64Array(most);
  const errors = new Float64Array(most);
  let count = 0;
  let greatest = 0;
  for (const [w, { tasks, histories, outcomes }] of windows.entries()) {
    for (const { rows } of histories) {
      for (let at = 0; at < rows.length; at++) {
        const place = rows[at]! * width + target;
        const truth = outcomes[place]!;
        if (Number.isNaN(truth) || !counts(tasks, rows, at, target)) continue;
        greatest = Math.max(greatest, truth);
        forecasts[count] = points[w]!.centre[place]!;
        errors[count] = toLog(scales, target, truth) - forecasts[count]!;
        count++;
      }
    }
  }
  return { limit: limitFactor * greatest, bands: fitBands(forecasts.subarray(0, count), errors) };
}
