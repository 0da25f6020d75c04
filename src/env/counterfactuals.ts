/**
 * What one decision was worth: the cost of its own task and of the `horizonTasks − 1` tasks after it, had it been
 * another, with every other decision as it was taken (difference rewards: Wolpert and Tumer, 2002). A sampled return
 * would drown the answer in the noise of everything else. What is left out: the cost of tasks already in flight when
 * the decision is taken, of tasks behind the horizon, and the load of tasks more than `warmUpTasks` before it, where
 * the replay starts unless the network was empty since.
 */

import { taskCost } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import type { TaskOutcomes } from "../sim/simulator.ts";
import { sliceTasks } from "../sim/task-table.ts";
import { type DecisionLog, readFromLog } from "./decision-log.ts";
import type { EpisodeSetup } from "./policy.ts";
import { startSimulator } from "./start-simulator.ts";

export interface CounterfactualOptions {
  /** How many tasks are looked at, the decision's own included. */
  readonly horizonTasks: number;
  /** At most how many tasks before it are simulated again, when the network was not empty since. */
  readonly warmUpTasks: number;
}

export class Counterfactuals {
  /** Row of the last task at or before each one that found the network empty. */
  readonly #emptyAt: Int32Array;
  readonly #recorded: Decision;
  /** The setup without what is only measured. */
  readonly #bare: EpisodeSetup;

  /**
   * @param decisions every decision of the finished episode, as the simulator took it
   * @param outcomes what became of its tasks
   */
  constructor(
    readonly setup: EpisodeSetup,
    readonly decisions: DecisionLog,
    outcomes: TaskOutcomes,
    readonly options: CounterfactualOptions,
  ) {
    const { carbon: _, ...bare } = setup;
    this.#bare = bare;
    const { tasks, network } = setup;
    this.#emptyAt = new Int32Array(tasks.count);
    this.#recorded = new Decision(network.maxTargets);
    let busyUntil = Number.NEGATIVE_INFINITY;
    for (let row = 0, empty = 0; row < tasks.count; row++) {
      const arrival = tasks.arrivalSeconds[row]!;
      if (busyUntil < arrival) empty = row;
      this.#emptyAt[row] = empty;
      busyUntil = Math.max(busyUntil, arrival + outcomes.latencySeconds[row]! - tasks.uploadSeconds[row]!);
    }
  }

  /** Summed cost `J` of `task` and the tasks that arrive after it, within the horizon, if its decision were `decision`. */
  costOf(task: number, decision: Decision): number {
    const { tasks, cost } = this.setup;
    const { horizonTasks, warmUpTasks } = this.options;
    const from = Math.max(this.#emptyAt[task]!, task - warmUpTasks);
    const to = Math.min(tasks.count, task + horizonTasks);
    const simulator = startSimulator(this.#bare, {}, sliceTasks(tasks, from, to));
    for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
      simulator.decide(
        from + row === task ? decision : readFromLog(this.decisions, from + row, this.#recorded),
      );
    }
    let sum = 0;
    for (let row = task - from; row < to - from; row++) sum += taskCost(cost, simulator.outcomes, row);
    return sum;
  }
}
