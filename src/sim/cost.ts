/** What a task costs (model.md, section 4): references, cost, rewards. */
import { EdgeflockError } from "../core/errors.ts";
import type { Network } from "./network.ts";
import type { TaskOutcomes } from "./outcomes.ts";
import { type TaskSource, tableSource } from "./task-source.ts";
import type { TaskTable } from "./task-table.ts";

/** Reference latency and energy of a window, and the weights of the cost. */
export interface CostModel {
  /** `λ` and `ρ`, adding up to 1. */
  readonly latencyWeight: number;
  readonly energyWeight: number;
  /** `L0` [s] and `E0` [J]. */
  readonly referenceLatencySeconds: number;
  readonly referenceEnergyJoules: number;
  /** Cost of a dropped task, before its energy. */
  readonly dropCost: number;
}

/**
 * The references of task `row`: `L̂ = C/(κ·F_h)` [s] and `Ê = ε_h·(κ·F_h)²·C` [J], all of it at home, at full share,
 * with no wait.
 */
export function taskReferences(
  network: Network,
  tasks: TaskTable,
  row: number,
): { readonly latencySeconds: number; readonly energyJoules: number } {
  const home = tasks.home[row]!;
  const cycles = tasks.cycles[row]!;
  const speed = network.resourceCap * network.capacity[home]!;
  return {
    latencySeconds: cycles / speed,
    energyJoules: network.energyCoefficient[home]! * speed * speed * cycles,
  };
}

/**
 * The cost model of a window: `L0` and `E0` are the means of `L̂` and `Ê` over its `tasks`. Throws
 * `EdgeflockError("value")` when there are no tasks, or the references are not positive, or the weights do not add
 * up to 1.
 */
export function windowCost(
  network: Network,
  tasks: TaskTable,
  weights: Pick<CostModel, "latencyWeight" | "energyWeight" | "dropCost">,
): CostModel {
  return sourceCost(network, tableSource(tasks), weights);
}

/** The same of the tasks that a source gives, to the same bits; the source is used up. */
export function sourceCost(
  network: Network,
  source: TaskSource,
  weights: Pick<CostModel, "latencyWeight" | "energyWeight" | "dropCost">,
): CostModel {
  let count = 0;
  let latency = 0;
  let energy = 0;
  for (let tasks = source.next(); tasks !== null; tasks = source.next()) {
    for (let row = 0; row < tasks.count; row++) {
      const reference = taskReferences(network, tasks, row);
      latency += reference.latencySeconds;
      energy += reference.energyJoules;
    }
    count += tasks.count;
  }
  if (count === 0) {
    throw new EdgeflockError(
      "value",
      "the window holds no tasks, so it has no reference latency and energy",
      "Choose a window in which tasks arrive.",
    );
  }
  return checkedCost(weights, latency / count, energy / count);
}

/** A cost model with these references. Throws like `windowCost`. */
export function checkedCost(
  { latencyWeight, energyWeight, dropCost }: Pick<CostModel, "latencyWeight" | "energyWeight" | "dropCost">,
  referenceLatencySeconds: number,
  referenceEnergyJoules: number,
): CostModel {
  if (!(latencyWeight >= 0 && energyWeight >= 0 && Math.abs(latencyWeight + energyWeight - 1) < 1e-9)) {
    throw new EdgeflockError(
      "value",
      `latencyWeight ${latencyWeight} and energyWeight ${energyWeight} do not add up to 1`,
      "Choose two weights of 0 or more that add up to 1.",
    );
  }
  if (!(referenceLatencySeconds > 0 && referenceEnergyJoules > 0)) {
    throw new EdgeflockError(
      "value",
      `the window's reference latency ${referenceLatencySeconds} s and energy ${referenceEnergyJoules} J are not both above 0`,
      "Give servers an energy coefficient above 0.",
    );
  }
  return { latencyWeight, energyWeight, referenceLatencySeconds, referenceEnergyJoules, dropCost };
}

/**
 * The cost of completed task `row`: `J = λ·L/L0 + ρ·E/E0`. A dropped task costs `dropCost` in place of the latency's
 * share, plus the energy it used.
 */
export function taskCost(cost: CostModel, outcomes: TaskOutcomes, row: number): number {
  const energy = (cost.energyWeight * outcomes.energyJoules[row]!) / cost.referenceEnergyJoules;
  if (outcomes.dropped[row] === 1) return cost.dropCost + energy;
  return (cost.latencyWeight * outcomes.latencySeconds[row]!) / cost.referenceLatencySeconds + energy;
}

/** The reward `r = −min(J, dropCost)` of completed task `row`. */
export function costReward(cost: CostModel, outcomes: TaskOutcomes, row: number): number {
  return -Math.min(taskCost(cost, outcomes, row), cost.dropCost);
}

/**
 * The paper's reward `r = λ·L̂/L + ρ·Ê/E` of completed task `row`. A dropped task earns 0: what one that took for
 * ever would.
 */
export function paperReward(
  cost: CostModel,
  network: Network,
  tasks: TaskTable,
  outcomes: TaskOutcomes,
  row: number,
): number {
  if (outcomes.dropped[row] === 1) return 0;
  const reference = taskReferences(network, tasks, row);
  return (
    (cost.latencyWeight * reference.latencySeconds) / outcomes.latencySeconds[row]! +
    (cost.energyWeight * reference.energyJoules) / outcomes.energyJoules[row]!
  );
}
