/**
 * One play of a setup, decision by decision, from an empty network to the completion of its last task: whose turn it
 * is, what that agent sees, and what was decided. Rollouts, trainings and environments are built on it.
 */
import { Decision } from "../sim/decision.ts";
import { createSimulator, type Simulator } from "../sim/simulator.ts";
import { createDecisionLog, type DecisionLog, writeToLog } from "./decision-log.ts";
import type { LocalObserver } from "./local-observer.ts";
import { LocalObservers } from "./local-observers.ts";
import type { EpisodeSetup } from "./policy.ts";

export interface EpisodeOptions {
  /** Whether agents hear what their neighbours last reported of their load. */
  readonly withPeers: boolean;
  /** Width of the bins of the utilisation series [s]; no series when absent. */
  readonly utilisationBinSeconds?: number | undefined;
}

export class Episode {
  readonly simulator: Simulator;
  /** What `decide` takes; reset at each turn. */
  readonly decision: Decision;
  /** Every decision so far, as the simulator took it. */
  readonly decisions: DecisionLog;
  /** The server whose agent has to decide, and its task; −1 before the first turn and after the last. */
  agent = -1;
  task = -1;
  readonly #observers: LocalObservers;
  #local: LocalObserver | null = null;

  constructor(
    readonly setup: EpisodeSetup,
    { withPeers, utilisationBinSeconds }: EpisodeOptions,
  ) {
    const { network, tasks, split } = setup;
    const bins = utilisationBinSeconds === undefined ? {} : { utilisationBinSeconds };
    this.simulator = createSimulator(network, tasks, { split, loadReports: withPeers, ...bins });
    this.decision = new Decision(network.maxTargets);
    this.decisions = createDecisionLog(tasks.count, network.maxTargets);
    this.#observers = new LocalObservers(network, withPeers);
  }

  /** Runs to the next turn and returns its agent; −1 when the episode is over and every task has completed. */
  next(): number {
    const { simulator, setup } = this;
    this.task = simulator.advance();
    this.agent = this.task < 0 ? -1 : setup.tasks.home[this.task]!;
    if (this.agent < 0) return -1;
    this.#local = this.#observers.look(simulator, setup.tasks, this.task);
    this.decision.reset();
    return this.agent;
  }

  /** What the agent sees whose turn it is. */
  get local(): LocalObserver {
    if (this.#local === null) throw new Error("nobody has had a turn: call next() first");
    return this.#local;
  }

  /** Takes `decision` for the present task. Throws as `Simulator.decide` does; it is then still the agent's turn. */
  decide(): void {
    this.simulator.decide(this.decision);
    writeToLog(this.decisions, this.task, this.decision);
  }
}
