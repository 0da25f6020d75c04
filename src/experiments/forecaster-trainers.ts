/** The networks that a study can train: those of the scenario's section `forecaster`, with another network in its place. */
import { loadForecaster } from "../forecast/neural/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { trainRunForecaster } from "../train/index.ts";
import type { ForecasterTrainer } from "./forecast-study.ts";
import type { NetworkName } from "./forecaster-networks.ts";

export function forecasterTrainers(
  names: readonly NetworkName[],
  scenario: Scenario,
  engine: Engine,
): ForecasterTrainer[] {
  return names.map((name) => {
    const forecaster = { ...scenario.forecaster, network: name };
    return {
      name,
      settings: { ...forecaster, engine: engine.name },
      train: ({ workload, seed, signal, onProgress }) =>
        trainRunForecaster({
          scenario: { ...scenario, forecaster },
          workload,
          engine,
          seed,
          signal,
          onProgress: (fraction) => onProgress(fraction, "training"),
        }),
      load: (files) => loadForecaster(files, engine),
    };
  });
}
