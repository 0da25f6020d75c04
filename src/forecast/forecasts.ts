/** Forecasts as numbers: for every task of a window, every target, every statistic. And what makes them. */
import type { WindowTasks } from "../workload/workload.ts";
import { forecastTargets, type Statistic, statistics } from "./targets.ts";

/**
 * `[count, targets, statistics]`. Row i is made right after task i arrived at its home server, from that server's tasks
 * up to and including i, and from nothing else. All values are finite and not negative: [s], [cycles], [bit], or tasks.
 */
export class Forecasts {
  readonly values: Float64Array;

  constructor(readonly count: number) {
    this.values = new Float64Array(count * forecastTargets.length * statistics.length);
  }

  /** @param target index into `forecastTargets` */
  at(row: number, target: number, statistic: Statistic): number {
    return this.values[placeOf(row, target, statistic)]!;
  }

  set(row: number, target: number, statistic: Statistic, value: number): void {
    this.values[placeOf(row, target, statistic)] = value;
  }
}

function placeOf(row: number, target: number, statistic: Statistic): number {
  return (row * forecastTargets.length + target) * statistics.length + statistics.indexOf(statistic);
}

export interface Forecaster {
  /** E.g. `"transformer"`, `"gru"`, `"ewma"`. */
  readonly name: string;
  forecast(tasks: WindowTasks): Promise<Forecasts>;
}
