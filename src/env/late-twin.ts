/**
 * A digital twin that hears late: of what other servers decide it knows only once a notice can have arrived, after the
 * propagation delay of the links from there, or, where none lead there, as late as of the farthest. The tasks of its own server
 * it knows at once. What it knows of it simulates exactly.
 */
import { Decision } from "../sim/decision.ts";
import type { Network } from "../sim/network.ts";
import { createFork, type Fork, type Simulator } from "../sim/simulator.ts";
import { type DecisionLog, readFromLog } from "./decision-log.ts";
import { ForkedTrial } from "./forked-trial.ts";
import type { EpisodeSetup, Twin } from "./policy.ts";
import { noArrival, withoutFaults } from "./simulated-twin.ts";

/** The simulation as it was when the task of `row` arrived, at `seconds`. */
interface Snapshot {
  readonly fork: Fork;
  readonly row: number;
  readonly seconds: number;
}

export class LateTwin implements Twin {
  readonly #trial: ForkedTrial;
  /** What the deciding server believes, with the task of `#believedRow` waiting. */
  readonly #believed: Fork;
  #believedRow = -1;
  readonly #recorded: Decision;
  /** Oldest first; all but the first are younger than the longest delay. */
  readonly #snapshots: Snapshot[];
  readonly #unused: Fork[] = [];
  /** `[to][from]`, in seconds, all finite. */
  readonly #delays: readonly Float64Array[];
  readonly #longest: number;

  /** @throws EdgeflockError("scenario") where there are faults, which no twin foresees */
  constructor(
    readonly setup: EpisodeSetup,
    /** What plays `setup`. */
    readonly simulator: Simulator,
    /** Every decision so far. */
    readonly decisions: DecisionLog,
  ) {
    withoutFaults(setup);
    this.#trial = new ForkedTrial(setup);
    this.#believed = this.#createFork();
    this.#recorded = new Decision(setup.network.maxTargets);
    this.#snapshots = [{ fork: this.#createFork(), row: 0, seconds: Number.NEGATIVE_INFINITY }];
    const { network } = setup;
    const delays = Array.from({ length: network.serverCount }, (_, to) => noticeDelays(network, to));
    const longest = Math.max(...delays.map((own) => Math.max(...own.filter(Number.isFinite))));
    this.#delays = delays.map((own) => own.map((delay) => Math.min(delay, longest)));
    this.#longest = longest;
  }

  #createFork(): Fork {
    const { network, tasks, split } = this.setup;
    return createFork(network, tasks, split);
  }

  costOf(decision: Decision): number {
    const row = this.simulator.arrivingRow;
    if (this.#believedRow !== row) this.#believe(row);
    return this.#trial.costOf(this.#believed, row + 1, decision, noArrival);
  }

  /** From the last snapshot of which all is known by now, with those later decisions that are. */
  #believe(row: number): void {
    const { tasks } = this.setup;
    const now = this.simulator.nowSeconds;
    this.#remember(row, now);
    const { fork, row: first } = this.#snapshots[0]!;
    const believed = this.#believed;
    believed.become(fork, row + 1);
    const delays = this.#delays[tasks.home[row]!]!;
    // The first of them waits already, but where nothing has been played yet.
    let next = believed.arrivingRow === first ? first : believed.advance();
    for (; next < row; next = believed.advance()) {
      const isKnown = tasks.arrivalSeconds[next]! + delays[tasks.home[next]!]! <= now;
      if (isKnown) believed.decide(readFromLog(this.decisions, next, this.#recorded));
      else believed.pass();
    }
    this.#believedRow = row;
  }

  /** Takes a snapshot where the last one is old enough, and lets go of those that are not needed any more. */
  #remember(row: number, now: number): void {
    const all = this.#snapshots;
    if (now - all.at(-1)!.seconds > this.#longest / 4) {
      const fork = this.#unused.pop() ?? this.#createFork();
      fork.become(this.simulator, this.setup.tasks.count);
      all.push({ fork, row, seconds: now });
    }
    while (all.length > 1 && all[1]!.seconds + this.#longest <= now) this.#unused.push(all.shift()!.fork);
  }
}

/** Seconds until `to` hears from each server, by the links of least propagation delay; Infinity where it never does. */
function noticeDelays(network: Network, to: number): Float64Array {
  const { serverCount, firstLink, linkTo, propagationDelay } = network;
  const delays = new Float64Array(serverCount).fill(Number.POSITIVE_INFINITY);
  delays[to] = 0;
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (let from = 0; from < serverCount; from++) {
      for (let link = firstLink[from]!; link < firstLink[from + 1]!; link++) {
        const delay = propagationDelay[link]! + delays[linkTo[link]!]!;
        if (delay >= delays[from]!) continue;
        delays[from] = delay;
        isShorter = true;
      }
    }
  }
  return delays;
}
