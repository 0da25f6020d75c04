/**
 * Exponentially weighted moving average. Of the next task or burst: over the values so far, with one of many factors. Of
 * windows: a rate that fades with one of many time constants, as it is or with a line from the rate to what came in
 * training (a task has just arrived when a forecast is made, which makes the rate high and what follows not). Which one
 * is said for each target by the squared error for typical values and means, by the pinball loss for quantiles: of factors
 * for typical values and means on the training windows, of all others on the validation windows.
 */
import type { WindowTasks } from "../../workload/workload.ts";
import type { ServerHistory } from "../server-history.ts";
import { forecastTargets } from "../targets.ts";
import { linear, Products } from "./least-squares.ts";
import type { NaiveModel } from "./naive-model.ts";
import { fadingRates, observedNext } from "./observed.ts";
import { type MeanRates, meanRates, rateFeature } from "./rates.ts";
import { onScale, type ScaleName, scaleNames, type TrainingSet, width } from "./training-set.ts";
import { squaredError, validationLoss } from "./validation-loss.ts";

const factors = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
];
/** Time constants of the fading rates [s]. */
const timeConstants = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

const factorChoices = factors.map((factor) => ({ factor }));

/** The line of a rate that goes on; what is fitted to other times can be far off where the rate has changed since. */
const asItIs = Float64Array.of(0, 1);

/** How one target is forecast: by the values so far, or by a rate. */
type Choice = { readonly factor: number } | { readonly seconds: number; readonly line: Float64Array };

/** Of one target: for typical values, for means, and for what quantiles lie around. */
type Choices = Readonly<Record<ScaleName | "centre", Choice>>;

export function ewma(set: TrainingSet): NaiveModel {
  const follow = follower(set);
  const choices = forecastTargets.map(({ of }, target): Choices => {
    const [log, raw] = scaleNames.map((scale) =>
      of === "horizon" ? lines(set, follow.rates, target, scale) : factorChoices,
    ) as [Choice[], Choice[]];
    const choose = (tried: readonly Choice[], scale: ScaleName, use: keyof Choices): Choice => {
      // One-step forecasts of single values have enough of them in training to choose by.
      const { windows, validate } = set;
      const judged = of === "horizon" || use === "centre" ? validate : windows;
      return leastOf(tried, (choice) => {
        const pointsOf = (tasks: WindowTasks, history: ServerHistory) =>
          follow.levels(tasks, history, target, scale, choice);
        return use === "centre"
          ? validationLoss(set, target, pointsOf)
          : squaredError(set, judged, target, scale, pointsOf);
      });
    };
    return {
      log: choose(log, "log", "log"),
      raw: choose(raw, "raw", "raw"),
      centre: choose(log, "log", "centre"),
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
  // Many factors in turn follow the same series.
  let last: { readonly rows: Int32Array; readonly target: number; readonly values: Float64Array } | null =
    null;
  const observed = (tasks: WindowTasks, rows: Int32Array, target: number): Float64Array => {
    if (last?.rows !== rows || last.target !== target)
      last = { rows, target, values: observedNext(tasks, rows, target) };
    return last.values;
  };
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
        return observed(tasks, rows, target).map((value) => {
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

/** Every time constant with the best line from its rates to the truth, and with the rate as it is. */
function lines(
  { windows, means, scales }: TrainingSet,
  rates: MeanRates,
  target: number,
  scale: ScaleName,
): Choice[] {
  const { quantity } = forecastTargets[target]!;
  return timeConstants.flatMap((seconds) => {
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
    return [
      { seconds, line: products.solve(1) },
      { seconds, line: asItIs },
    ];
  });
}

/** The first where all are NaN. */
function leastOf(choices: readonly Choice[], lossOf: (choice: Choice) => number): Choice {
  const losses = choices.map(lossOf);
  let best = 0;
  for (let k = 1; k < losses.length; k++) if (losses[k]! < losses[best]!) best = k;
  return choices[best]!;
}

function describe(choices: readonly Choices[]): string {
  const text = (choice: Choice) => {
    if ("factor" in choice) return String(choice.factor);
    return `${choice.seconds} s${choice.line === asItIs ? "" : " with a line"}`;
  };
  return forecastTargets
    .map(({ name }, target) => {
      const { log, raw, centre } = choices[target]!;
      return `${name} ${[log, raw, centre].map(text).join("/")}`;
    })
    .join(", ");
}
