/**
 * The forecasters that a learned one has to beat: last value, mean of the training window, exponentially weighted
 * moving average (EWMA). Each keeps one series a server, target and scope: `task` has a value for every task, `burst`
 * one for every burst (its first task, and the pause before it). `"typical"` forecasts average logarithms, `"mean"`
 * ones the values themselves. Before a server's first value all of them give the training mean.
 */
import type { WindowTasks } from "../workload/workload.ts";
import type { Forecaster, ForecastKind, ForecastScope } from "./forecaster.ts";
import { forecastTargets } from "./forecaster.ts";
import { fromLog, toLog } from "./log-scale.ts";
import { outcomeAt, serverHistories } from "./server-history.ts";

const width = forecastTargets.length;
const factors = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9];

/** Means of one series in training, for each server and over all of them. */
interface SeriesMeans {
  readonly ofServer: ReadonlyMap<number, number>;
  readonly overall: number;
}

/** Last value, mean and EWMA, the latter two fitted to the training windows, in this order. */
export function naiveForecasters(train: readonly WindowTasks[]): Forecaster[] {
  const means = new Map<string, SeriesMeans>();
  const tuned = new Map<string, number>();
  forEachSeries((key, scope, kind, target) => {
    const series = train.flatMap((tasks) => trainingSeries(tasks, scope, kind, target));
    const fitted = seriesMeans(series);
    means.set(key, fitted);
    tuned.set(key, bestFactor(series, fitted));
  });
  return [
    new SmoothingForecaster("last", means, () => 1),
    new SmoothingForecaster("mean", means, () => 0),
    new SmoothingForecaster("ewma", means, (key) => tuned.get(key) ?? 0),
  ];
}

/** All three are one recursion, `level += factor · (value − level)`: factor 1 is the last value, 0 the mean. */
class SmoothingForecaster implements Forecaster {
  constructor(
    readonly name: string,
    private readonly means: ReadonlyMap<string, SeriesMeans>,
    private readonly factorOf: (key: string) => number,
  ) {}

  async forecast(
    tasks: WindowTasks,
    { scope = "task", kind = "typical" }: { scope?: ForecastScope; kind?: ForecastKind } = {},
  ): Promise<Float32Array> {
    const forecasts = new Float32Array(tasks.count * width);
    for (let target = 0; target < width; target++) {
      const key = seriesKey(scope, kind, target);
      const means = this.means.get(key);
      if (means === undefined) throw new Error(`the series ${key} has not been fitted`);
      const factor = this.factorOf(key);
      for (const { server, rows } of serverHistories(tasks)) {
        let level = levelBefore(means, server);
        walkSeries(tasks, rows, scope, target, (row, value) => {
          if (value !== null) level += factor * (toScale(kind, target, value) - level);
          forecasts[row * width + target] = fromScale(kind, target, level);
        });
      }
    }
    return forecasts;
  }
}

/**
 * Visits a server's rows in order, each with the value that its arrival adds to the series: `null` where it adds
 * none, that is at the server's first task (a gap needs two) and, by burst, inside a burst.
 */
function walkSeries(
  tasks: WindowTasks,
  rows: Int32Array,
  scope: ForecastScope,
  target: number,
  visit: (row: number, value: number | null) => void,
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const before = i > 0 ? rows[i - 1]! : -1;
    const inside = scope === "burst" && before >= 0 && tasks.job[before] === tasks.job[row];
    const unknown = target === 0 && before < 0;
    visit(row, inside || unknown ? null : outcomeAt(tasks, before, row, target));
  }
}

interface Series {
  readonly server: number;
  readonly values: Float64Array;
}

function trainingSeries(
  tasks: WindowTasks,
  scope: ForecastScope,
  kind: ForecastKind,
  target: number,
): Series[] {
  return serverHistories(tasks).map(({ server, rows }) => {
    const values: number[] = [];
    walkSeries(tasks, rows, scope, target, (_, value) => {
      if (value !== null) values.push(toScale(kind, target, value));
    });
    return { server, values: Float64Array.from(values) };
  });
}

function seriesMeans(series: readonly Series[]): SeriesMeans {
  const sums = new Map<number, { sum: number; count: number }>();
  const all = { sum: 0, count: 0 };
  for (const { server, values } of series) {
    const own = sums.get(server) ?? { sum: 0, count: 0 };
    sums.set(server, own);
    for (const value of values) {
      own.sum += value;
      all.sum += value;
    }
    own.count += values.length;
    all.count += values.length;
  }
  const ofServer = new Map<number, number>();
  for (const [server, { sum, count }] of sums) if (count > 0) ofServer.set(server, sum / count);
  return { ofServer, overall: all.count > 0 ? all.sum / all.count : 0 };
}

const levelBefore = (means: SeriesMeans, server: number) => means.ofServer.get(server) ?? means.overall;

/** The factor with the least squared error of one-step forecasts over all series. */
function bestFactor(series: readonly Series[], means: SeriesMeans): number {
  let best = { factor: factors[0]!, error: Number.POSITIVE_INFINITY };
  for (const factor of factors) {
    let error = 0;
    for (const { server, values } of series) {
      let level = levelBefore(means, server);
      for (const value of values) {
        error += (value - level) ** 2;
        level += factor * (value - level);
      }
    }
    if (error < best.error) best = { factor, error };
  }
  return best.factor;
}

const toScale = (kind: ForecastKind, target: number, value: number) =>
  kind === "typical" ? toLog(target, value) : value;
const fromScale = (kind: ForecastKind, target: number, level: number) =>
  kind === "typical" ? fromLog(target, level) : level;

const seriesKey = (scope: ForecastScope, kind: ForecastKind, target: number) =>
  `${scope} ${kind} ${forecastTargets[target]}`;

function forEachSeries(
  visit: (key: string, scope: ForecastScope, kind: ForecastKind, target: number) => void,
): void {
  for (const scope of ["task", "burst"] as const) {
    for (const kind of ["typical", "mean"] as const) {
      for (let target = 0; target < width; target++)
        visit(seriesKey(scope, kind, target), scope, kind, target);
    }
  }
}
