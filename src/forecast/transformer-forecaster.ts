/** The trained transformer as a forecaster: batches a window's tasks, runs the graph, and is written to files. */
import type { Engine } from "../runtime/index.ts";
import type { TrainedForecaster } from "./forecaster.ts";

/** Loads what `export` wrote; throws EdgeflockError("run") naming the file. */
export declare function loadForecaster(
  files: ReadonlyMap<string, Uint8Array>,
  engine: Engine,
): Promise<TrainedForecaster>;
