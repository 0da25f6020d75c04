/** The forecaster of a run: trained at its start, kept in the run folder, or handed in by an experiment. */
import { sha256 } from "../core/checksum.ts";
import { EdgeflockError } from "../core/errors.ts";
import { trainForecaster } from "../forecast/index.ts";
import type { Engine } from "../runtime/index.ts";
import { episodeSetup, type Scenario, type Workload } from "../scenario/index.ts";

export type ForecasterFiles = ReadonlyMap<string, Uint8Array>;

/** Draws of homes that the forecaster learns from, and those that stop its training: none that results come from. */
export const forecasterSalts = {
  train: Array.from({ length: 16 }, (_, k) => `train-${k}`),
  validate: Array.from({ length: 8 }, (_, k) => `v${k}`),
} as const;

export interface RunForecasterOptions {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly engine: Engine;
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Fraction done, in [0, 1]. */
  readonly onProgress?: (fraction: number) => void;
}

/** Trains the forecaster on the training window; stops early by the validation window. */
export async function trainRunForecaster(options: RunForecasterOptions): Promise<ForecasterFiles> {
  const { scenario, workload, engine, seed, signal, onProgress } = options;
  const windows = (window: "train" | "validate") =>
    forecasterSalts[window].map((salt) => episodeSetup(scenario, workload, window, salt).tasks);
  try {
    const { forecaster } = await trainForecaster({
      engine,
      seed,
      train: windows("train"),
      validate: windows("validate"),
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
