/**
 * One play of a setup, decision by decision, from an empty network to the completion of its last task: whose turn it
 * is, what that agent sees, and what was decided. Rollouts, trainings and environments are built on it.
 */
import type { Decision } from "../sim/decision.ts";
import type { SeriesOptions } from "../sim/meter.ts";
import type { Simulator } from "../sim/simulator.ts";
import { createDecisionLog, type DecisionLog, writeToLog } from "./decision-log.ts";
import type { EpisodeSetup } from "./policy.ts";
import { SimulatedTwin } from "./simulated-twin.ts";
import { startSimulator } from "./start-simulator.ts";
import { Turns } from "./turns.ts";

export interface EpisodeOptions extends SeriesOptions {
  /** Whether agents hear what their neighbours last reported of their load. */
  readonly withPeers: boolean;
  /** Whether agents may ask a digital twin. */
  readonly withTwin?: boolean;
}

export class Episode extends Turns {
  readonly simulator: Simulator;
  /** Every decision so far, as the simulator took it. */
  readonly decisions: DecisionLog;

  constructor(
    readonly setup: EpisodeSetup,
    { withPeers, withTwin = false, ...series }: EpisodeOptions,
  ) {
    const simulator = startSimulator(setup, { ...series, loadReports: withPeers });
    super(simulator, withTwin ? new SimulatedTwin(setup, simulator) : null);
    this.simulator = simulator;
    this.decisions = createDecisionLog(setup.tasks.count, setup.network.maxTargets);
  }

  protected override note(task: number, decision: Decision): void {
    writeToLog(this.decisions, task, decision);
  }
}
