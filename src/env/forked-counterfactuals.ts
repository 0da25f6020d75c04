/**
 * What other decisions would have cost, exactly: the finished episode is played again as it was, and at each decision
 * forks of the simulation try others, with every later decision as it was taken. Every task in flight or yet to come
 * within the horizon counts, so that a decision answers for whatever it does to others (difference rewards: Wolpert and
 * Tumer, 2002; counterfactual credit: Foerster et al., 2018). `Counterfactuals` replays stretches instead, which faults
 * need.
 */
import { EdgeflockError } from "../core/errors.ts";
import { Decision } from "../sim/decision.ts";
import { type DecisionLog, readFromLog } from "./decision-log.ts";
import { ForkedTrial } from "./forked-trial.ts";
import { nearbyServers } from "./nearby-servers.ts";
import type { EpisodeSetup } from "./policy.ts";
import { startSimulator } from "./start-simulator.ts";

export class ForkedCounterfactuals {
  readonly #trial: ForkedTrial;
  readonly #recorded: Decision;
  /** For each task, the row from which on no task arrives in its trials. */
  readonly #ends: Int32Array;

  /**
   * @param decisions every decision of the finished episode, as the simulator took it
   * @param horizonTasks tasks of servers nearby that still arrive in a trial, the decision's own included
   * @throws EdgeflockError("scenario") where there are faults
   */
  constructor(
    readonly setup: EpisodeSetup,
    readonly decisions: DecisionLog,
    horizonTasks: number,
  ) {
    const { network, faults } = setup;
    if (faults !== undefined) {
      throw new EdgeflockError(
        "scenario",
        "decisions cannot be tried in forks of a simulation with faults",
        "Train on the scenario without `faults`, or with an algorithm of the CTO family.",
      );
    }
    this.#trial = new ForkedTrial(setup);
    this.#recorded = new Decision(network.maxTargets);
    this.#ends = horizonEnds(setup, horizonTasks);
  }

  /**
   * Goes through the episode; at each task `visit` may ask, as often as it likes, what it and the others would have cost
   * with another decision: the summed cost `J` of all that complete from then on.
   */
  forEachTask(visit: (task: number, costOf: (decision: Decision) => number) => void): void {
    const { carbon: _, ...bare } = this.setup;
    const played = startSimulator(bare);
    for (let task = played.advance(); task >= 0; task = played.advance()) {
      visit(task, (decision) =>
        this.#trial.costOf(played, this.#ends[task]!, decision, (row) =>
          readFromLog(this.decisions, row, this.#recorded),
        ),
      );
      played.decide(readFromLog(this.decisions, task, this.#recorded));
    }
  }
}

/** For each task, one row behind the last of the `horizon` tasks from it on whose servers are nearby. */
function horizonEnds({ network, tasks }: EpisodeSetup, horizon: number): Int32Array {
  const nearby = Array.from({ length: network.serverCount }, (_, m) => new Set(nearbyServers(network, m)));
  return Int32Array.from({ length: tasks.count }, (_, task) => {
    const servers = nearby[tasks.home[task]!]!;
    let row = task;
    for (let left = horizon; row < tasks.count && left > 0; row++) {
      if (servers.has(tasks.home[row]!)) left--;
    }
    return row;
  });
}
