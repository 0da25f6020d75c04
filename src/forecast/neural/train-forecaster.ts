/** Offline training of a neural forecaster on the windows of a scenario. */
import { EdgeflockError } from "../../core/errors.ts";
import { TimeLeft } from "../../core/progress.ts";
import type { Engine } from "../../runtime/index.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import { fitTargetScales } from "../target-scales.ts";
import { type ForecasterConfig, type ForecasterOptions, forecasterConfig } from "./config.ts";
import { type EncodedHistory, type EncodingBasis, encodeTasks, fitEncoding } from "./encode.ts";
import { chosenIdentities } from "./identities.ts";
import { networkShape } from "./network-shape.ts";
import { NeuralForecaster, type TrainedForecaster } from "./neural-forecaster.ts";
import { fitStatistics } from "./statistics.ts";
import {
  type ForecasterHistoryRow,
  type NetworkTask,
  NetworkTrainer,
  type TrainedNetwork,
} from "./train-network.ts";

export interface ForecasterProgress {
  /** Of all networks together. */
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
  readonly config?: ForecasterOptions;
  /** Networks to go on from instead of random parameters: of the same servers, where they have the same shape. */
  readonly start?: readonly Pick<TrainedNetwork, "server" | "parameters">[];
  /** Once aborted, training ends with EdgeflockError("interrupted"). */
  readonly signal?: AbortSignal | undefined;
  /** Called after every look at the validation windows. */
  readonly onProgress?: (progress: ForecasterProgress) => void;
}

export interface TrainForecasterResult {
  readonly forecaster: TrainedForecaster;
  readonly history: readonly ForecasterHistoryRow[];
}

/**
 * Trains one model for all servers, or one for each; deterministic from the seed. The parameters kept are those of the
 * least loss on the validation windows. Throws EdgeflockError("value") when no server has two tasks in a window.
 */
export async function trainForecaster(options: TrainForecasterOptions): Promise<TrainForecasterResult> {
  const { engine, seed, train, validate, start = [], signal, onProgress } = options;
  const config = forecasterConfig(options.config);
  const { encoding, histories } = fitEncoding(basisOf(config, train), train);
  const validation = validate.flatMap((tasks) => encodeTasks(tasks, encoding, true));
  requireTasks("training", histories);
  requireTasks("validation", validation);

  const tasks = networkTasks(config, histories, validation).map((task) => ({
    ...task,
    start: start.find(({ server }) => server === task.server)?.parameters,
  }));
  const shape = networkShape(config, encoding);
  const networks: TrainedNetwork[] = [];
  const trainer = await NetworkTrainer.create({ engine, seed, shape, config, signal });
  try {
    const timeLeft = new TimeLeft();
    const updates = tasks.length * config.updates;
    for (const [index, task] of tasks.entries()) {
      const network = await trainer.train(task, (row) => {
        const update = index * config.updates + row.update;
        const remainingSeconds = timeLeft.update(update / updates);
        onProgress?.({ update, updates, validationLoss: row.validationLoss, remainingSeconds });
      });
      networks.push(network);
    }
  } finally {
    await trainer.release();
  }
  const forecaster = await NeuralForecaster.create(engine, { config, encoding }, networks);
  return { forecaster, history: networks.flatMap(({ history }) => history) };
}

/** All of the encoding that is fitted before features are computed. */
function basisOf(config: ForecasterConfig, train: readonly WindowTasks[]): EncodingBasis {
  const scales = fitTargetScales(train, config.gapOffsetSeconds);
  const spanSeconds = Math.max(0, ...train.map(spanOf));
  return {
    features: config.features,
    // A phase that training has seen once cannot be told from a trend.
    periodsSeconds: config.periodsSeconds.filter((period) => 2 * period <= spanSeconds),
    identities: chosenIdentities(config),
    scales,
    statistics: fitStatistics(train, scales),
  };
}

function spanOf({ count, arrivalSeconds }: WindowTasks): number {
  return count > 0 ? arrivalSeconds[count - 1]! - arrivalSeconds[0]! : 0;
}

/**
 * One task for a network that all servers share. Else one for each server with `minTasks` tasks in training and at least
 * two in some validation window; the others do without a network.
 */
function networkTasks(
  { sharing, minTasks }: ForecasterConfig,
  train: readonly EncodedHistory[],
  validate: readonly EncodedHistory[],
): NetworkTask[] {
  if (sharing === "shared") return [{ server: null, train, validate }];
  const servers = [...new Set(train.map(({ server }) => server))].sort((a, b) => a - b);
  return servers
    .map((server) => ({
      server,
      train: train.filter((history) => history.server === server),
      validate: validate.filter((history) => history.server === server),
    }))
    .filter(
      (task) =>
        task.train.reduce((sum, { length }) => sum + length, 0) >= minTasks &&
        [task.train, task.validate].every(canLearn),
    );
}

const canLearn = (histories: readonly EncodedHistory[]) => histories.some(({ length }) => length >= 2);

function requireTasks(window: string, histories: readonly EncodedHistory[]): void {
  if (canLearn(histories)) return;
  throw new EdgeflockError(
    "value",
    `The forecaster cannot learn: no server has two tasks in the ${window} window`,
    "Make the window longer.",
  );
}
