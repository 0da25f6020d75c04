/** The network at work on windows: outputs for forecasts, the loss for judging. Parameters can be exchanged. */
import { add, compileFunction, Graph, mul, type Program, slice } from "../../graph/index.ts";
import { type Engine, FunctionRunner } from "../../runtime/index.ts";
import { forecastTargets } from "../targets.ts";
import type { ForecasterConfig } from "./config.ts";
import { outputCount, outputKinds } from "./head.ts";
import { forecastLosses } from "./loss.ts";
import { forecasterNetwork, type NetworkShape, networkInputs, networkOutputs } from "./network.ts";
import { type GroupLosses, groupLosses, type TargetGroup, targetGroups } from "./target-groups.ts";
import { type HistoryWindow, WindowBatch } from "./windows.ts";

/**
 * Features and candidates in, `forecasts` `[batch · length, outputCount]` out. Its parameters are those of all groups of
 * targets, one after another: the network runs with each, and each group's outputs are taken from its own.
 */
export function forecastProgram(shape: NetworkShape, batch: number): Program {
  const graph = new Graph();
  const network = forecasterNetwork(shape);
  const parameters = graph.state("parameters", [targetGroups.length * network.size]);
  const inputs = networkInputs(graph, shape, batch);
  const forecasts = targetGroups
    .map((group, g) => {
      const own = slice(parameters, 0, g * network.size, (g + 1) * network.size);
      return mul(network.apply(own, inputs), graph.constant(outputsOf(group), [1, outputCount]));
    })
    .reduce(add);
  return compileFunction({ forecasts });
}

/** 1 where an output is of a target of that group, else 0. */
function outputsOf(group: TargetGroup): number[] {
  return outputKinds.flatMap(() => forecastTargets.map(({ of }) => (of === group ? 1 : 0)));
}

function lossProgram(shape: NetworkShape, config: ForecasterConfig): Program {
  const graph = new Graph();
  const { outputs } = networkOutputs(graph, shape, config.batch);
  return compileFunction({ losses: forecastLosses(graph, outputs, config.lossWeights) });
}

/** Arrays of a batch of windows for a network of that shape. */
export function batchFor(shape: NetworkShape, { batch, targetWeights }: ForecasterConfig): WindowBatch {
  const { length, features, identities } = shape;
  return new WindowBatch({ length, features, identities: identities.length }, batch, targetWeights);
}

/** What of a batch the network's inputs take. */
export function inputsOf(batch: WindowBatch): Record<string, Float32Array> {
  const { features, places, candidateLogs, candidateRatios } = batch;
  return { features, candidateLogs, candidateRatios, ...(places.length === 0 ? {} : { places }) };
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

  /** The mean loss over the used positions of the windows: what each group of targets adds to it. */
  async lossesOn(windows: readonly HistoryWindow[]): Promise<GroupLosses> {
    const sums = new Float64Array(forecastTargets.length);
    let weight = 0;
    for (const some of this.#batches(windows)) {
      this.batch.fillTargets(some);
      const { losses } = await this.runner.run({ ...inputsOf(this.batch), ...targetsOf(this.batch) });
      for (let target = 0; target < sums.length; target++) {
        sums[target]! += (losses?.[target] ?? Number.NaN) * this.batch.totalWeight;
      }
      weight += this.batch.totalWeight;
    }
    return groupLosses(sums.map((sum) => sum / weight));
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
