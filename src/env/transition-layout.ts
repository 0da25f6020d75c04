/**
 * Where things lie in the float rows of one agent: a step (what it saw and did) and a transition (a step, its
 * reward, and the step after it) as stored in replay buffers.
 */
import type { Decision } from "../sim/decision.ts";
import type { Network } from "../sim/network.ts";
import { globalStateSize } from "./global-observer.ts";
import { localObservationSize } from "./local-observer.ts";

export class TransitionLayout {
  /** Floats of the local observation, at 0. */
  readonly observation: number;
  /** Floats of the global state. */
  readonly global: number;
  readonly globalAt: number;
  /** Index of the chosen target set. */
  readonly setAt: number;
  /** Offload ratio, compute share, bandwidth share. */
  readonly sharesAt: number;
  /** Floats of a step. */
  readonly stepWidth: number;
  readonly rewardAt: number;
  /** Simulated time from this decision to the next [s]. */
  readonly secondsAt: number;
  /** 1 when no decision follows. */
  readonly doneAt: number;
  readonly nextObservationAt: number;
  readonly nextGlobalAt: number;
  /** Floats of a transition. */
  readonly width: number;

  constructor(network: Network, server: number, withPeers: boolean, withForecasts: boolean) {
    this.observation = localObservationSize(network.degree(server), withPeers);
    this.global = globalStateSize(network, withForecasts);
    this.globalAt = this.observation;
    this.setAt = this.globalAt + this.global;
    this.sharesAt = this.setAt + 1;
    this.stepWidth = this.sharesAt + 3;
    this.rewardAt = this.stepWidth;
    this.secondsAt = this.rewardAt + 1;
    this.doneAt = this.secondsAt + 1;
    this.nextObservationAt = this.doneAt + 1;
    this.nextGlobalAt = this.nextObservationAt + this.observation;
    this.width = this.nextGlobalAt + this.global;
  }

  /** Writes target set `set` and the shares of `decision` as the action of the step or transition at `at` of `rows`. */
  writeAction(rows: Float32Array, at: number, set: number, decision: Decision): void {
    rows[at + this.setAt] = set;
    rows[at + this.sharesAt] = decision.offloadRatio;
    rows[at + this.sharesAt + 1] = decision.computeShare;
    rows[at + this.sharesAt + 2] = decision.bandwidthShare;
  }

  /** Writes the transition from step `step` of `steps` to the one after it into `row`. */
  write(
    row: Float32Array,
    steps: Float32Array,
    step: number,
    done: boolean,
    reward: number,
    seconds: number,
  ): void {
    const at = step * this.stepWidth;
    row.set(steps.subarray(at, at + this.stepWidth));
    row[this.rewardAt] = reward;
    row[this.secondsAt] = seconds;
    row[this.doneAt] = done ? 1 : 0;
    // After the last step nothing follows: its successor is masked by `done`, any finite values do.
    const next = done ? at : at + this.stepWidth;
    row.set(steps.subarray(next, next + this.observation + this.global), this.nextObservationAt);
  }
}
