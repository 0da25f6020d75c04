/** What the training windows are like: the means from which a network forecasts deviations, and its fallback. */
import type { WindowTasks } from "../../workload/workload.ts";
import { outcomesOf } from "../outcomes.ts";
import { serverHistories } from "../server-history.ts";
import { type TargetScales, toLog } from "../target-scales.ts";
import { forecastTargets, quantileLevels } from "../targets.ts";

const width = forecastTargets.length;
const levels = Object.values(quantileLevels);

/** Of one server, or of all of them. */
export interface ServerStatistics {
  /** Means of the targets' logarithms. */
  readonly logMean: readonly number[];
  /** Means of the targets; above 0, since they divide. */
  readonly valueMean: readonly number[];
  readonly arrivalsPerSecond: number;
  readonly cyclesPerSecond: number;
}

export interface TrainingStatistics {
  /** Those of servers that had tasks. */
  readonly servers: readonly (ServerStatistics & { readonly server: number })[];
  /** Over all servers, for one that is not among them. Rates are those of a server. */
  readonly overall: ServerStatistics;
  /** Standard deviation of each target's logarithm. */
  readonly logDeviation: readonly number[];
  /** p10, p50, p90 of (logarithm - the server's mean) / deviation, of each target. */
  readonly quantiles: readonly (readonly number[])[];
}

/** Statistics of each server by its number. */
export function statisticsBy({ servers, overall }: TrainingStatistics): (server: number) => ServerStatistics {
  const known = new Map(servers.map((one) => [one.server, one]));
  return (server) => known.get(server) ?? overall;
}

export function fitStatistics(train: readonly WindowTasks[], scales: TargetScales): TrainingStatistics {
  const overall = new Totals();
  const own = new Map<number, Totals>();
  let seconds = 0;
  for (const tasks of train) {
    const outcomes = outcomesOf(tasks);
    seconds += tasks.count > 0 ? tasks.arrivalSeconds[tasks.count - 1]! - tasks.arrivalSeconds[0]! : 0;
    for (const { server, rows } of serverHistories(tasks)) {
      const totals = own.get(server) ?? new Totals();
      own.set(server, totals);
      for (const row of rows) {
        for (const each of [totals, overall]) each.addTask(tasks.cycles[row]!);
        for (let target = 0; target < width; target++) {
          const value = outcomes[row * width + target]!;
          if (Number.isNaN(value)) continue;
          const logarithm = toLog(scales, target, value);
          for (const each of [totals, overall]) each.addOutcome(target, value, logarithm);
        }
      }
    }
  }
  const everywhere = overall.statistics(null, seconds * own.size);
  const servers = [...own]
    .sort(([a], [b]) => a - b)
    .map(([server, totals]) => ({ server, ...totals.statistics(everywhere, seconds) }));
  const logDeviation = overall.deviations();
  const fitted = { servers, overall: everywhere, logDeviation, quantiles: [] };
  return { ...fitted, quantiles: standardQuantiles(train, scales, fitted) };
}

/** Most values that quantiles are taken from; of more, every so manieth. */
const mostSorted = 200_000;

function standardQuantiles(
  train: readonly WindowTasks[],
  scales: TargetScales,
  statistics: TrainingStatistics,
): number[][] {
  const of = statisticsBy(statistics);
  const total = train.reduce((sum, tasks) => sum + tasks.count, 0);
  const step = Math.max(1, Math.ceil(total / mostSorted));
  const values = forecastTargets.map((): number[] => []);
  let at = 0;
  for (const tasks of train) {
    const outcomes = outcomesOf(tasks);
    for (let row = 0; row < tasks.count; row++) {
      if (at++ % step !== 0) continue;
      const { logMean } = of(tasks.home[row]!);
      for (let target = 0; target < width; target++) {
        const value = outcomes[row * width + target]!;
        if (Number.isNaN(value)) continue;
        const deviation = toLog(scales, target, value) - logMean[target]!;
        values[target]!.push(deviation / statistics.logDeviation[target]!);
      }
    }
  }
  return values.map((own) => {
    const sorted = Float64Array.from(own).sort();
    return levels.map((level) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? 0);
  });
}

/** Sums over tasks. */
class Totals {
  #tasks = 0;
  #cycles = 0;
  readonly #count = new Float64Array(width);
  readonly #value = new Float64Array(width);
  readonly #mean = new Float64Array(width);
  readonly #squares = new Float64Array(width);

  addTask(cycles: number): void {
    this.#tasks++;
    this.#cycles += cycles;
  }

  /** Welford's running mean and squares of the logarithm. */
  addOutcome(target: number, value: number, logarithm: number): void {
    const count = ++this.#count[target]!;
    this.#value[target]! += value;
    const delta = logarithm - this.#mean[target]!;
    this.#mean[target]! += delta / count;
    this.#squares[target]! += delta * (logarithm - this.#mean[target]!);
  }

  /** Where a target never was known: those of `fallback`, or 0 and 1. */
  statistics(fallback: ServerStatistics | null, seconds: number): ServerStatistics {
    const targets = forecastTargets.map((_, target) => target);
    const perSecond = (sum: number) => (seconds > 0 ? sum / seconds : 0);
    return {
      logMean: targets.map((t) => (this.#count[t]! > 0 ? this.#mean[t]! : (fallback?.logMean[t] ?? 0))),
      valueMean: targets.map(
        (t) => (this.#count[t]! > 0 ? this.#value[t]! / this.#count[t]! : 0) || fallback?.valueMean[t] || 1,
      ),
      arrivalsPerSecond: perSecond(this.#tasks),
      cyclesPerSecond: perSecond(this.#cycles),
    };
  }

  /** 1 where nothing varies, so that it may divide. */
  deviations(): number[] {
    return forecastTargets.map((_, t) => {
      const deviation = Math.sqrt(this.#squares[t]! / Math.max(1, this.#count[t]!));
      return deviation > 1e-9 ? deviation : 1;
    });
  }
}
