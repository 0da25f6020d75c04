/**
 * Autoregression (AR): a weighted sum of the last values and an intercept, as differences from the server's training mean;
 * of windows, of the rates that fade with five time constants (as Corsi, "A simple approximate long-memory model of realized
 * volatility", 2009, takes means of several lengths). Weights are those of least squares over all servers, on logarithms for
 * typical values and on the values themselves for means. The order (how many values) is the one that does best on the
 * last fifth of each training window when fitted to the first four; it is then fitted to all. Of windows all rates are used.
 */

import type { WindowTasks } from "../../workload/workload.ts";
import type { ServerHistory } from "../server-history.ts";
import { forecastTargets } from "../targets.ts";
import { linear, Products } from "./least-squares.ts";
import type { NaiveModel } from "./naive-model.ts";
import { fadingRates, observedNext } from "./observed.ts";
import { type MeanRates, meanRates, rateFeature } from "./rates.ts";
import { onScale, type ScaleName, scaleNames, type TrainingSet, width } from "./training-set.ts";

const orders = [1, 2, 3, 4, 6, 8, 12, 16, 24];
/** Time constants of the rates [s]. */
const rateSeconds = [0.2, 1, 5, 20, 100];
const heldOut = 0.2;

export function autoregression(set: TrainingSet): NaiveModel {
  const rates = meanRates(set);
  const weights = forecastTargets.map((_, target) => ({
    log: fitWeights(set, rates, target, "log"),
    raw: fitWeights(set, rates, target, "raw"),
  }));
  return {
    name: "ar",
    settings: forecastTargets
      .map(({ name }, t) => `${name} ${weights[t]!.log.length - 1}/${weights[t]!.raw.length - 1}`)
      .join(", "),
    fill(tasks, history, points) {
      const { server, rows } = history;
      for (let target = 0; target < width; target++) {
        for (const scale of scaleNames) {
          const used = weights[target]![scale];
          const mean = set.means.of(server, target, scale);
          forEachLags(set, rates, tasks, history, target, scale, mean, used.length - 1, (at, lags) => {
            points[scale][rows[at]! * width + target] = mean + linear(used, lags);
          });
        }
      }
    },
  };
}

function ordersOf(target: number): readonly number[] {
  return forecastTargets[target]!.of === "horizon" ? [rateSeconds.length] : orders;
}

function fitWeights(set: TrainingSet, rates: MeanRates, target: number, scale: ScaleName): Float64Array {
  const most = ordersOf(target).at(-1)!;
  const first = new Products(most);
  const tail = new Products(most);
  const row = new Float64Array(most + 2);
  row[0] = 1;
  // Of the size of 1, so that the trace of ridge is one.
  const unit = spread(set, target, scale);
  for (const { tasks, histories, outcomes } of set.windows) {
    for (const history of histories) {
      const { server, rows } = history;
      const mean = set.means.of(server, target, scale);
      const fitted = Math.floor((1 - heldOut) * rows.length);
      forEachLags(set, rates, tasks, history, target, scale, mean, most, (at, lags, isNew) => {
        const truth = outcomes[rows[at]! * width + target]!;
        if (Number.isNaN(truth) || !isNew) return;
        for (let k = 0; k < most; k++) row[k + 1] = lags[k]! / unit;
        row[most + 1] = (onScale(set.scales, scale, target, truth) - mean) / unit;
        (at < fitted ? first : tail).add(row);
      });
    }
  }
  const errors = ordersOf(target).map((order) => ({ order, error: tail.error(first.solve(order)) }));
  const best = errors.reduce((least, one) => (one.error < least.error ? one : least));
  first.addAll(tail);
  const weights = first.solve(best.order);
  weights[0]! *= unit;
  return weights;
}

/** Root mean square of the truths as differences from the servers' means; 1 where nothing differs. */
function spread({ windows, means, scales }: TrainingSet, target: number, scale: ScaleName): number {
  let sum = 0;
  let count = 0;
  for (const { histories, outcomes } of windows) {
    for (const { server, rows } of histories) {
      const mean = means.of(server, target, scale);
      for (const row of rows) {
        const truth = outcomes[row * width + target]!;
        if (Number.isNaN(truth)) continue;
        sum += (onScale(scales, scale, target, truth) - mean) ** 2;
        count++;
      }
    }
  }
  return Math.sqrt(sum / Math.max(1, count)) || 1;
}

/**
 * Calls `visit` for each row with the last values, newest first, as differences from `mean`; 0 for those there are not
 * yet. Of windows: with what the rates would bring. The array is reused. `isNew`: the row's outcome is one that counts, which inside bursts it does not.
 */
function forEachLags(
  { scales }: TrainingSet,
  rates: MeanRates,
  tasks: WindowTasks,
  { server, rows }: ServerHistory,
  target: number,
  scale: ScaleName,
  mean: number,
  count: number,
  visit: (at: number, lags: Float64Array, isNew: boolean) => void,
): void {
  const { of, quantity, horizonSeconds } = forecastTargets[target]!;
  const lags = new Float64Array(count);
  if (horizonSeconds !== null) {
    const fading = rateSeconds
      .slice(0, count)
      .map((seconds) => fadingRates(tasks, rows, quantity, seconds, rates.of(server, quantity === "work")));
    for (let at = 0; at < rows.length; at++) {
      for (let k = 0; k < count; k++) lags[k] = rateFeature(scales, scale, target, fading[k]![at]!, mean);
      visit(at, lags, true);
    }
    return;
  }
  const values = observedNext(tasks, rows, target);
  for (let at = 0; at < rows.length; at++) {
    const value = values[at]!;
    if (!Number.isNaN(value)) {
      lags.copyWithin(1, 0);
      lags[0] = onScale(scales, scale, target, value) - mean;
    }
    const next = rows[at + 1];
    visit(at, lags, of === "task" || (next !== undefined && tasks.job[next] !== tasks.job[rows[at]!]));
  }
}
