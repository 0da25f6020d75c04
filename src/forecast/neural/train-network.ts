/** Trains networks of one shape, each on its own histories: one for all servers, or one after another for each. */
import { setImmediate } from "node:timers/promises";
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import { adamW, compileUpdate, cosineRate, Graph, type Program, sum, warmUp } from "../../graph/index.ts";
import { DropoutNoise } from "../../nn/index.ts";
import { type Engine, UpdateRunner } from "../../runtime/index.ts";
import type { ForecasterConfig } from "./config.ts";
import type { EncodedHistory } from "./encode.ts";
import { forecastLosses } from "./loss.ts";
import { forecasterNetwork, type NetworkShape, networkOutputs } from "./network.ts";
import { type GroupLosses, type TargetGroup, targetGroups } from "./target-groups.ts";
import { batchFor, inputsOf, targetsOf, WindowRunner } from "./window-runner.ts";
import { tiledWindows, type WindowBatch, WindowSampler } from "./windows.ts";

/** One look at the validation windows. Free of wall-clock time: equal in two runs of one seed. */
export interface ForecasterHistoryRow {
  /** The server whose network it is; null for one that all share. */
  readonly server: number | null;
  readonly update: number;
  /** Mean loss of the updates since the last look. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
  /** What each group of targets adds to it. */
  readonly validationLosses: GroupLosses;
}

/** What one network learns from, and what stops it. */
export interface NetworkTask {
  readonly server: number | null;
  readonly train: readonly EncodedHistory[];
  readonly validate: readonly EncodedHistory[];
  /** Parameters to begin with; not used where the network has another number of them. */
  readonly start?: Float32Array | undefined;
}

export interface TrainedNetwork {
  readonly server: number | null;
  /** Those of all groups of targets, one after another. */
  readonly parameters: Float32Array;
  /** The update whose parameters each group kept: the one of its least validation loss. */
  readonly bestUpdates: Readonly<Record<TargetGroup, number>>;
  readonly history: readonly ForecasterHistoryRow[];
}

export interface NetworkTrainerOptions {
  readonly engine: Engine;
  readonly seed: number;
  readonly shape: NetworkShape;
  readonly config: ForecasterConfig;
  readonly signal?: AbortSignal | undefined;
}

/** Updates between two pauses in which timers and signals get their turn. */
const updatesPerTurn = 10;
/** Seeds of dropout masks are whole numbers below this. */
const maskSeeds = 2 ** 24;

export class NetworkTrainer {
  readonly #batch: WindowBatch;

  private constructor(
    private readonly options: NetworkTrainerOptions,
    private readonly runner: UpdateRunner,
    private readonly judge: WindowRunner,
    private readonly fresh: Readonly<Record<string, Float32Array>>,
  ) {
    this.#batch = batchFor(options.shape, options.config);
  }

  static async create(options: NetworkTrainerOptions): Promise<NetworkTrainer> {
    const { engine, shape, config } = options;
    const zeros = new Float32Array(forecasterNetwork(shape).size);
    const start = { parameters: zeros, average: zeros };
    const runner = await UpdateRunner.create(engine, updateProgram(shape, config), start);
    const judge = await WindowRunner.judging(engine, shape, config, zeros);
    return new NetworkTrainer(options, runner, judge, runner.state());
  }

  /**
   * Trains one network; deterministic from the seed and the server.
   * @param onLook called after every look at the validation windows
   */
  async train(
    { server, train, validate, start }: NetworkTask,
    onLook: (row: ForecasterHistoryRow) => void,
  ): Promise<TrainedNetwork> {
    const { seed, shape, config, signal } = this.options;
    const stream = (purpose: string) =>
      Rng.stream(seed, `forecaster/${purpose}${server === null ? "" : `/server-${server}`}`);
    const network = forecasterNetwork(shape);
    const initial =
      start?.length === targetGroups.length * network.size
        ? start.slice(0, network.size)
        : network.init(stream("parameters"));
    this.runner.restore({ ...this.fresh, parameters: initial, average: initial });
    const sampler = new WindowSampler(train, config.length);
    const validation = tiledWindows(validate, config.length);
    const sampling = stream("batches");
    const masks = stream("dropout");
    const history: ForecasterHistoryRow[] = [];
    const best = targetGroups.map((group) => ({
      group,
      update: 0,
      loss: Number.POSITIVE_INFINITY,
      parameters: initial,
    }));
    let lossSum = 0;
    for (let update = 1, since = 0; update <= config.updates; update++) {
      const windows = Array.from({ length: config.batch }, () => sampler.draw(sampling));
      this.#batch.fill(windows);
      this.#batch.fillTargets(windows);
      const { loss } = await this.runner.run({
        ...inputsOf(this.#batch),
        ...targetsOf(this.#batch),
        ...(config.dropout > 0 ? { seed: Float32Array.of(masks.integer(maskSeeds)) } : {}),
      });
      lossSum += loss?.[0] ?? Number.NaN;
      since++;
      if (update % updatesPerTurn === 0) await setImmediate();
      if (signal?.aborted) throw interrupted();
      if (update % config.validateEvery !== 0 && update !== config.updates) continue;

      this.judge.setParameters(this.runner.view("average"));
      const validationLosses = await this.judge.lossesOn(validation);
      const validationLoss = targetGroups.reduce((total, group) => total + validationLosses[group], 0);
      if (!Number.isFinite(lossSum) || !Number.isFinite(validationLoss)) {
        const message = `The training of the forecaster diverged before update ${update}`;
        throw new EdgeflockError("value", message, "Lower learningRate or maxGradientNorm.");
      }
      history.push({ server, update, trainingLoss: lossSum / since, validationLoss, validationLosses });
      lossSum = 0;
      since = 0;
      const parameters = this.runner.view("average").slice();
      for (const own of best) {
        const loss = validationLosses[own.group];
        if (loss < own.loss) Object.assign(own, { update, loss, parameters });
      }
      onLook(history.at(-1)!);
      const newest = Math.max(...best.map((own) => own.update));
      if (update - newest >= config.patience * config.validateEvery) break;
    }
    return {
      server,
      parameters: Float32Array.from(best.flatMap((own) => [...own.parameters])),
      bestUpdates: Object.fromEntries(best.map((own) => [own.group, own.update])) as Record<
        TargetGroup,
        number
      >,
      history,
    };
  }

  async release(): Promise<void> {
    await this.runner.release();
    await this.judge.release();
  }
}

function interrupted(): EdgeflockError {
  return new EdgeflockError("interrupted", "The training of the forecaster was interrupted");
}

/**
 * The parameters judged and kept are a running mean of those of the last updates, which forecasts better than any
 * single update's (Polyak and Juditsky, 1992).
 */
function updateProgram(shape: NetworkShape, config: ForecasterConfig): Program {
  const graph = new Graph();
  const noise = config.dropout > 0 ? new DropoutNoise(graph.input("seed", [1])) : undefined;
  const { parameters, outputs } = networkOutputs(graph, shape, config.batch, noise);
  const loss = sum(forecastLosses(graph, outputs, config.lossWeights));
  const falling = cosineRate(config.learningRate, 0, config.updates - config.warmUp);
  const optimizer = adamW({
    learningRate: config.warmUp > 0 ? warmUp(config.warmUp, falling) : falling,
    maxGradientNorm: config.maxGradientNorm,
    weightDecay: config.weightDecay,
    decayMask: forecasterNetwork(shape).decayMask(),
  });
  const average = graph.state("average", parameters.shape);
  return compileUpdate({
    minimise: [{ loss, parameters, optimizer }],
    targets: [{ target: average, source: parameters, rate: config.averaging }],
    outputs: { loss },
  });
}
