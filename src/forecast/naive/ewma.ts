/**
 * Exponentially weighted moving average. Of the next task or burst: over the values so far, with the factor that did best
 * in one-step forecasts of the training window. Of windows: a rate that fades with time, with the time constant that did
 * best there, and a line from the rate to what came (fitted too: a task has just arrived when a forecast is made, which
 * makes the rate high and what follows not). Factors, time constants and lines are chosen for each target and scale; those
 * that quantiles lie around by the pinball loss on the validation windows.
 */
import type { WindowTasks } from "../../workload/workload.ts";
import type { ServerHistory } from "../server-history.ts";
import { forecastTargets } from "../targets.ts";
import { linear, Products } from "./least-squares.ts";
import type { NaiveModel } from "./naive-model.ts";
import { fadingRates, observedNext } from "./observed.ts";
import { type MeanRates, meanRates, rateFeature } from "./rates.ts";
import { onScale, type ScaleName, scaleNames, type TrainingSet, width } from "./training-set.ts";
import { validationLoss } from "./validation-loss.ts";

const factors = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
];
/** Time constants of the fading rates [s]. */
const timeConstants = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/** How one target is forecast: by the values so far, or by a rate. */
type Choice = { readonly factor: number } | { readonly seconds: number; readonly line: Float64Array };

/** Of one target: for typical values, for means, and for what quantiles lie around. */
type Choices = Readonly<Record<ScaleName | "centre", Choice>>;

export function ewma(set: TrainingSet): NaiveModel {
  const follow = follower(set);
  const choices = forecastTargets.map(({ of }, target): Choices => {
    const log =
      of === "horizon" ? fittedRates(set, follow.rates, target, "log") : factorErrors(set, target, "log");
    const raw =
      of === "horizon" ? fittedRates(set, follow.rates, target, "raw") : factorErrors(set, target, "raw");
    const losses = log.map(({ choice }) =>
      validationLoss(set, target, (tasks, history) => follow.levels(tasks, history, target, "log", choice)),
    );
    return {
      log: least(log, ({ error }) => error).choice,
      raw: least(raw, ({ error }) => error).choice,
      centre: least(log, (_, k) => losses[k]!).choice,
    };
  });
  return {
    name: "ewma",
    settings: describe(choices),
    hasOwnCentres: true,
    fill(tasks, history, points) {
      for (const [target, choice] of choices.entries()) {
        for (const use of [...scaleNames, "centre"] as const) {
          const scale = use === "centre" ? "log" : use;
          const levels = follow.levels(tasks, history, target, scale, choice[use]);
          for (const [at, level] of levels.entries()) points[use][history.rows[at]! * width + target] = level;
        }
      }
    },
  };
}

/** What each choice forecasts of a target on a scale, after each of a server's tasks. */
function follower(set: TrainingSet) {
  const rates = meanRates(set);
  const { means, scales } = set;
  return {
    rates,
    levels(
      tasks: WindowTasks,
      { server, rows }: ServerHistory,
      target: number,
      scale: ScaleName,
      choice: Choice,
    ): Float64Array {
      const mean = means.of(server, target, scale);
      if ("factor" in choice) {
        let level = mean;
        return observedNext(tasks, rows, target).map((value) => {
          if (!Number.isNaN(value)) level += choice.factor * (onScale(scales, scale, target, value) - level);
          return level;
        });
      }
      const { quantity } = forecastTargets[target]!;
      const before = rates.of(server, quantity === "work");
      const feature = new Float64Array(1);
      return fadingRates(tasks, rows, quantity, choice.seconds, before).map((rate) => {
        feature[0] = rateFeature(scales, scale, target, rate, mean);
        return mean + linear(choice.line, feature);
      });
    },
  };
}

/** A choice, and its squared error on the training windows. */
interface Tried {
  readonly choice: Choice;
  readonly error: number;
}

/** Every factor with the error of its one-step forecasts over all series of the training windows. */
function factorErrors({ windows, means, scales }: TrainingSet, target: number, scale: ScaleName): Tried[] {
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
  return factors.map((factor, f) => ({ choice: { factor }, error: errors[f]! }));
}

/** Every time constant with the best line from its rates to the truth. */
function fittedRates(
  { windows, means, scales }: TrainingSet,
  rates: MeanRates,
  target: number,
  scale: ScaleName,
): Tried[] {
  const { quantity } = forecastTargets[target]!;
  return timeConstants.map((seconds) => {
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
    return { choice: { seconds, line }, error: products.error(line) };
  });
}

/** The first where all are NaN. */
function least(tried: readonly Tried[], lossOf: (one: Tried, index: number) => number): Tried {
  let best = 0;
  for (let k = 1; k < tried.length; k++) if (lossOf(tried[k]!, k) < lossOf(tried[best]!, best)) best = k;
  return tried[best]!;
}

function describe(choices: readonly Choices[]): string {
  const text = (choice: Choice) => ("factor" in choice ? `${choice.factor}` : `${choice.seconds} s`);
  return forecastTargets
    .map(({ name }, target) => {
      const { log, raw, centre } = choices[target]!;
      return `${name} ${[log, raw, centre].map(text).join("/")}`;
    })
    .join(", ");
}
