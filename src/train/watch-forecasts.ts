/** Sets up the watch over the forecasts of a training: the naive forecaster that they have to beat, and the event log. */
import type { DriftEvent } from "../forecast/drift/index.ts";
import type { Forecaster } from "../forecast/forecasts.ts";
import { ewmaForecaster } from "../forecast/naive/index.ts";
import { fitTargetScales, type TargetScales } from "../forecast/target-scales.ts";
import { type Scenario, serverNames, type Workload } from "../scenario/index.ts";
import { CriticForecasts, forecastDriftOf } from "./critic-forecasts.ts";
import { drawnWindows } from "./drawn-windows.ts";
import { isDrift } from "./event-log.ts";
import { forecasterSalts } from "./forecasting.ts";
import type { RunFolder } from "./run-folder.ts";
import type { TrainingState } from "./training-state.ts";

/** Draws of the training window that the naive forecaster is fitted to; more change it little. */
const naiveDraws = 4;

/**
 * @param state gets the events; what it holds of an earlier session is taken up
 * @param onWarning told of a run's first drift
 */
export function watchedForecasts(
  forecaster: Forecaster,
  folder: RunFolder,
  { scenario, workload }: { readonly scenario: Scenario; readonly workload: Workload },
  state: TrainingState,
  onWarning: (message: string) => void,
): CriticForecasts {
  const drift = forecastDriftOf(folder.manifest.algorithm.config);
  if (drift === "off") return new CriticForecasts(forecaster, null);
  const train = rivalWindows(scenario, workload);
  const scales = fitTargetScales(train, scenario.forecaster.gapOffsetSeconds);
  const naive = ewmaForecaster(train, scales);
  const mask = drift === "mask";
  const names = serverNames(scenario);
  const onEvent = (event: DriftEvent) => {
    const server = event.server === null ? null : names[event.server]!;
    const isFirst = event.to === "drifted" && !state.events.some(isDrift);
    state.events.push({
      event: `forecast-${event.to}`,
      episode: state.episode + 1,
      seconds: event.seconds,
      server,
      target: event.target,
      forecasterError: event.errors.forecaster,
      naiveError: event.errors.naive,
      naive: naive.name,
      forTasks: event.forTasks,
      forSeconds: event.forSeconds,
      masked: mask && event.to === "drifted",
    });
    if (isFirst) onWarning(describe([forecaster.name, naive.name], event, server, mask, folder.path));
  };
  const critics = new CriticForecasts(forecaster, {
    naive,
    scales,
    servers: scenario.servers.length,
    mask,
    onEvent,
  });
  if (state.monitor !== null) critics.restore(state.monitor);
  return critics;
}

/** The naive forecaster that trained ones are watched against, fitted to a few draws of the training window. */
export function naiveRival(scenario: Scenario, workload: Workload, scales: TargetScales): Forecaster {
  return ewmaForecaster(rivalWindows(scenario, workload), scales);
}

/** The draws that it is fitted to. */
export function rivalWindows(scenario: Scenario, workload: Workload) {
  return drawnWindows(scenario, workload, "train", forecasterSalts("train", naiveDraws));
}

function describe(
  [name, naiveName]: readonly [string, string],
  { target, errors, forTasks }: DriftEvent,
  server: string | null,
  mask: boolean,
  folder: string,
): string {
  const [own, naive] = [errors.forecaster, errors.naive].map((error) => error.toPrecision(3));
  return (
    `the ${name} forecaster is worse than ${naiveName} on ${target} at ${server ?? "all servers together"}: ` +
    `error ${own} against ${naive}, over ${forTasks} forecasts; ${mask ? "its forecasts are masked meanwhile" : "training goes on with it"}. ` +
    `Every such stretch is in ${folder}/events.ndjson. To train it anew: edgeflock forecast retrain ${folder} --out DIR`
  );
}
