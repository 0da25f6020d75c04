/**
 * One play of a setup, decision by decision, from an empty network to the completion of its last task: whose turn it
 * is, what that agent sees, and what was decided. Rollouts, trainings and environments are built on it.
 */
import type { Decision } from "../sim/decision.ts";
import type { SeriesOptions } from "../sim/meter.ts";
import type { Simulator } from "../sim/simulator.ts";
import { createDecisionLog, type DecisionLog, writeToLog } from "./decision-log.ts";
import { LateTwin } from "./late-twin.ts";
import {
  type EpisodeInfo,
  type EpisodeSetup,
  type Information,
  type Sight,
  sightOf,
  type Twin,
  twinOf,
} from "./policy.ts";
import { SimulatedTwin } from "./simulated-twin.ts";
import { needsOf, startSimulator } from "./start-simulator.ts";
import { Turns } from "./turns.ts";

export interface EpisodeOptions extends SeriesOptions {
  readonly sight: Sight;
  /** The digital twin that agents may ask, as `twinOf` says; none when absent. */
  readonly twin?: ReturnType<typeof twinOf>;
}

export class Episode extends Turns {
  readonly simulator: Simulator;
  /** Every decision so far, as the simulator took it. */
  readonly decisions: DecisionLog;

  constructor(
    readonly setup: EpisodeSetup,
    { sight, twin = null, ...series }: EpisodeOptions,
  ) {
    const simulator = startSimulator(setup, { ...series, ...needsOf(sight) });
    const decisions = createDecisionLog(setup.tasks.count, setup.network.maxTargets);
    super(simulator, sight, createTwin(twin, setup, simulator, decisions));
    this.simulator = simulator;
    this.decisions = decisions;
  }

  protected override note(task: number, decision: Decision): void {
    writeToLog(this.decisions, task, decision);
  }
}

function createTwin(
  kind: ReturnType<typeof twinOf>,
  setup: EpisodeSetup,
  simulator: Simulator,
  decisions: DecisionLog,
): Twin | null {
  if (kind === null) return null;
  return kind === "instant" ? new SimulatedTwin(setup, simulator) : new LateTwin(setup, simulator, decisions);
}

/** An episode for a policy that declares `information`, and what such a policy is told before its first decision. */
export function openEpisode(
  setup: EpisodeSetup,
  information: Information,
  seed: number,
  series: SeriesOptions = {},
): { readonly episode: Episode; readonly info: EpisodeInfo } {
  const { network, cost, split } = setup;
  const sees = { sight: sightOf(information), twin: twinOf(information) };
  const future = information === "future" ? { future: setup } : {};
  return {
    episode: new Episode(setup, { ...series, ...sees }),
    info: { network, cost, split, seed, ...future },
  };
}
