/** What a naive forecaster consists of: points for every task and target, causal, on both scales. Quantiles come on top. */
import type { WindowTasks } from "../../workload/workload.ts";
import type { ServerHistory } from "../server-history.ts";
import { type ScaleName, width } from "./training-set.ts";

/** `[count, targets]` each: logarithms of the typical values, and means of the values. */
export interface Points extends Readonly<Record<ScaleName, Float64Array>> {
  /** Logarithms that the quantiles lie around; the very array of the typical values unless the model has its own. */
  readonly centre: Float64Array;
}

export interface NaiveModel {
  readonly name: string;
  /** What was found on the training window, for people: e.g. factors, orders, the period. */
  readonly settings: string;
  /** It fills `centre` too. */
  readonly hasOwnCentres?: boolean;
  /** Writes the points of one server's tasks; row i from the tasks up to and including i. */
  fill(tasks: WindowTasks, history: ServerHistory, points: Points): void;
}

export function pointsOf(model: NaiveModel, tasks: WindowTasks, histories: readonly ServerHistory[]): Points {
  const values = () => new Float64Array(tasks.count * width);
  const log = values();
  const points = { log, raw: values(), centre: model.hasOwnCentres === true ? values() : log };
  for (const history of histories) model.fill(tasks, history, points);
  return points;
}
