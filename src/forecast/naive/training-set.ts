/** The training windows with all that naive forecasters need of them, computed once. */
import type { WindowTasks } from "../../workload/workload.ts";
import { outcomesOf } from "../outcomes.ts";
import { type ServerHistory, serverHistories } from "../server-history.ts";
import { type TargetScales, toLog } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";

export const width = forecastTargets.length;

/** The two scales on which a forecaster works: logarithms give the typical value, values themselves the mean. */
export const scaleNames = ["log", "raw"] as const;
export type ScaleName = (typeof scaleNames)[number];

export interface TrainingWindow {
  readonly tasks: WindowTasks;
  readonly histories: readonly ServerHistory[];
  /** `[count, targets]`, NaN where it is not known. */
  readonly outcomes: Float64Array;
}

export interface TrainingSet {
  readonly windows: readonly TrainingWindow[];
  /** By these the quantiles' constants are chosen, as early stopping is for learned forecasters. */
  readonly validate: readonly TrainingWindow[];
  readonly scales: TargetScales;
  readonly means: ServerMeans;
}

/** @param validate windows to choose constants by; the training windows themselves when there are none */
export function trainingSet(
  train: readonly WindowTasks[],
  scales: TargetScales,
  validate: readonly WindowTasks[] = [],
): TrainingSet {
  const prepare = (tasks: WindowTasks) => ({
    tasks,
    histories: serverHistories(tasks),
    outcomes: outcomesOf(tasks),
  });
  const windows = train.map(prepare);
  const judged = validate.filter(({ count }) => count > 1).map(prepare);
  return {
    windows,
    validate: judged.length > 0 ? judged : windows,
    scales,
    means: new ServerMeans(windows, scales),
  };
}

/**
 * Whether the outcome of a row counts when a target is fitted: every row, but of bursts each only once, at its end. A
 * burst of a thousand tasks would otherwise tell a thousand times what the next burst was like.
 */
export function counts(tasks: WindowTasks, rows: Int32Array, at: number, target: number): boolean {
  if (forecastTargets[target]!.of !== "burst") return true;
  const next = rows[at + 1];
  return next !== undefined && tasks.job[next] !== tasks.job[rows[at]!];
}

/** Visits the known outcomes that count, server by server. */
export function forEachOutcome(
  { tasks, histories, outcomes }: TrainingWindow,
  visit: (server: number, row: number, target: number, value: number) => void,
): void {
  for (const { server, rows } of histories) {
    for (let at = 0; at < rows.length; at++) {
      for (let target = 0; target < width; target++) {
        const value = outcomes[rows[at]! * width + target]!;
        if (!Number.isNaN(value) && counts(tasks, rows, at, target)) visit(server, rows[at]!, target, value);
      }
    }
  }
}

/** Means of the outcomes of each server in training; of a server without any, those over all servers. */
export class ServerMeans {
  readonly #overall: Sums;
  readonly #ofServer = new Map<number, Sums>();

  constructor(windows: readonly TrainingWindow[], scales: TargetScales) {
    this.#overall = new Sums();
    for (const window of windows) {
      forEachOutcome(window, (server, _, target, value) => {
        let own = this.#ofServer.get(server);
        if (own === undefined) {
          own = new Sums();
          this.#ofServer.set(server, own);
        }
        const logarithm = toLog(scales, target, value);
        own.add(target, logarithm, value);
        this.#overall.add(target, logarithm, value);
      });
    }
  }

  /** 0 when nothing was known of the target in training. */
  of(server: number, target: number, scale: ScaleName): number {
    const own = this.#ofServer.get(server);
    const sums = own !== undefined && own.count[target]! > 0 ? own : this.#overall;
    return sums[scale][target]! / Math.max(1, sums.count[target]!);
  }
}

class Sums {
  readonly count = new Float64Array(width);
  readonly log = new Float64Array(width);
  readonly raw = new Float64Array(width);

  add(target: number, logarithm: number, value: number): void {
    this.count[target]! += 1;
    this.log[target]! += logarithm;
    this.raw[target]! += value;
  }
}

/** A value on one of the scales. */
export function onScale(scales: TargetScales, scale: ScaleName, target: number, value: number): number {
  return scale === "log" ? toLog(scales, target, value) : value;
}
