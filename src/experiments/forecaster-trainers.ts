/** The networks that a study can train: those of the scenario's section `forecaster`, with another network in its place. */
import { loadForecaster, trainForecaster } from "../forecast/neural/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { Scenario, WindowName } from "../scenario/index.ts";
import { forecasterSalts } from "../train/index.ts";
import type { ForecasterTrainer } from "./forecast-study.ts";
import { drawnWindows, firstDraws } from "./forecast-windows.ts";
import type { NetworkName } from "./forecaster-networks.ts";

/** Rows that a network learns from, at most: of a large window fewer draws of homes are taken than the scenario asks for. */
const learnedRows = 2_000_000;

export function forecasterTrainers(
  names: readonly NetworkName[],
  scenario: Scenario,
  engine: Engine,
): ForecasterTrainer[] {
  return names.map((name) => {
    const config = { ...scenario.forecaster, network: name };
    return {
      name,
      settings: { ...config, engine: engine.name },
      train: async ({ workload, seed, signal, onProgress }) => {
        const windows = (window: Extract<WindowName, "train" | "validate">) => {
          const salts = forecasterSalts[window].slice(0, config.draws[window]);
          return firstDraws(drawnWindows(scenario, workload, window, salts), learnedRows);
        };
        const { forecaster } = await trainForecaster({
          engine,
          seed,
          train: windows("train"),
          validate: windows("validate"),
          config,
          signal,
          onProgress: ({ update, updates }) => onProgress(update / updates, "training"),
        });
        const files = forecaster.export();
        await forecaster.release();
        return files;
      },
      load: (files) => loadForecaster(files, engine),
    };
  });
}
