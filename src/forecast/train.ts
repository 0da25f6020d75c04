/** Offline training of the transformer forecaster on the windows of a scenario. */
import { setImmediate } from "node:timers/promises";
import { EdgeflockError } from "../core/errors.ts";
import { TimeLeft } from "../core/progress.ts";
import { Rng } from "../core/rng.ts";
import { adam, compileUpdate, Graph } from "../graph/index.ts";
import { type Engine, UpdateRunner } from "../runtime/index.ts";
import type { WindowTasks } from "../workload/workload.ts";
import { type ForecasterConfig, forecasterConfig } from "./config.ts";
import { encodeHistories, fitNormalisation, targetCount } from "./features.ts";
import type { TrainedForecaster } from "./forecaster.ts";
import { forecasterNetwork, networkOutputs, outputCount, trainingLoss } from "./model.ts";
import { TransformerForecaster, WindowRunner } from "./transformer-forecaster.ts";
import { type HistoryWindow, tiledWindows, WindowBatch, WindowSampler } from "./windows.ts";

export interface ForecasterProgress {
  readonly update: number;
  /** Updates the training will take if early stopping does not end it. */
  readonly updates: number;
  /** Loss on the validation windows at the last look. */
  readonly validationLoss: number;
  /** Time left [s] if early stopping does not end it; NaN while unknown. */
  readonly remainingSeconds: number;
}

export interface TrainForecasterOptions {
  readonly engine: Engine;
  readonly seed: number;
  /** The training window, once for each draw of homes (`train-0`, `train-1`, …): other homes are other sequences. */
  readonly train: readonly WindowTasks[];
  /** The validation window, for early stopping; one draw or several. */
  readonly validate: readonly WindowTasks[];
  readonly config?: Partial<ForecasterConfig>;
  /** Once aborted, training ends with EdgeflockError("interrupted"). */
  readonly signal?: AbortSignal;
  /** Called after every look at the validation windows. */
  readonly onProgress?: (progress: ForecasterProgress) => void;
}

/** One look at the validation windows. Free of wall-clock time: equal in two runs of one seed. */
export interface ForecasterHistoryRow {
  readonly update: number;
  /** Mean loss of the updates since the last look. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}

export interface TrainedForecasterResult {
  readonly forecaster: TrainedForecaster;
  readonly history: readonly ForecasterHistoryRow[];
}

/**
 * The parameters judged and kept are a running mean over about the last hundred updates, which forecasts better than
 * any single update's (Polyak and Juditsky, 1992).
 */
const averagingRate = 0.01;

/** Updates between two pauses in which timers and signals get their turn. */
const updatesPerTurn = 10;

/**
 * Trains one model for all servers; deterministic from the seed. The parameters kept are those of the least loss on
 * the validation windows. Throws EdgeflockError("value") when no server has two tasks in a window.
 */
export async function trainForecaster(options: TrainForecasterOptions): Promise<TrainedForecasterResult> {
  const { engine, seed, train, validate, signal, onProgress } = options;
  const config = forecasterConfig(options.config);
  const normalisation = fitNormalisation(train);
  const encode = (windows: readonly WindowTasks[]) =>
    windows.flatMap((tasks) => encodeHistories(tasks, normalisation));
  const sampler = new WindowSampler(encode(train), config.length);
  const validation = tiledWindows(encode(validate), config.length);
  requireTasks("training", sampler.count > 0);
  requireTasks(
    "validation",
    validation.some(({ encoded }) => encoded.length >= 2),
  );

  const sampling = Rng.stream(seed, "forecaster/batches");
  const initial = forecasterNetwork(config).init(Rng.stream(seed, "forecaster/parameters"));
  const runner = await UpdateRunner.create(engine, updateProgram(config), {
    parameters: initial,
    average: initial,
  });
  const judge = await WindowRunner.create(engine, config, initial);
  try {
    const batch = new WindowBatch(config.batch, config.length);
    const timeLeft = new TimeLeft();
    const history: ForecasterHistoryRow[] = [];
    let best = { update: 0, loss: Number.POSITIVE_INFINITY, parameters: initial };
    let lossSum = 0;
    for (let update = 1, since = 0; update <= config.updates; update++) {
      batch.fill(Array.from({ length: config.batch }, () => sampler.draw(sampling)));
      const { loss } = await runner.run({
        features: batch.features,
        logTargets: batch.logTargets,
        scaledTargets: batch.scaledTargets,
        weights: batch.weights,
        learningRate: Float32Array.of(learningRateAt(update, config)),
      });
      lossSum += loss?.[0] ?? Number.NaN;
      since++;
      if (update % updatesPerTurn === 0) await setImmediate();
      if (signal?.aborted)
        throw new EdgeflockError("interrupted", "The training of the forecaster was interrupted");
      if (update % config.validateEvery !== 0 && update !== config.updates) continue;

      judge.setParameters(runner.view("average"));
      const validationLoss = await lossOn(judge, validation);
      if (!Number.isFinite(lossSum) || !Number.isFinite(validationLoss)) {
        const message = `The training of the forecaster diverged before update ${update}`;
        throw new EdgeflockError("value", message, "Lower learningRate or maxGradientNorm.");
      }
      history.push({ update, trainingLoss: lossSum / since, validationLoss });
      lossSum = 0;
      since = 0;
      if (validationLoss < best.loss) {
        best = { update, loss: validationLoss, parameters: runner.view("average").slice() };
      }
      const remainingSeconds = timeLeft.update(update / config.updates);
      onProgress?.({ update, updates: config.updates, validationLoss, remainingSeconds });
      if (update - best.update >= config.patience * config.validateEvery) break;
    }
    const record = { format: 1 as const, config, normalisation, history, bestUpdate: best.update };
    return { forecaster: await TransformerForecaster.create(engine, record, best.parameters), history };
  } finally {
    await runner.release();
    await judge.release();
  }
}

function requireTasks(window: string, enough: boolean): void {
  if (enough) return;
  throw new EdgeflockError(
    "value",
    `The forecaster cannot learn: no server has two tasks in the ${window} window`,
    "Make the window longer.",
  );
}

function updateProgram(config: ForecasterConfig) {
  const graph = new Graph();
  const { parameters, outputs } = networkOutputs(graph, config, config.batch);
  const loss = trainingLoss(graph, outputs);
  const optimizer = adam({
    learningRate: graph.input("learningRate", [1]),
    maxGradientNorm: config.maxGradientNorm,
  });
  const average = graph.state("average", parameters.shape);
  return compileUpdate({
    minimise: [{ loss, parameters, optimizer }],
    targets: [{ target: average, source: parameters, rate: averagingRate }],
    outputs: { loss },
  });
}

/** Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter, 2017). `update` counts from 1. */
export function learningRateAt(
  update: number,
  { learningRate, warmUp, updates }: Pick<ForecasterConfig, "learningRate" | "warmUp" | "updates">,
): number {
  if (update <= warmUp) return (learningRate * update) / warmUp;
  const progress = (update - warmUp - 1) / Math.max(1, updates - warmUp);
  return (learningRate * (1 + Math.cos(Math.PI * progress))) / 2;
}

/** `trainingLoss` over all used positions of the windows, in double precision. */
async function lossOn(judge: WindowRunner, windows: readonly HistoryWindow[]): Promise<number> {
  let sum = 0;
  let known = 0;
  await judge.forEachBatch(windows, (_, { logTargets, scaledTargets, weights }, outputs) => {
    for (let at = 0; at < weights.length; at++) {
      if (weights[at] === 0) continue;
      const row = Math.floor(at / targetCount);
      const output = row * outputCount + (at % targetCount);
      const logRatio = outputs[output + targetCount]!;
      sum += (outputs[output]! - logTargets[at]!) ** 2 + Math.exp(logRatio) - scaledTargets[at]! * logRatio;
      known++;
    }
  });
  return (targetCount * sum) / known;
}
