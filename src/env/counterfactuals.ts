/**
 * What one decision was worth: the cost of its own task and of the `horizonTasks − 1` tasks after it, had it been
 * another, with every other decision as it was taken (difference rewards: Wolpert and Tumer, 2002). A sampled return
 * would drown the answer in the noise of everything else. What is left out: the cost of tasks already in flight when
 * the decision is taken, of tasks behind the horizon, and the load of tasks more than `warmUpTasks` before it, where
 * the replay starts unless the servers were empty since. Only the tasks of servers nearby are looked at and simulated, so that
 * an answer costs no more in a large network than in a small one.
 */

import { taskCost } from "../sim/cost.ts";
import { Decision } from "../sim/decision.ts";
import type { TaskOutcomes } from "../sim/simulator.ts";
import { rowsOf, sliceTasks, type TaskTable } from "../sim/task-table.ts";
import { type DecisionLog, readFromLog } from "./decision-log.ts";
import { nearbyServers } from "./nearby-servers.ts";
import type { EpisodeSetup } from "./policy.ts";
import { startSimulator } from "./start-simulator.ts";

export interface CounterfactualOptions {
  /** How many tasks are looked at, the decision's own included: those of servers nearby. */
  readonly horizonTasks: number;
  /** At most how many tasks before it are simulated again, when the network was not empty since. */
  readonly warmUpTasks: number;
}

/** The tasks that a server's decisions can matter to, as they were in the episode. */
interface Surroundings {
  /** Their rows in the episode's table, ascending; the columns of `tasks` are theirs. */
  readonly rows: Int32Array;
  readonly tasks: TaskTable;
  /** For each of them, the last one at or before it that found the servers around empty. */
  readonly emptyAt: Int32Array;
}

export class Counterfactuals {
  /** By server; made when first asked for. Servers with the same surroundings share them. */
  readonly #surroundings: (Surroundings | undefined)[] = [];
  readonly #byServers = new Map<string, Surroundings>();
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
    readonly outcomes: TaskOutcomes,
    readonly options: CounterfactualOptions,
  ) {
    const { carbon: _, ...bare } = setup;
    this.#bare = bare;
    this.#recorded = new Decision(setup.network.maxTargets);
  }

  /** Summed cost `J` of `task` and the tasks that arrive nearby after it, within the horizon, if its decision were `decision`. */
  costOf(task: number, decision: Decision): number {
    const { cost } = this.setup;
    const { horizonTasks, warmUpTasks } = this.options;
    const { rows, tasks, emptyAt } = this.#around(this.setup.tasks.home[task]!);
    const at = placeOf(rows, task);
    const from = Math.max(emptyAt[at]!, at - warmUpTasks);
    const to = Math.min(rows.length, at + horizonTasks);
    const simulator = startSimulator(this.#bare, {}, sliceTasks(tasks, from, to));
    for (let row = simulator.advance(); row >= 0; row = simulator.advance()) {
      simulator.decide(
        from + row === at ? decision : readFromLog(this.decisions, rows[from + row]!, this.#recorded),
      );
    }
    let sum = 0;
    for (let row = at - from; row < to - from; row++) sum += taskCost(cost, simulator.outcomes, row);
    return sum;
  }

  #around(server: number): Surroundings {
    const known = this.#surroundings[server];
    if (known !== undefined) return known;
    const servers = nearbyServers(this.setup.network, server);
    const key = servers.join();
    const found = this.#byServers.get(key) ?? this.#surroundingsOf(new Set(servers));
    this.#byServers.set(key, found);
    this.#surroundings[server] = found;
    return found;
  }

  #surroundingsOf(servers: ReadonlySet<number>): Surroundings {
    const { tasks } = this.setup;
    const all = Int32Array.from({ length: tasks.count }, (_, row) => row);
    const rows = all.filter((row) => servers.has(tasks.home[row]!));
    const emptyAt = new Int32Array(rows.length);
    let busyUntil = Number.NEGATIVE_INFINITY;
    for (let at = 0, empty = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const arrival = tasks.arrivalSeconds[row]!;
      if (busyUntil < arrival) empty = at;
      emptyAt[at] = empty;
      const latency = this.outcomes.latencySeconds[row]! - tasks.uploadSeconds[row]!;
      busyUntil = Math.max(busyUntil, arrival + latency);
    }
    return { rows, tasks: rows.length === tasks.count ? tasks : rowsOf(tasks, rows), emptyAt };
  }
}

/** Where `row` stands in `rows`, which hold it, in ascending order. */
function placeOf(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
