/** The figures of a finished simulation, as the command line and the reports print them. */
import { EdgeflockError } from "../core/errors.ts";
import { type CostModel, taskCost } from "./cost.ts";
import type { Simulator } from "./simulator.ts";

/** Means are over all tasks of the window, dropped ones too (their latency: see `Simulator`). */
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
  /** Means of the five parts of the latency [s]; they add up to the mean latency. */
  readonly latencyParts: {
    readonly uplink: number;
    readonly transfer: number;
    readonly linkWait: number;
    readonly computeWait: number;
    readonly compute: number;
  };
  /** Fraction of each server's compute in use, from the first arrival to the end of the last event. */
  readonly utilisation: readonly number[];
  readonly clippedShares: number;
  /** First arrival to the end of the last event [s]. */
  readonly horizonSeconds: number;
  /** Energy of all tasks plus `Σ P_idle`·horizon [J]; not part of the objective. */
  readonly systemEnergyJoules: number;
}

/**
 * Summarises a simulation that has run to completion (`advance` returned −1). Throws `EdgeflockError("value")` when
 * it had no tasks.
 */
export function summarise(simulator: Simulator, cost: CostModel): Summary {
  const { network, outcomes, tasks } = simulator;
  const n = tasks.count;
  if (n === 0)
    throw new EdgeflockError(
      "value",
      "there are no tasks to summarise",
      "Choose a window in which tasks arrive.",
    );
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
  const horizonSeconds = simulator.nowSeconds - tasks.arrivalSeconds[0]!;
  const reserved = simulator.reservedCycles;
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
    },
    utilisation: Array.from(network.capacity, (capacity, server) =>
      horizonSeconds > 0 ? reserved[server]! / (capacity * horizonSeconds) : 0,
    ),
    clippedShares: simulator.clippedShares,
    horizonSeconds,
    systemEnergyJoules: energy + horizonSeconds * network.idlePower.reduce((sum, watts) => sum + watts, 0),
  };
}

function mean(column: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row]!;
  return sum / column.length;
}
