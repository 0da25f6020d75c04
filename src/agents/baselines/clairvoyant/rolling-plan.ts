/**
 * Receding horizon: before each task is decided, the decisions on it and on the `horizonTasks − 1` tasks after it are
 * improved on, as far as the cost of these and of all earlier tasks tells; then its own is final.
 */
import { Rng } from "../../../core/rng.ts";
import type { DecisionLog } from "../../../env/decision-log.ts";
import type { EpisodeSetup } from "../../../env/policy.ts";
import { improvePlan } from "./improve-plan.ts";
import { PlanMoves } from "./plan-moves.ts";
import { PlanReplay } from "./plan-replay.ts";

export interface RollingOptions {
  readonly seed: number;
  readonly horizonTasks: number;
  /** Changes that are tried before each task is decided. */
  readonly proposalsPerTask: number;
}

export class RollingPlan {
  readonly replay: PlanReplay;
  readonly #moves: PlanMoves;
  readonly #rng: Rng;

  /** @param plan improved in place; what is not known yet stays as it is */
  constructor(
    setup: EpisodeSetup,
    plan: DecisionLog,
    readonly options: RollingOptions,
  ) {
    this.#rng = Rng.stream(options.seed, "rolling-plan");
    this.replay = new PlanReplay(setup, plan);
    this.#moves = new PlanMoves(setup, plan, this.#rng);
  }

  /** Task `row` is next; all before it are decided. */
  improve(row: number): void {
    const { horizonTasks, proposalsPerTask } = this.options;
    const to = Math.min(this.replay.setup.tasks.count, row + horizonTasks);
    this.replay.learn(to);
    const greedy = { proposals: proposalsPerTask, temperature: 0 };
    improvePlan(this.replay, this.#moves, this.#rng, { from: row, to }, greedy);
  }
}
