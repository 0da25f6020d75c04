/** What a naive forecaster consists of: points for every task and target, causal, on both scales. Quantiles come on top. */
import type { WindowTasks } from "../../workload/workload.ts";
import type { ServerHistory } from "../server-history.ts";
import { type ScaleName, width } from "./training-set.ts";

/** `[count, targets]` each: logarithms of the typical values, and means of the values. */
export type Points = Readonly<Record<ScaleName, Float64Array>>;

export interface NaiveModel {
  readonly name: string;
  /** What was found on the training window, for people: e.g. factors, orders, the period. */
  readonly settings: string;
  /** Writes the points of one server's tasks; row i from the tasks up to and including i. */
  fill(tasks: WindowTasks, history: ServerHistory, points: Points): void;
}

export function pointsOf(model: NaiveModel, tasks: WindowTasks, histories: readonly ServerHistory[]): Points {
  const points = {
    log: new Float64Array(tasks.count * width),
    raw: new Float64Array(tasks.count * width),
  };
  for (const history of histories) model.fill(tasks, history, points);
  return points;
}
