/** What a decision costs in a fork of a running simulation. */
import { taskCost } from "../sim/cost.ts";
import type { Decision } from "../sim/decision.ts";
import { createFork, type Fork, type Simulator } from "../sim/simulator.ts";
import type { EpisodeSetup } from "./policy.ts";

export class ForkedTrial {
  readonly #fork: Fork;

  /** @param setup one without faults */
  constructor(readonly setup: EpisodeSetup) {
    this.#fork = createFork(setup.network, setup.tasks, setup.split);
  }

  /**
   * Summed cost `J` of all tasks that complete from now on, if the task that waits in `played` gets `decision` and those that
   * arrive before row `end` get what `decisionOn` says.
   */
  costOf(
    played: Simulator,
    end: number,
    decision: Decision,
    decisionOn: (row: number, fork: Fork) => Decision,
  ): number {
    const fork = this.#fork;
    fork.become(played, end);
    fork.decide(decision);
    for (let row = fork.advance(); row >= 0; row = fork.advance()) fork.decide(decisionOn(row, fork));
    const { rows, count } = fork.takeCompleted();
    let sum = 0;
    for (let k = 0; k < count; k++) sum += taskCost(this.setup.cost, fork.outcomes, rows[k]!);
    return sum;
  }
}
