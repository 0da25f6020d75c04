/** A naive model as a forecaster: its points kept within bounds, and quantiles from its training errors. */
import type { WindowTasks } from "../../workload/workload.ts";
import { type Forecaster, Forecasts } from "../forecasts.ts";
import { serverHistories } from "../server-history.ts";
import { fromLog, toLog } from "../target-scales.ts";
import { quantileLevels } from "../targets.ts";
import { type NaiveModel, type Points, pointsOf } from "./naive-model.ts";
import { counts, type TrainingSet, width } from "./training-set.ts";

export interface NaiveForecaster extends Forecaster {
  /** What was found on the training window, for people; empty when there was nothing to find. */
  readonly settings: string;
}

/** Errors of one band of forecasts: at most so many bands, each with at least so many errors. */
const mostBands = 24;
const leastErrors = 100;

/** Forecasts are at most so many times the greatest truth of training: sums of logarithms can run away. */
const limitFactor = 10;

const levels = Object.values(quantileLevels);

/** Of one target: the most that is ever forecast, and its bands, in ascending order. */
interface FittedTarget {
  readonly limit: number;
  readonly bands: readonly Band[];
}

/** Quantiles of the errors, truth less forecast on the logarithmic scale, of forecasts up to `upTo`. */
interface Band {
  readonly upTo: number;
  readonly errors: readonly number[];
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
    const logarithm = points.log[row * width + target]!;
    const value = (error: number) => within(fromLog(scales, target, logarithm + error));
    const errors = bandOf(bands, logarithm).errors;
    forecasts.set(row, target, "mean", within(points.raw[row * width + target]!));
    forecasts.set(row, target, "typical", value(0));
    forecasts.set(row, target, "p10", value(errors[0]!));
    forecasts.set(row, target, "p50", value(errors[1]!));
    forecasts.set(row, target, "p90", value(errors[2]!));
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
        forecasts[count] = points[w]!.log[place]!;
        errors[count] = toLog(scales, target, truth) - forecasts[count]!;
        count++;
      }
    }
  }
  if (count === 0) return { limit: 0, bands: [{ upTo: Number.POSITIVE_INFINITY, errors: [0, 0, 0] }] };
  return { limit: limitFactor * greatest, bands: bandsOf(forecasts.subarray(0, count), errors) };
}

/** Bands of about equal numbers of errors; equal forecasts are never parted. */
function bandsOf(forecasts: Float64Array, errors: Float64Array): Band[] {
  const count = forecasts.length;
  const order = Uint32Array.from(forecasts, (_, at) => at).sort((p, q) => forecasts[p]! - forecasts[q]!);
  const size = Math.max(leastErrors, Math.ceil(count / mostBands));
  const bands: Band[] = [];
  for (let from = 0; from < count; ) {
    let end = Math.min(count, from + size);
    if (count - end < leastErrors) end = count;
    const upTo = forecasts[order[end - 1]!]!;
    while (end < count && forecasts[order[end]!]! <= upTo) end++;
    const sorted = Float64Array.from(order.subarray(from, end), (at) => errors[at]!).sort();
    bands.push({
      upTo: end === count ? Number.POSITIVE_INFINITY : upTo,
      errors: levels.map((level) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))]!),
    });
    from = end;
  }
  return bands;
}

function bandOf(bands: readonly Band[], forecast: number): Band {
  let low = 0;
  let high = bands.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (forecast <= bands[middle]!.upTo) high = middle;
    else low = middle + 1;
  }
  return bands[low]!;
}
