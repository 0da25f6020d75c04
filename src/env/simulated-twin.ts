/** A digital twin that is the simulator itself: exact, as a twin would be that hears at once of every part that starts. */
import { EdgeflockError } from "../core/errors.ts";
import { taskCost } from "../sim/cost.ts";
import type { Decision } from "../sim/decision.ts";
import { createFork, type Fork, type Simulator } from "../sim/simulator.ts";
import type { EpisodeSetup, Twin } from "./policy.ts";

export class SimulatedTwin implements Twin {
  readonly #fork: Fork;

  /** @throws EdgeflockError("scenario") where there are faults, which no twin foresees */
  constructor(
    readonly setup: EpisodeSetup,
    /** What plays `setup`. */
    readonly simulator: Simulator,
  ) {
    const { network, tasks, split, faults } = setup;
    if (faults !== undefined) {
      throw new EdgeflockError(
        "scenario",
        "decisions cannot be tried in a digital twin of a network with faults",
        "Leave `faults` out of the scenario, or policies that ask a twin (lookahead) out of the comparison.",
      );
    }
    this.#fork = createFork(network, tasks, split);
  }

  costOf(decision: Decision): number {
    const fork = this.#fork;
    fork.become(this.simulator, this.simulator.arrivingRow + 1);
    fork.decide(decision);
    fork.advance();
    const { rows, count } = fork.takeCompleted();
    let sum = 0;
    for (let k = 0; k < count; k++) sum += taskCost(this.setup.cost, fork.outcomes, rows[k]!);
    return sum;
  }
}
