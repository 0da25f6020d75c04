/** A trained network, or one for each server, as a forecaster: runs over a window's tasks, and is written to files. */
import { encodeOnnx } from "../../graph/index.ts";
import type { Engine } from "../../runtime/index.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import { type Forecaster, Forecasts } from "../forecasts.ts";
import { fromLog } from "../target-scales.ts";
import { forecastTargets, type Statistic, statistics } from "../targets.ts";
import type { ForecasterConfig } from "./config.ts";
import { type EncodedHistory, type Encoding, encodeTasks } from "./encode.ts";
import { type ForecasterRecord, forecastFiles, parseForecasterFiles } from "./forecaster-files.ts";
import { outputCount } from "./head.ts";
import { networkShape } from "./network-shape.ts";
import { type ServerStatistics, statisticsBy } from "./statistics.ts";
import type { TrainedNetwork } from "./train-network.ts";
import { forecastProgram, WindowRunner } from "./window-runner.ts";
import { tiledWindows } from "./windows.ts";

/** A forecaster that holds a runner, and can be written to files. */
export interface TrainedForecaster extends Forecaster {
  /** The networks with their parameters (`*.onnx`), and `forecaster.json` (configuration, encoding, training record). */
  export(): ReadonlyMap<string, Uint8Array>;
  release(): Promise<void>;
}

/** What all networks of a forecaster have in common. */
export interface ForecasterModel {
  readonly config: ForecasterConfig;
  readonly encoding: Encoding;
}

const targets = forecastTargets.length;
/** Standardised logarithms are kept this close to the server's mean, so that every forecast is finite. */
const logLimit = 12;
/** Where the head has each statistic; see `outputKinds`. */
const outputOf: Readonly<Record<Statistic, number>> = { typical: 0, mean: 1, p10: 2, p50: 3, p90: 4 };

export class NeuralForecaster implements TrainedForecaster {
  private constructor(
    private readonly model: ForecasterModel,
    private readonly networks: readonly TrainedNetwork[],
    private readonly runner: WindowRunner | null,
  ) {}

  static async create(
    engine: Engine,
    model: ForecasterModel,
    networks: readonly TrainedNetwork[],
  ): Promise<NeuralForecaster> {
    const { config, encoding } = model;
    const [first] = networks;
    const runner =
      first === undefined
        ? null
        : await WindowRunner.forecasting(engine, networkShape(config, encoding), config, first.parameters);
    return new NeuralForecaster(model, networks, runner);
  }

  get name(): string {
    return this.model.config.network;
  }

  async forecast(tasks: WindowTasks): Promise<Forecasts> {
    const forecasts = new Forecasts(tasks.count);
    const histories = encodeTasks(tasks, this.model.encoding, false);
    const own = new Set(this.networks.map(({ server }) => server));
    for (const network of this.networks) {
      const served = histories.filter(({ server }) =>
        network.server === null ? !own.has(server) : server === network.server,
      );
      await this.#forecastWith(network, served, forecasts);
    }
    if (!own.has(null))
      this.#forecastWithout(
        histories.filter(({ server }) => !own.has(server)),
        forecasts,
      );
    return forecasts;
  }

  async #forecastWith(
    network: TrainedNetwork,
    histories: readonly EncodedHistory[],
    forecasts: Forecasts,
  ): Promise<void> {
    const { length } = this.model.config;
    const of = statisticsBy(this.model.encoding.statistics);
    this.runner?.setParameters(network.parameters);
    await this.runner?.forEachBatch(tiledWindows(histories, length), (some, outputs) => {
      for (const [b, { encoded, start, firstUsed }] of some.entries()) {
        const end = Math.min(length, encoded.length - start);
        const means = of(encoded.server);
        for (let i = firstUsed; i < end; i++) {
          const from = (b * length + i) * outputCount;
          const row = encoded.rows[start + i]!;
          this.#set(forecasts, row, means, (output, target) => outputs[from + output * targets + target]!);
        }
      }
    });
  }

  /** Servers without a network get the means of their training, and the quantiles around them. */
  #forecastWithout(histories: readonly EncodedHistory[], forecasts: Forecasts): void {
    const { statistics: training } = this.model.encoding;
    const of = statisticsBy(training);
    for (const { server, rows } of histories) {
      const constant = (output: number, target: number) =>
        output < 2 ? 0 : (training.quantiles[target]![output - 2] ?? 0);
      for (const row of rows) this.#set(forecasts, row, of(server), constant);
    }
  }

  /** From the outputs' scales to seconds, cycles, bits and tasks. */
  #set(
    forecasts: Forecasts,
    row: number,
    means: ServerStatistics,
    outputAt: (output: number, target: number) => number,
  ): void {
    const { scales, statistics: training } = this.model.encoding;
    for (const statistic of statistics) {
      for (let target = 0; target < targets; target++) {
        const output = outputAt(outputOf[statistic], target);
        const logarithm =
          Math.max(-logLimit, Math.min(logLimit, output)) * training.logDeviation[target]! +
          means.logMean[target]!;
        const value =
          statistic === "mean"
            ? Math.exp(output) * means.valueMean[target]!
            : fromLog(scales, target, logarithm);
        forecasts.set(row, target, statistic, value);
      }
    }
  }

  export(): ReadonlyMap<string, Uint8Array> {
    const { config, encoding } = this.model;
    const program = forecastProgram(networkShape(config, encoding), 1);
    const record: ForecasterRecord = { config, encoding, networks: this.networks };
    return forecastFiles(record, (parameters) =>
      encodeOnnx(program, { bake: { parameters }, metadata: { kind: "edgeflock forecaster" } }),
    );
  }

  async release(): Promise<void> {
    await this.runner?.release();
  }
}

/** Loads what `export` wrote; throws EdgeflockError("run") naming the file. */
export async function loadForecaster(
  files: ReadonlyMap<string, Uint8Array>,
  engine: Engine,
): Promise<TrainedForecaster> {
  const { config, encoding, networks } = parseForecasterFiles(files);
  return NeuralForecaster.create(engine, { config, encoding }, networks);
}
