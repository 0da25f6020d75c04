/**
 * Exponentially weighted moving average. Of the next task or burst: over the values so far, with the factor that did best
 * in one-step forecasts of the training window. Of windows: a rate that fades with time, with the time constant that did
 * best there, and a line from the rate to what came (fitted too: a task has just arrived when a forecast is made, which
 * makes the rate high and what follows not). Factors, time constants and lines are chosen for each target and scale.
 */
import type { TargetScales } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";
import { linear, Products } from "./least-squares.ts";
import type { NaiveModel } from "./naive-model.ts";
import { amountOf, fadingRates, observedNext } from "./observed.ts";
import { onScale, type ScaleName, scaleNames, type TrainingSet, width } from "./training-set.ts";

const factors = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
];
/** Time constants of the fading rates [s]. */
const timeConstants = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** How one target is forecast on one scale. */
type Choice = { readonly factor: number } | { readonly seconds: number; readonly line: Float64Array };

export function ewma(set: TrainingSet): NaiveModel {
  const rates = meanRates(set);
  const choices = forecastTargets.map(({ of }, target) => {
    const choose = (scale: ScaleName) =>
      of === "horizon" ? bestFading(set, rates, target, scale) : bestFactor(set, target, scale);
    return { log: choose("log"), raw: choose("raw") };
  });
  return {
    name: "ewma",
    settings: describe(choices),
    fill(tasks, { server, rows }, points) {
      for (const [target, { quantity, horizonSeconds }] of forecastTargets.entries()) {
        const observed = horizonSeconds === null ? observedNext(tasks, rows, target) : null;
        for (const scale of scaleNames) {
          const choice = choices[target]![scale];
          const mean = set.means.of(server, target, scale);
          if ("factor" in choice && observed !== null) {
            let level = mean;
            for (let at = 0; at < rows.length; at++) {
              const value = observed[at]!;
              if (!Number.isNaN(value))
                level += choice.factor * (onScale(set.scales, scale, target, value) - level);
              points[scale][rows[at]! * width + target] = level;
            }
          } else if ("line" in choice && horizonSeconds !== null) {
            const before = rates.of(server, quantity === "work");
            const fading = fadingRates(tasks, rows, quantity, choice.seconds, before);
            const feature = new Float64Array(1);
            for (let at = 0; at < rows.length; at++) {
              feature[0] = rateFeature(set.scales, scale, target, fading[at]!, mean);
              points[scale][rows[at]! * width + target] = mean + linear(choice.line, feature);
            }
          }
        }
      }
    },
  };
}

/** The factor with the least squared error of one-step forecasts over all series of the training windows. */
function bestFactor({ windows, means, scales }: TrainingSet, target: number, scale: ScaleName): Choice {
  const errors = new Float64Array(factors.length);
  for (const { tasks, histories } of windows) {
    for (const { server, rows } of histories) {
      const values = observedNext(tasks, rows, target).filter((value) => !Number.isNaN(value));
      for (let at = 0; at < values.length; at++) values[at] = onScale(scales, scale, target, values[at]!);
      const start = means.of(server, target, scale);
      for (const [f, factor] of factors.entries()) {
        let level = start;
        let error = 0;
        for (const value of values) {
          error += (value - level) ** 2;
          level += factor * (value - level);
        }
        errors[f]! += error;
      }
    }
  }
  return { factor: factors[leastOf(errors)]! };
}

/** The time constant whose rates, with a line from them to the truth, have the least squared error. */
function bestFading(
  { windows, means, scales }: TrainingSet,
  rates: MeanRates,
  target: number,
  scale: ScaleName,
): Choice {
  const { quantity } = forecastTargets[target]!;
  const fitted = timeConstants.map((seconds) => {
    const products = new Products(1);
    const row = new Float64Array(3);
    row[0] = 1;
    for (const { tasks, histories, outcomes } of windows) {
      for (const { server, rows } of histories) {
        const mean = means.of(server, target, scale);
        const fading = fadingRates(tasks, rows, quantity, seconds, rates.of(server, quantity === "work"));
        for (let at = 0; at < rows.length; at++) {
          const truth = outcomes[rows[at]! * width + target]!;
          if (Number.isNaN(truth)) continue;
          row[1] = rateFeature(scales, scale, target, fading[at]!, mean);
          row[2] = onScale(scales, scale, target, truth) - mean;
          products.add(row);
        }
      }
    }
    const line = products.solve(1);
    return { seconds, line, error: products.error(line) };
  });
  const { seconds, line } = fitted[leastOf(fitted.map(({ error }) => error))]!;
  return { seconds, line };
}

/** What a rate would bring in the target's window, as a difference from the server's mean. */
function rateFeature(
  scales: TargetScales,
  scale: ScaleName,
  target: number,
  rate: number,
  mean: number,
): number {
  return onScale(scales, scale, target, rate * (forecastTargets[target]!.horizonSeconds ?? 0)) - mean;
}

function leastOf(errors: ArrayLike<number>): number {
  let least = 0;
  for (let i = 1; i < errors.length; i++) if (errors[i]! < errors[least]!) least = i;
  return least;
}

interface MeanRates {
  of(server: number, work: boolean): number;
}

/** Arrivals and work for each second of the training windows, of each server; what a fading rate starts from. */
function meanRates({ windows }: TrainingSet): MeanRates {
  const sums = new Map<number, { arrivals: number; work: number; seconds: number }>();
  for (const { tasks, histories } of windows) {
    const seconds = tasks.count > 1 ? tasks.arrivalSeconds[tasks.count - 1]! - tasks.arrivalSeconds[0]! : 0;
    for (const { server, rows } of histories) {
      const sum = sums.get(server) ?? { arrivals: 0, work: 0, seconds: 0 };
      sums.set(server, sum);
      sum.seconds += seconds;
      for (const row of rows) {
        sum.arrivals += amountOf(tasks, row, "arrivals");
        sum.work += amountOf(tasks, row, "work");
      }
    }
  }
  return {
    of(server, work) {
      const sum = sums.get(server);
      if (sum === undefined || sum.seconds === 0) return 0;
      return (work ? sum.work : sum.arrivals) / sum.seconds;
    },
  };
}

function describe(choices: readonly Readonly<Record<ScaleName, Choice>>[]): string {
  const text = (choice: Choice) => ("factor" in choice ? `${choice.factor}` : `${choice.seconds} s`);
  return forecastTargets
    .map(({ name }, target) => `${name} ${text(choices[target]!.log)}/${text(choices[target]!.raw)}`)
    .join(", ");
}
