/** Judges forecasters on a window: R² raw and of logarithms, mean absolute error, on the same rows for all. */
import { mean, rSquared } from "../stats/index.ts";
import type { WindowTasks } from "../workload/workload.ts";
import type { Forecaster, ForecastKind, ForecastScope, ForecastTarget } from "./forecaster.ts";
import { forecastTargets } from "./forecaster.ts";
import { toLog } from "./log-scale.ts";
import { naiveForecasters } from "./naive-forecasters.ts";
import { followingRows, outcomeAt, serverHistories } from "./server-history.ts";

export interface ForecastScore {
  readonly target: ForecastTarget;
  /** The forecaster's name. */
  readonly forecaster: string;
  /**
   * `"task"`: every task that another one follows at its server, and forecasts of that one. `"burst"`: the last task
   * of every burst that another one follows, and forecasts of the next burst's first task.
   */
  readonly scope: ForecastScope;
  /** Rows judged. */
  readonly count: number;
  /** R² of the values, judging the `"mean"` forecasts. */
  readonly r2Raw: number;
  /** R² of the logarithms (of gap + `gapOffsetSeconds`), judging the `"typical"` forecasts. */
  readonly r2Log: number;
  /** Mean absolute error of the `"typical"` forecasts [s, cycles, bit]. */
  readonly mae: number;
}

/** One point of the figure of forecasts against truth: the server's next task, `"typical"` forecast. */
export interface ForecastSample {
  readonly server: number;
  /** When the forecast was made [s]. */
  readonly timeSeconds: number;
  readonly target: ForecastTarget;
  readonly truth: number;
  readonly forecast: number;
}

export interface ScoreOptions {
  /** What the naive forecasters are fitted to: the training window, one or several draws of homes. */
  readonly train: readonly WindowTasks[];
  /** Consecutive tasks of each server in the figure's sample; default 200. */
  readonly sampleTasks?: number;
}

export interface ForecastScores {
  readonly scores: readonly ForecastScore[];
  /** From the first of the windows; empty without a forecaster. */
  readonly sample: readonly ForecastSample[];
}

/** Scores `forecaster` (or none) beside last value, mean and EWMA; the rows of all windows count together. */
export async function scoreForecasters(
  forecaster: Forecaster | null,
  windows: readonly WindowTasks[],
  options: ScoreOptions,
): Promise<ForecastScores> {
  const forecasters = [...(forecaster === null ? [] : [forecaster]), ...naiveForecasters(options.train)];
  const scores: ForecastScore[] = [];
  for (const scope of ["task", "burst"] as const) {
    const judged = windows.map((tasks) => judgedRows(tasks, scope));
    for (const candidate of forecasters) {
      const means = await forecastAll(candidate, windows, scope, "mean");
      const typical = await forecastAll(candidate, windows, scope, "typical");
      for (const [target, name] of forecastTargets.entries()) {
        const truth = judged.flatMap((rows) => rows.map((pair) => pair.truth[target]!));
        const pick = (forecasts: readonly Float32Array[]) =>
          judged.flatMap((rows, w) =>
            rows.map((pair) => forecasts[w]![pair.row * forecastTargets.length + target]!),
          );
        scores.push({
          target: name,
          forecaster: candidate.name,
          scope,
          ...scorePairs(target, truth, pick(means), pick(typical)),
        });
      }
    }
  }
  const first = windows[0];
  const sample =
    forecaster === null || first === undefined
      ? []
      : await sampleForecasts(forecaster, first, options.sampleTasks ?? 200);
  return { scores, sample };
}

/** @param target 0 interArrival, 1 work, 2 input; it decides the logarithm */
export function scorePairs(
  target: number,
  truth: readonly number[],
  meanForecasts: readonly number[],
  typicalForecasts: readonly number[],
): Pick<ForecastScore, "count" | "r2Raw" | "r2Log" | "mae"> {
  const logarithms = (values: readonly number[]) => values.map((value) => toLog(target, value));
  return {
    count: truth.length,
    r2Raw: rSquared(truth, meanForecasts),
    r2Log: rSquared(logarithms(truth), logarithms(typicalForecasts)),
    mae: mean(truth.map((value, i) => Math.abs(value - typicalForecasts[i]!))),
  };
}

interface JudgedRow {
  readonly row: number;
  readonly truth: readonly number[];
}

function judgedRows(tasks: WindowTasks, scope: ForecastScope): JudgedRow[] {
  const following = followingRows(tasks);
  const judged: JudgedRow[] = [];
  for (let row = 0; row < tasks.count; row++) {
    const next = following.task[row]!;
    if (next < 0 || (scope === "burst" && following.burst[row] !== next)) continue;
    judged.push({ row, truth: forecastTargets.map((_, target) => outcomeAt(tasks, row, next, target)) });
  }
  return judged;
}

async function forecastAll(
  forecaster: Forecaster,
  windows: readonly WindowTasks[],
  scope: ForecastScope,
  kind: ForecastKind,
): Promise<Float32Array[]> {
  const forecasts: Float32Array[] = [];
  for (const tasks of windows) forecasts.push(await forecaster.forecast(tasks, { scope, kind }));
  return forecasts;
}

async function sampleForecasts(
  forecaster: Forecaster,
  tasks: WindowTasks,
  tasksPerServer: number,
): Promise<ForecastSample[]> {
  const forecasts = await forecaster.forecast(tasks);
  const following = followingRows(tasks).task;
  return serverHistories(tasks).flatMap(({ server, rows }) =>
    Array.from(rows.subarray(0, tasksPerServer))
      .filter((row) => following[row]! >= 0)
      .flatMap((row) =>
        forecastTargets.map((target, t) => ({
          server,
          timeSeconds: tasks.arrivalSeconds[row]!,
          target,
          truth: outcomeAt(tasks, row, following[row]!, t),
          forecast: forecasts[row * forecastTargets.length + t]!,
        })),
      ),
  );
}
