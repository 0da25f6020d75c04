/** Rates of arrivals and work as features of a forecast, and what they start from. */
import type { TargetScales } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";
import { amountOf } from "./observed.ts";
import { onScale, type ScaleName, type TrainingSet } from "./training-set.ts";

/** What a rate would bring in the target's window, as a difference from the server's mean. */
export function rateFeature(
  scales: TargetScales,
  scale: ScaleName,
  target: number,
  rate: number,
  mean: number,
): number {
  return onScale(scales, scale, target, rate * (forecastTargets[target]!.horizonSeconds ?? 0)) - mean;
}

export interface MeanRates {
  of(server: number, work: boolean): number;
}

/** Arrivals and work for each second of the training windows, of each server; what a fading rate starts from. */
export function meanRates({ windows }: TrainingSet): MeanRates {
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
