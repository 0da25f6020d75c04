/** The figures of a finished simulation, as the command line and the reports print them. */
import { EdgeflockError } from "../core/errors.ts";
import { type CostModel, checkedCost, taskCost } from "./cost.ts";
import type { FaultTotals } from "./faults.ts";
import type { Simulation, Simulator, TaskStream } from "./simulator.ts";

/** Means are over all tasks of the window, dropped ones too (their latency: see `Simulation`). */
export interface Summary {
  readonly tasks: number;
  readonly meanLatencySeconds: number;
  /** `sorted[floor(q·n)]`. */
  readonly p50LatencySeconds: number;
  readonly p95LatencySeconds: number;
  readonly p99LatencySeconds: number;
  readonly meanEnergyJoules: number;
  /** Mean cost `J`. */
  readonly objective: number;
  readonly dropped: number;
  /** Tasks that were dropped or took longer than their deadline. */
  readonly deadlineMisses: number;
  /** Means of the parts of the latency [s]; they add up to the mean latency. */
  readonly latencyParts: {
    readonly uplink: number;
    readonly transfer: number;
    readonly linkWait: number;
    readonly computeWait: number;
    readonly compute: number;
    /** What faults cost: 0 without any. */
    readonly recovery: number;
  };
  /** Fraction of each server's compute in use, from the first arrival to the end of the last event. */
  readonly utilisation: readonly number[];
  readonly clippedShares: number;
  /** First arrival to the end of the last event [s]. */
  readonly horizonSeconds: number;
  /** Energy of all tasks plus idle power over the horizon [J]; not part of the objective. */
  readonly systemEnergyJoules: number;
  /** The same by what used it [J]: computations, links, the users' uploads, idle servers. */
  readonly energyParts: {
    readonly compute: number;
    readonly links: number;
    readonly access: number;
    readonly idle: number;
  };
  /** Emissions of servers and links [g CO2e]; null when the scenario has no carbon intensity. */
  readonly carbonGrams: number | null;
  /** What faults did; null when the scenario has none. */
  readonly faults: FaultSummary | null;
}

export interface FaultSummary extends Omit<FaultTotals, "serverDownSeconds"> {
  /** Fraction of the horizon that each server was up. */
  readonly availability: readonly number[];
}

/**
 * Summarises a simulation that has run to completion (`advance` returned −1). Throws `EdgeflockError("value")` when
 * it had no tasks.
 */
export function summarise(simulator: Simulator, cost: CostModel): Summary {
  const { outcomes, tasks } = simulator;
  const n = tasks.count;
  refuseEmpty(n);
  let energy = 0;
  let objective = 0;
  let dropped = 0;
  let deadlineMisses = 0;
  for (let row = 0; row < n; row++) {
    const latency = outcomes.latencySeconds[row]!;
    if (Number.isNaN(latency))
      throw new Error(`task ${row} is not complete: run the simulation to its end first`);
    const isDropped = outcomes.dropped[row] === 1;
    energy += outcomes.energyJoules[row]!;
    objective += taskCost(cost, outcomes, row);
    if (isDropped) dropped++;
    if (isDropped || latency > tasks.deadlineSeconds[row]!) deadlineMisses++;
  }
  const sorted = outcomes.latencySeconds.slice().sort();
  const quantile = (q: number) => sorted[Math.min(n - 1, Math.floor(q * n))]!;
  return {
    tasks: n,
    meanLatencySeconds: mean(outcomes.latencySeconds),
    p50LatencySeconds: quantile(0.5),
    p95LatencySeconds: quantile(0.95),
    p99LatencySeconds: quantile(0.99),
    meanEnergyJoules: energy / n,
    objective: objective / n,
    dropped,
    deadlineMisses,
    latencyParts: {
      uplink: mean(outcomes.uplinkSeconds),
      transfer: mean(outcomes.transferSeconds),
      linkWait: mean(outcomes.linkWaitSeconds),
      computeWait: mean(outcomes.computeWaitSeconds),
      compute: mean(outcomes.computeSeconds),
      recovery: mean(outcomes.recoverySeconds),
    },
    ...networkFigures(simulator, energy),
  };
}

/**
 * Summarises a stream that has run to completion. The references of the cost are the means over its tasks; quantiles come
 * from a histogram and are off by at most 0.4 %, sums are in order of completion. Throws like `summarise` and
 * `windowCost`.
 */
export function summariseStream(
  stream: TaskStream,
  weights: Pick<CostModel, "latencyWeight" | "energyWeight" | "dropCost">,
): Summary {
  const { sums } = stream;
  const n = sums.tasks;
  refuseEmpty(n);
  const cost = checkedCost(weights, sums.referenceLatencySeconds / n, sums.referenceEnergyJoules / n);
  const served = (cost.latencyWeight * sums.servedLatencySeconds) / cost.referenceLatencySeconds;
  const energy = (cost.energyWeight * sums.energyJoules) / cost.referenceEnergyJoules;
  return {
    tasks: n,
    meanLatencySeconds: sums.latencySeconds / n,
    p50LatencySeconds: sums.latencies.quantile(0.5),
    p95LatencySeconds: sums.latencies.quantile(0.95),
    p99LatencySeconds: sums.latencies.quantile(0.99),
    meanEnergyJoules: sums.energyJoules / n,
    objective: (served + energy + sums.dropped * cost.dropCost) / n,
    dropped: sums.dropped,
    deadlineMisses: sums.deadlineMisses,
    latencyParts: {
      uplink: sums.uplinkSeconds / n,
      transfer: sums.transferSeconds / n,
      linkWait: sums.linkWaitSeconds / n,
      computeWait: sums.computeWaitSeconds / n,
      compute: sums.computeSeconds / n,
      recovery: sums.recoverySeconds / n,
    },
    ...networkFigures(stream, sums.energyJoules),
  };
}

/** What the network did: use, energy, faults. */
function networkFigures(simulation: Simulation, taskJoules: number) {
  const { network, reservedCycles, energyTotals, faultTotals } = simulation;
  const horizonSeconds = simulation.nowSeconds - simulation.startSeconds;
  return {
    utilisation: Array.from(network.capacity, (capacity, server) =>
      horizonSeconds > 0 ? reservedCycles[server]! / (capacity * horizonSeconds) : 0,
    ),
    clippedShares: simulation.clippedShares,
    horizonSeconds,
    systemEnergyJoules: taskJoules + energyTotals.idleJoules,
    energyParts: {
      compute: energyTotals.computeJoules,
      links: energyTotals.linkJoules,
      access: energyTotals.accessJoules,
      idle: energyTotals.idleJoules,
    },
    carbonGrams: simulation.carbonGrams?.reduce((sum, grams) => sum + grams, 0) ?? null,
    faults: faultTotals === null ? null : faultSummary(faultTotals, horizonSeconds),
  };
}

function faultSummary({ serverDownSeconds, ...totals }: FaultTotals, horizonSeconds: number): FaultSummary {
  return {
    ...totals,
    availability: Array.from(serverDownSeconds, (down) =>
      horizonSeconds > 0 ? 1 - down / horizonSeconds : 1,
    ),
  };
}

function refuseEmpty(tasks: number): void {
  if (tasks > 0) return;
  throw new EdgeflockError(
    "value",
    "there are no tasks to summarise",
    "Choose a window in which tasks arrive.",
  );
}

function mean(column: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row]!;
  return sum / column.length;
}
