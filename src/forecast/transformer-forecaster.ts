/** The trained transformer as a forecaster: batches a window's tasks, runs the network, and is written to files. */
import { encodeOnnx } from "../graph/index.ts";
import { type Engine, FunctionRunner } from "../runtime/index.ts";
import type { WindowTasks } from "../workload/workload.ts";
import { encodeHistories, meansOf, targetCount } from "./features.ts";
import { type ForecastRequest, forecastTargets, type TrainedForecaster } from "./forecaster.ts";
import { type ForecasterRecord, forecastFiles, parseForecasterFiles } from "./forecaster-files.ts";
import { fromLog } from "./log-scale.ts";
import { forecastProgram, outputCount } from "./model.ts";
import { type HistoryWindow, tiledWindows, WindowBatch } from "./windows.ts";

/** The network at work: windows in, raw outputs out. Used in training for validation, afterwards for forecasts. */
export class WindowRunner {
  readonly #batch: WindowBatch;

  private constructor(
    private readonly runner: FunctionRunner,
    batch: WindowBatch,
  ) {
    this.#batch = batch;
  }

  static async create(
    engine: Engine,
    config: ForecasterRecord["config"],
    parameters: Float32Array,
  ): Promise<WindowRunner> {
    const runner = await FunctionRunner.create(engine, forecastProgram(config, config.batch), { parameters });
    return new WindowRunner(runner, new WindowBatch(config.batch, config.length));
  }

  setParameters(parameters: Float32Array): void {
    this.runner.setStates({ parameters });
  }

  /**
   * Calls `visit` for each batch of windows with the batch's arrays and the outputs `[batch · length, outputCount]`.
   * Both are reused.
   */
  async forEachBatch(
    windows: readonly HistoryWindow[],
    visit: (windows: readonly HistoryWindow[], batch: WindowBatch, outputs: Float32Array) => void,
  ): Promise<void> {
    const { batch } = this.#batch;
    for (let from = 0; from < windows.length; from += batch) {
      const some = windows.slice(from, from + batch);
      this.#batch.fill(some);
      const { forecasts } = await this.runner.run({ features: this.#batch.features });
      if (forecasts === undefined) throw new Error("the forecast program has an output named forecasts");
      visit(some, this.#batch, forecasts);
    }
  }

  release(): Promise<void> {
    return this.runner.release();
  }
}

export class TransformerForecaster implements TrainedForecaster {
  readonly name = "transformer";

  private constructor(
    private readonly record: ForecasterRecord,
    private readonly parameters: Float32Array,
    private readonly runner: WindowRunner,
  ) {}

  static async create(
    engine: Engine,
    record: ForecasterRecord,
    parameters: Float32Array,
  ): Promise<TransformerForecaster> {
    const runner = await WindowRunner.create(engine, record.config, parameters);
    return new TransformerForecaster(record, parameters, runner);
  }

  async forecast(
    tasks: WindowTasks,
    { scope = "task", kind = "typical" }: ForecastRequest = {},
  ): Promise<Float32Array> {
    const { config, normalisation } = this.record;
    const width = forecastTargets.length;
    const forecasts = new Float32Array(tasks.count * width);
    const first = scope === "task" ? 0 : width;
    const windows = tiledWindows(encodeHistories(tasks, normalisation), config.length);
    await this.runner.forEachBatch(windows, (some, _, outputs) => {
      for (const [b, { encoded, start, firstUsed }] of some.entries()) {
        const end = Math.min(config.length, encoded.length - start);
        const means = meansOf(normalisation, encoded.history.server);
        for (let i = firstUsed; i < end; i++) {
          const to = encoded.history.rows[start + i]! * width;
          const from = (b * config.length + i) * outputCount;
          for (let target = 0; target < width; target++) {
            const k = first + target;
            forecasts[to + target] =
              kind === "typical"
                ? fromLog(target, outputs[from + k]! * normalisation.targetDeviation[k]! + means.log[k]!)
                : Math.exp(outputs[from + targetCount + k]!) * means.value[k]!;
          }
        }
      }
    });
    return forecasts;
  }

  export(): ReadonlyMap<string, Uint8Array> {
    const onnx = encodeOnnx(forecastProgram(this.record.config, 1), {
      bake: { parameters: this.parameters },
      metadata: { kind: "edgeflock forecaster" },
    });
    return forecastFiles(this.record, onnx);
  }

  release(): Promise<void> {
    return this.runner.release();
  }
}

/** Loads what `export` wrote; throws EdgeflockError("run") naming the file. */
export async function loadForecaster(
  files: ReadonlyMap<string, Uint8Array>,
  engine: Engine,
): Promise<TrainedForecaster> {
  const { record, parameters } = parseForecasterFiles(files);
  return TransformerForecaster.create(engine, record, parameters);
}
