/**
 * Where things lie in the float rows of one agent: a step (what it saw and did) and a transition (a step, its
 * reward, and a step after it) as stored in replay buffers.
 */
import type { Decision } from "../sim/decision.ts";
import type { Network } from "../sim/network.ts";
import { criticStateSize } from "./create-critic-observer.ts";
import type { CriticKind } from "./critic-observer.ts";
import { ViewLayout, type ViewOptions } from "./view-layout.ts";

export interface TransitionOptions extends ViewOptions {
  readonly critic: CriticKind;
  readonly withForecasts: boolean;
}

export class TransitionLayout {
  readonly view: ViewLayout;
  /** Floats of what the agent saw, at 0. */
  readonly observation: number;
  /** Floats of the state that critics see. */
  readonly global: number;
  readonly globalAt: number;
  /** Index of the chosen target set. */
  readonly setAt: number;
  /** Offload ratio, compute share, bandwidth share. */
  readonly sharesAt: number;
  /** Floats of a step. */
  readonly stepWidth: number;
  readonly rewardAt: number;
  /** Simulated time from this decision to the one after it that the transition leads to [s]. */
  readonly secondsAt: number;
  /** 1 when no decision follows. */
  readonly doneAt: number;
  readonly nextObservationAt: number;
  readonly nextGlobalAt: number;
  /** The agent that decided, and how many decisions it had taken before. */
  readonly agentAt: number;
  readonly decisionAt: number;
  /** Floats of a transition. */
  readonly width: number;

  constructor(
    network: Network,
    server: number,
    readonly options: TransitionOptions,
  ) {
    this.view = new ViewLayout(network.degree(server), options);
    this.observation = this.view.size;
    this.global = criticStateSize(options.critic, network, options.withForecasts, this.view.slots);
    this.globalAt = this.observation;
    this.setAt = this.globalAt + this.global;
    this.sharesAt = this.setAt + 1;
    this.stepWidth = this.sharesAt + 3;
    this.rewardAt = this.stepWidth;
    this.secondsAt = this.rewardAt + 1;
    this.doneAt = this.secondsAt + 1;
    this.nextObservationAt = this.doneAt + 1;
    this.nextGlobalAt = this.nextObservationAt + this.observation;
    this.agentAt = this.nextGlobalAt + this.global;
    this.decisionAt = this.agentAt + 1;
    this.width = this.decisionAt + 1;
  }

  /** Writes target set `set` and the shares of `decision` as the action of the step or transition at `at` of `rows`. */
  writeAction(rows: Float32Array, at: number, set: number, decision: Decision): void {
    rows[at + this.setAt] = set;
    rows[at + this.sharesAt] = decision.offloadRatio;
    rows[at + this.sharesAt + 1] = decision.computeShare;
    rows[at + this.sharesAt + 2] = decision.bandwidthShare;
  }

  /**
   * Writes the transition from step `step` of `steps` to step `next` into `row`; `next` is null where the episode ends.
   * Whose it is, `agentAt` and `decisionAt`, is left to the caller.
   */
  write(
    row: Float32Array,
    steps: Float32Array,
    step: number,
    next: number | null,
    reward: number,
    seconds: number,
  ): void {
    const at = step * this.stepWidth;
    row.set(steps.subarray(at, at + this.stepWidth));
    row[this.rewardAt] = reward;
    row[this.secondsAt] = seconds;
    row[this.doneAt] = next === null ? 1 : 0;
    // After the last step nothing follows: its successor is masked by `done`, any finite values do.
    const after = (next ?? step) * this.stepWidth;
    row.set(steps.subarray(after, after + this.observation + this.global), this.nextObservationAt);
  }
}
