/** What a drift monitor watches, and when it calls a forecaster drifted or recovered. */
import { forecastTargets } from "../targets.ts";

export interface DriftSettings {
  /** Names of the forecast targets that are watched: all of them, since a change need not show in each. */
  readonly targets: readonly string[];
  /** Tasks over which errors are averaged, exponentially weighted: for the timeline, and as the unit of the margin. */
  readonly rollingTasks: number;
  /** How much worse than the naive error is still not drifted, as a fraction of the naive error. */
  readonly margin: number;
  /**
   * Mean number of tasks up to a false alarm, at least, over all servers and targets together; as long as no forecast is
   * expected to be worse than the naive one by more than the margin.
   */
  readonly tasksPerFalseAlarm: number;
  /** The same of a recovery that is none. It may be rarer than an alarm is: the alarm would come again. */
  readonly tasksPerFalseRecovery: number;
  /** Forecasts that the worse (or better) stretch must hold at least. */
  readonly leastTasks: number;
  /** Time that it must last at least [s]: the tasks of one burst, microseconds apart, are not yet a change. */
  readonly leastSeconds: number;
}

export const defaultDriftSettings: DriftSettings = {
  targets: forecastTargets.map(({ name }) => name),
  rollingTasks: 200,
  margin: 0.05,
  tasksPerFalseAlarm: 100_000,
  tasksPerFalseRecovery: 10_000,
  leastTasks: 20,
  leastSeconds: 10,
};
