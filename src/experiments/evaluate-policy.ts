/** Judges a policy on several draws of a window: the figures of each, and what the report draws of them. */
import { type DecisionLog, type Policy, rollout } from "../env/index.ts";
import type { WindowSetup } from "../scenario/index.ts";
import { type Summary, summarise } from "../sim/metrics.ts";
import type { Simulator } from "../sim/simulator.ts";
import { helperPicks } from "./helper-picks.ts";
import type { DecisionHistograms, EvaluationRow, HelperPicks, UtilisationSeries } from "./report/index.ts";

export interface EvaluationDraw {
  readonly salt: string;
  readonly setup: WindowSetup;
}

export interface PolicyEvaluation {
  /** One row a draw. */
  readonly rows: readonly EvaluationRow[];
  readonly summaries: readonly Summary[];
  readonly latencySample: readonly number[];
  readonly decisions: DecisionHistograms;
  /** Of the first draw. */
  readonly utilisation: UtilisationSeries;
}

export interface EvaluationOptions {
  /** Of policies that draw random numbers; written to the rows. */
  readonly seed: number;
  readonly onProgress?: (fraction: number) => void;
  /** Given each draw once it is simulated. */
  readonly onDraw?: (draw: EvaluationDraw, simulator: Simulator, decisions: DecisionLog) => void;
}

/** Evenly spaced quantiles that stand for the latencies of all tasks. */
const sampleSize = 1000;
const histogramBins = 20;
const utilisationBins = 120;

export async function evaluatePolicy(
  policy: Policy,
  draws: readonly EvaluationDraw[],
  options: EvaluationOptions,
): Promise<PolicyEvaluation> {
  const { seed, onProgress, onDraw } = options;
  const rows: EvaluationRow[] = [];
  const summaries: Summary[] = [];
  const latencies: Float64Array[] = [];
  const histograms = new Histograms(draws[0]!.setup.network.maxTargets);
  let utilisation: UtilisationSeries | null = null;
  for (const [index, draw] of draws.entries()) {
    const { salt, setup } = draw;
    const { simulator, decisions } = await rollout(setup, policy, {
      seed,
      ...(index === 0 ? { utilisationBinSeconds: binSeconds(setup) } : {}),
      onProgress: (fraction) => onProgress?.((index + fraction) / draws.length),
    });
    const summary = summarise(simulator, setup.cost);
    rows.push(evaluationRow(seed, salt, summary, helperPicks(setup, decisions)));
    summaries.push(summary);
    latencies.push(simulator.outcomes.latencySeconds);
    histograms.add(decisions);
    utilisation ??= utilisationOf(simulator, seed, salt);
    onDraw?.(draw, simulator, decisions);
    // Policies that decide at once never leave the microtask queue; this lets an interrupt and the display in.
    await new Promise((resolve) => setImmediate(resolve));
  }
  onProgress?.(1);
  return {
    rows,
    summaries,
    latencySample: quantilesOf(latencies),
    decisions: histograms.result(),
    utilisation: utilisation!,
  };
}

function evaluationRow(seed: number, salt: string, summary: Summary, helpers: HelperPicks): EvaluationRow {
  const { clippedShares, horizonSeconds, systemEnergyJoules, energyParts, carbonGrams, faults, ...metrics } =
    summary;
  return { seed, salt, ...metrics, helpers };
}

/** Round widths, so that the axis of the figure is; the tail after the last arrival adds a few bins. */
function binSeconds({ tasks }: WindowSetup): number {
  const span = tasks.arrivalSeconds[tasks.count - 1]! - tasks.arrivalSeconds[0]!;
  const wanted = Math.max(span / utilisationBins, 1e-3);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * ([1, 2, 5, 10].find((step) => step * power >= wanted) ?? 10);
}

/** The series from the window's first arrival on: a window keeps the times of the whole workload. */
function utilisationOf(simulator: Simulator, seed: number, salt: string): UtilisationSeries {
  const { binSeconds, series } = simulator.utilisationSeries()!;
  const firstBin = Math.floor(simulator.tasks.arrivalSeconds[0]! / binSeconds);
  return {
    seed,
    salt,
    binSeconds,
    series: Array.from(series.subarray(firstBin * simulator.network.serverCount)),
  };
}

function quantilesOf(columns: readonly Float64Array[]): number[] {
  const all = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  all.sort();
  const count = Math.min(sampleSize, all.length);
  return Array.from({ length: count }, (_, k) => all[Math.floor(((k + 0.5) * all.length) / count)]!);
}

class Histograms {
  readonly #targetCounts: number[];
  readonly #shares = {
    offloadRatio: new Array<number>(histogramBins).fill(0),
    computeShare: new Array<number>(histogramBins).fill(0),
    bandwidthShare: new Array<number>(histogramBins).fill(0),
  };

  constructor(readonly maxTargets: number) {
    this.#targetCounts = new Array<number>(maxTargets + 1).fill(0);
  }

  add(log: DecisionLog): void {
    for (let task = 0; task < log.offloadRatio.length; task++) {
      let count = 0;
      while (count < this.maxTargets && log.targets[task * this.maxTargets + count]! >= 0) count++;
      this.#targetCounts[count]! += 1;
      for (const name of ["offloadRatio", "computeShare", "bandwidthShare"] as const) {
        // The simulator clips what lies outside; so does the histogram.
        const share = Math.min(1, Math.max(0, log[name][task]!));
        this.#shares[name][Math.min(histogramBins - 1, Math.floor(share * histogramBins))]! += 1;
      }
    }
  }

  result(): DecisionHistograms {
    return { targetCounts: this.#targetCounts, ...this.#shares };
  }
}
