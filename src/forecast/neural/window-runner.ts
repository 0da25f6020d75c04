/** The network at work on windows: outputs for forecasts, the loss for judging. Parameters can be exchanged. */
import { compileFunction, Graph, type Program } from "../../graph/index.ts";
import { type Engine, FunctionRunner } from "../../runtime/index.ts";
import type { ForecasterConfig } from "./config.ts";
import { forecastLoss } from "./loss.ts";
import { type NetworkShape, networkOutputs } from "./network.ts";
import { type HistoryWindow, WindowBatch } from "./windows.ts";

/** Features in, `forecasts` `[batch · length, outputCount]` out. */
export function forecastProgram(shape: NetworkShape, batch: number): Program {
  return compileFunction({ forecasts: networkOutputs(new Graph(), shape, batch).outputs });
}

function lossProgram(shape: NetworkShape, config: ForecasterConfig): Program {
  const graph = new Graph();
  const { outputs } = networkOutputs(graph, shape, config.batch);
  return compileFunction({ loss: forecastLoss(graph, outputs, config.lossWeights) });
}

/** Arrays of a batch of windows for a network of that shape. */
export function batchFor(shape: NetworkShape, { batch, targetWeights }: ForecasterConfig): WindowBatch {
  const { length, features, identities } = shape;
  return new WindowBatch({ length, features, identities: identities.length }, batch, targetWeights);
}

/** What of a batch the network's inputs take. */
export function inputsOf({ features, places }: WindowBatch): Record<string, Float32Array> {
  return places.length === 0 ? { features } : { features, places };
}

/** What of a batch the loss takes beside. */
export function targetsOf({ logTargets, scaledTargets, weights }: WindowBatch): Record<string, Float32Array> {
  return { logTargets, scaledTargets, weights };
}

export class WindowRunner {
  private constructor(
    private readonly runner: FunctionRunner,
    private readonly batch: WindowBatch,
  ) {}

  static async forecasting(
    engine: Engine,
    shape: NetworkShape,
    config: ForecasterConfig,
    parameters: Float32Array,
  ): Promise<WindowRunner> {
    const program = forecastProgram(shape, config.batch);
    return new WindowRunner(
      await FunctionRunner.create(engine, program, { parameters }),
      batchFor(shape, config),
    );
  }

  static async judging(
    engine: Engine,
    shape: NetworkShape,
    config: ForecasterConfig,
    parameters: Float32Array,
  ): Promise<WindowRunner> {
    const program = lossProgram(shape, config);
    return new WindowRunner(
      await FunctionRunner.create(engine, program, { parameters }),
      batchFor(shape, config),
    );
  }

  setParameters(parameters: Float32Array): void {
    this.runner.setStates({ parameters });
  }

  /** Calls `visit` for each batch of windows, with the outputs `[batch · length, outputCount]`. */
  async forEachBatch(
    windows: readonly HistoryWindow[],
    visit: (windows: readonly HistoryWindow[], outputs: Float32Array) => void,
  ): Promise<void> {
    for (const some of this.#batches(windows)) {
      const { forecasts } = await this.runner.run(inputsOf(this.batch));
      if (forecasts === undefined) throw new Error("the forecast program has an output named forecasts");
      visit(some, forecasts);
    }
  }

  /** The mean loss over the used positions of the windows. */
  async lossOn(windows: readonly HistoryWindow[]): Promise<number> {
    let sum = 0;
    let weight = 0;
    for (const some of this.#batches(windows)) {
      this.batch.fillTargets(some);
      const { loss } = await this.runner.run({ ...inputsOf(this.batch), ...targetsOf(this.batch) });
      sum += (loss?.[0] ?? Number.NaN) * this.batch.totalWeight;
      weight += this.batch.totalWeight;
    }
    return sum / weight;
  }

  release(): Promise<void> {
    return this.runner.release();
  }

  *#batches(windows: readonly HistoryWindow[]): Generator<readonly HistoryWindow[]> {
    const { batch } = this.batch;
    for (let from = 0; from < windows.length; from += batch) {
      const some = windows.slice(from, from + batch);
      this.batch.fill(some);
      yield some;
    }
  }
}
