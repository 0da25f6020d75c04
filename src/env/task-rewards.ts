/** The rewards of an episode's tasks, each known from its completion on. */
import { costReward, paperReward } from "../sim/cost.ts";
import type { Episode } from "./episode.ts";

/** `"paper"`: `λ·L̂/L + ρ·Ê/E`; `"cost"`: `−min(J, dropCost)`. */
export type RewardKind = "paper" | "cost";

export class TaskRewards {
  /** Every task before this row has completed. */
  frontier = 0;
  /** Sum of the rewards of all tasks before row i; valid up to the frontier. */
  readonly #before: Float64Array;
  readonly #completed: Uint8Array;

  constructor(
    readonly episode: Episode,
    readonly kind: RewardKind,
  ) {
    const { count } = episode.setup.tasks;
    this.#before = new Float64Array(count + 1);
    this.#completed = new Uint8Array(count);
  }

  /** Takes note of the tasks completed since the last call, and shows each to `visit`, in order of completion. */
  noteCompletions(visit?: (task: number) => void): void {
    const { rows, count } = this.episode.simulator.takeCompleted();
    for (let i = 0; i < count; i++) {
      this.#completed[rows[i]!] = 1;
      visit?.(rows[i]!);
    }
    while (this.#completed[this.frontier] === 1) {
      const task = this.frontier++;
      this.#before[task + 1] = this.#before[task]! + this.of(task);
    }
  }

  /** The reward of a completed task. */
  of(task: number): number {
    const { setup, simulator } = this.episode;
    return this.kind === "cost"
      ? costReward(setup.cost, simulator.outcomes, task)
      : paperReward(setup.cost, setup.network, setup.tasks, simulator.outcomes, task);
  }

  /** The mean reward of tasks `from` to `to − 1`, none of them behind the frontier. */
  mean(from: number, to: number): number {
    return (this.#before[to]! - this.#before[from]!) / (to - from);
  }
}
