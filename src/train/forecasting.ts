/** The forecaster of a run: trained at its start, kept in the run folder, or handed in by an experiment. */
import { sha256 } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import { type ForecasterRecord, trainForecaster } from "../forecast/neural/index.ts";
import type { Engine } from "../runtime/index.ts";
import type { Scenario, Workload } from "../scenario/index.ts";
import { drawnWindows, firstDraws } from "./drawn-windows.ts";

export type ForecasterFiles = ReadonlyMap<string, Uint8Array>;

/** Draws of homes that the forecaster learns from, and those that stop its training: none that results come from. */
export function forecasterSalts(window: "train" | "validate", count: number): string[] {
  const prefix = { train: "train-", validate: "v" }[window];
  return Array.from({ length: count }, (_, k) => `${prefix}${k}`);
}

/** Tasks that are learned from, at most: of a large window fewer draws of homes are taken than the scenario asks for. */
const mostTasks = 300_000;

export interface RunForecasterOptions {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly engine: Engine;
  readonly seed: number;
  /** A forecaster to go on from, where the networks are of the same shape. */
  readonly start?: ForecasterRecord;
  readonly signal?: AbortSignal;
  /** Fraction done, in [0, 1]. */
  readonly onProgress?: (fraction: number) => void;
}

/** Trains the forecaster on the training window; stops early by the validation window. */
export async function trainRunForecaster(options: RunForecasterOptions): Promise<ForecasterFiles> {
  const { scenario, workload, engine, seed, start, signal, onProgress } = options;
  const windows = (window: "train" | "validate") => {
    const salts = forecasterSalts(window, scenario.forecaster.draws[window]);
    return firstDraws(drawnWindows(scenario, workload, window, salts), mostTasks);
  };
  try {
    const { forecaster } = await trainForecaster({
      engine,
      seed,
      train: windows("train"),
      validate: windows("validate"),
      config: scenario.forecaster,
      ...(start === undefined ? {} : { start: start.networks }),
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ update, updates }) => onProgress?.(update / updates),
    });
    const files = forecaster.export();
    await forecaster.release();
    return files;
  } catch (error) {
    if (signal?.aborted) {
      throw new EdgeflockError("interrupted", "interrupted while the forecaster was trained", undefined, {
        cause: error,
      });
    }
    throw error;
  }
}

/** One number for a set of files, whatever their order. */
export function checksumOfFiles(files: ReadonlyMap<string, Uint8Array>): string {
  const parts = [...files].map(([name, bytes]) => `${sha256(bytes)} ${name}\n`);
  return sha256(parts.sort().join(""));
}
