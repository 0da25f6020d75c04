/** A digital twin that is the simulator itself: exact, as a twin would be that hears at once of every part that starts. */
import { EdgeflockError } from "../core/errors.ts";
import type { Decision } from "../sim/decision.ts";
import type { Simulator } from "../sim/simulator.ts";
import { ForkedTrial } from "./forked-trial.ts";
import type { EpisodeSetup, Twin } from "./policy.ts";

export class SimulatedTwin implements Twin {
  readonly #trial: ForkedTrial;

  /** @throws EdgeflockError("scenario") where there are faults, which no twin foresees */
  constructor(
    readonly setup: EpisodeSetup,
    /** What plays `setup`. */
    readonly simulator: Simulator,
  ) {
    withoutFaults(setup);
    this.#trial = new ForkedTrial(setup);
  }

  costOf(decision: Decision): number {
    return this.#trial.costOf(this.simulator, this.simulator.arrivingRow + 1, decision, noArrival);
  }
}

export function withoutFaults({ faults }: EpisodeSetup): void {
  if (faults === undefined) return;
  throw new EdgeflockError(
    "scenario",
    "decisions cannot be tried in a digital twin of a network with faults",
    "Leave `faults` out of the scenario, or policies that ask a twin (lookahead) out of the comparison.",
  );
}

export function noArrival(): never {
  throw new Error("no other task arrives in a trial of a twin");
}
