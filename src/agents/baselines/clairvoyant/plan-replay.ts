/**
 * What a plan, one decision for each task of a window, costs: simulated once, and after a change only from the moment at
 * which the network was last empty before it to the one at which it is empty again with and without the change. Before
 * and behind, nothing is different, so that the difference is exact.
 */
import type { DecisionLog } from "../../../env/decision-log.ts";
import { readFromLog } from "../../../env/decision-log.ts";
import type { EpisodeSetup } from "../../../env/policy.ts";
import { startSimulator } from "../../../env/start-simulator.ts";
import { taskCost } from "../../../sim/cost.ts";
import { Decision } from "../../../sim/decision.ts";
import type { TaskOutcomes } from "../../../sim/outcomes.ts";
import { sliceTasks } from "../../../sim/task-table.ts";

/** Rows that a replay is given beyond the place where it is expected to end. */
const spareRows = 24;

export class PlanReplay {
  /** Tasks that are known: later ones are not simulated. */
  #known = 0;
  /** Cost `J` of each known task, and when its last part is done [s]. */
  readonly #costs: Float64Array;
  readonly #doneSeconds: Float64Array;
  /** Row of the last task at or before each one that found the network empty. */
  readonly #emptyAt: Int32Array;
  readonly #decision: Decision;
  /** The setup without what is only measured. */
  readonly #bare: EpisodeSetup;
  /** What the latest replay gave: the outcomes of rows `#from` to `#to − 1`. */
  #outcomes: TaskOutcomes | null = null;
  #from = 0;
  #to = 0;

  /** @param plan is read anew at each replay: change it in place */
  constructor(
    readonly setup: EpisodeSetup,
    readonly plan: DecisionLog,
  ) {
    const { carbon: _, ...bare } = setup;
    this.#bare = bare;
    this.#costs = new Float64Array(setup.tasks.count);
    this.#doneSeconds = new Float64Array(setup.tasks.count);
    this.#emptyAt = new Int32Array(setup.tasks.count);
    this.#decision = new Decision(setup.network.maxTargets);
  }

  /** Summed cost `J` of the known tasks in rows `from` to `to − 1`. */
  cost(from: number, to: number): number {
    let sum = 0;
    for (let row = from; row < to; row++) sum += this.#costs[row]!;
    return sum;
  }

  /** Whether known task `row` found the network empty. */
  foundEmpty(row: number): boolean {
    return this.#emptyAt[row] === row;
  }

  /** Lets the tasks before row `known` be known, by the plan as it is. */
  learn(known: number): void {
    const before = this.#known;
    if (known <= before) return;
    const from = before === 0 || this.#isEmptyAt(before) ? before : this.#emptyAt[before - 1]!;
    this.#known = known;
    this.refresh(from, known);
  }

  /** Takes the plan as it is for rows `from` to `to − 1`, between two moments at which the network is empty. */
  refresh(from: number, to: number): void {
    this.#replay(from, to, -1);
    this.accept();
  }

  /**
   * By how much the summed cost of all known tasks changes with the plan as it is, which since the last `accept` has been
   * changed in rows `first` to `last` only.
   */
  difference(first: number, last: number): number {
    const from = this.#emptyAt[first]!;
    for (let spare = spareRows; ; spare *= 4) {
      const to = this.#nextEmpty(last + 1 + spare);
      if (this.#replay(from, to, last)) break;
    }
    const { cost } = this.setup;
    let difference = 0;
    for (let row = this.#from; row < this.#to; row++) {
      difference += taskCost(cost, this.#outcomes!, row - from) - this.#costs[row]!;
    }
    return difference;
  }

  /** Takes what the latest replay gave for granted. */
  accept(): void {
    const { cost, tasks } = this.setup;
    const outcomes = this.#outcomes!;
    let busyUntil = Number.NEGATIVE_INFINITY;
    for (let row = this.#from, empty = row; row < this.#to; row++) {
      const arrival = tasks.arrivalSeconds[row]!;
      if (busyUntil < arrival) empty = row;
      this.#emptyAt[row] = empty;
      const k = row - this.#from;
      this.#costs[row] = taskCost(cost, outcomes, k);
      this.#doneSeconds[row] = arrival + outcomes.latencySeconds[k]! - tasks.uploadSeconds[row]!;
      busyUntil = Math.max(busyUntil, this.#doneSeconds[row]!);
    }
  }

  /**
   * Simulates rows `from` to `to − 1`, or fewer: ends at the first task behind row `last` that finds the network empty, and
   * did so before. False when what follows would be affected.
   */
  #replay(from: number, to: number, last: number): boolean {
    const { tasks } = this.setup;
    const simulator = startSimulator(this.#bare, {}, sliceTasks(tasks, from, to));
    this.#outcomes = simulator.outcomes;
    this.#from = from;
    let completed = 0;
    let row = from + simulator.advance();
    for (; row >= from; row = from + simulator.advance()) {
      if (row > last && last >= 0 && this.#emptyAt[row] === row) {
        completed += simulator.takeCompleted().count;
        if (completed === row - from) break;
      }
      simulator.decide(readFromLog(this.plan, row, this.#decision));
    }
    const ended = row < from;
    this.#to = ended ? to : row;
    if (!ended || to === this.#known) return true;
    const next = tasks.arrivalSeconds[to]!;
    for (let k = 0; k < to - from; k++) {
      const done = tasks.arrivalSeconds[from + k]! + simulator.outcomes.latencySeconds[k]!;
      if (!(done - tasks.uploadSeconds[from + k]! < next)) return false;
    }
    return true;
  }

  /** The first row from `row` on that found the network empty; `known` when there is none. */
  #nextEmpty(row: number): number {
    let at = row;
    while (at < this.#known && this.#emptyAt[at] !== at) at++;
    return Math.min(at, this.#known);
  }

  /** Whether every task before `row` is done when it arrives. */
  #isEmptyAt(row: number): boolean {
    const arrival = this.setup.tasks.arrivalSeconds[row]!;
    for (let k = this.#emptyAt[row - 1]!; k < row; k++) if (!(this.#doneSeconds[k]! < arrival)) return false;
    return true;
  }
}
