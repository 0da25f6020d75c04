/** The work of `forecast monitor`: forecasts of both, and the drift monitor over them. */
import type { DriftEvent, ErrorPair, TimelinePoint } from "../../forecast/drift/index.ts";
import type { Progress } from "../progress.ts";
import type { MonitorOptions } from "./monitor.ts";
import { openForecast } from "./open-forecast.ts";

export interface MonitoredTarget {
  readonly target: string;
  /** Forecasts whose outcome came, and the mean errors of those. */
  readonly count: number;
  readonly errors: ErrorPair | null;
  /** Whether it is drifted at the end, over all servers. */
  readonly drifted: boolean;
}

export interface Monitoring {
  readonly folder: string;
  /** What names the tasks beside the folder, as on the command line. */
  readonly tasksNamed: readonly string[];
  readonly forecaster: string;
  readonly naive: string;
  readonly scenario: string;
  readonly servers: readonly string[];
  readonly window: string;
  readonly salt: string;
  readonly tasks: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly rollingTasks: number;
  readonly targets: readonly MonitoredTarget[];
  readonly events: readonly DriftEvent[];
  readonly timeline: readonly TimelinePoint[];
}

/** Points of the timeline. */
const points = 60;

export async function monitorForecaster(
  folder: string,
  scenarioName: string | undefined,
  options: MonitorOptions,
  progress: Progress,
): Promise<Monitoring> {
  const opened = await openForecast(folder, scenarioName, options, progress);
  const { scenario, workload, files, record, isOther } = opened;
  const { episodeSetup, serverNames } = await import("../../scenario/index.ts");
  const { loadForecaster } = await import("../../forecast/neural/index.ts");
  const { DriftMonitor, replay } = await import("../../forecast/drift/index.ts");
  const { selectEngine } = await import("../../runtime/index.ts");
  const { naiveRival } = await import("../../train/index.ts");
  const window = options.window ?? (isOther ? "all" : "test");
  const { tasks } = episodeSetup(scenario, workload, window, options.salt);
  const { scales } = record.encoding;
  progress.update(0.3, "the naive forecaster");
  const naive = naiveRival(opened.trainedOn.scenario, opened.trainedOn.workload, scales);
  progress.update(0.5, "forecasts");
  const forecaster = await loadForecaster(files, await selectEngine());
  const forecasts = await forecaster.forecast(tasks);
  const { name } = forecaster;
  await forecaster.release();
  const monitor = new DriftMonitor(
    scenario.servers.length,
    scales,
    options.rolling === undefined ? {} : { rollingTasks: options.rolling },
  );
  const { events, timeline } = replay(monitor, tasks, forecasts, await naive.forecast(tasks), points);
  return {
    folder,
    tasksNamed: [
      ...(scenarioName === undefined ? [] : [scenarioName]),
      ...(["trace", "sites", "users", "radio"] as const).flatMap((option) => {
        const given = options[option];
        return given === undefined ? [] : [`--${option}`, given];
      }),
    ],
    forecaster: name,
    naive: naive.name,
    scenario: scenario.name,
    servers: serverNames(scenario),
    window,
    salt: options.salt,
    tasks: tasks.count,
    fromSeconds: tasks.arrivalSeconds[0] ?? 0,
    toSeconds: tasks.arrivalSeconds[tasks.count - 1] ?? 0,
    rollingTasks: monitor.settings.rollingTasks,
    targets: monitor.settings.targets.map((target) => {
      const mean = monitor.meanErrors(target);
      return {
        target,
        count: mean?.count ?? 0,
        errors: mean && { forecaster: mean.forecaster, naive: mean.naive },
        drifted: monitor.isDriftedOverall(target),
      };
    }),
    events,
    timeline,
  };
}
