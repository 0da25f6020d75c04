/** Plans of a window from a plan to start with: of all its tasks at once, or task by task with a horizon. Neither ends dearer than it began. */
import { Rng } from "../../../core/rng.ts";
import { copyLog, type DecisionLog } from "../../../env/decision-log.ts";
import type { EpisodeSetup } from "../../../env/policy.ts";
import { type Annealing, improvePlan } from "./improve-plan.ts";
import { PlanMoves } from "./plan-moves.ts";
import { PlanReplay } from "./plan-replay.ts";

export interface PlanningOptions {
  readonly seed: number;
  /** Changes that are tried for each task of the window. */
  readonly proposalsPerTask: number;
}

/** In costs `J` of one task: hot enough to leave the start, cold enough that what is left at the end only improves. */
const hot = 0.1;
const cold = 0.0005;
/** Proposals between two looks at whether the plan is the best so far; also the time to let others run. */
const chunk = 2000;

/**
 * The best plan that the annealing comes by: never worse than `start`.
 *
 * @param start is left as it is
 */
export async function planWindow(
  setup: EpisodeSetup,
  start: DecisionLog,
  { seed, proposalsPerTask }: PlanningOptions,
): Promise<DecisionLog> {
  const { count } = setup.tasks;
  const plan = copyLog(start);
  const replay = new PlanReplay(setup, plan);
  replay.learn(count);
  const rng = Rng.stream(seed, "clairvoyant");
  const annealing: Annealing = { proposals: proposalsPerTask * count, hot, cold };
  const search = improvePlan(
    replay,
    new PlanMoves(setup, plan, rng),
    rng,
    { from: 0, to: count },
    annealing,
    chunk,
  );
  let best = { plan: start, change: 0 };
  for (let step = search.next(); ; step = search.next()) {
    if (step.value < best.change) best = { plan: copyLog(plan), change: step.value };
    if (step.done === true) return best.plan;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Receding horizon: before each task is decided, the decisions on it and on the `horizonTasks − 1` tasks after it are
 * improved on, as far as the cost of these and of all earlier tasks tells; then its own is final.
 */
export class RollingPlan {
  readonly #replay: PlanReplay;
  readonly #moves: PlanMoves;
  readonly #rng: Rng;

  /** @param plan improved in place; what is not known yet stays as it is */
  constructor(
    setup: EpisodeSetup,
    plan: DecisionLog,
    readonly options: PlanningOptions & { readonly horizonTasks: number },
  ) {
    this.#rng = Rng.stream(options.seed, "clairvoyant");
    this.#replay = new PlanReplay(setup, plan);
    this.#moves = new PlanMoves(setup, plan, this.#rng);
  }

  /** Task `row` is next; all before it are decided. */
  improve(row: number): void {
    const { horizonTasks, proposalsPerTask } = this.options;
    const to = Math.min(this.#replay.setup.tasks.count, row + horizonTasks);
    this.#replay.learn(to);
    const greedy: Annealing = { proposals: proposalsPerTask, hot: 0, cold: 0 };
    improvePlan(this.#replay, this.#moves, this.#rng, { from: row, to }, greedy, proposalsPerTask + 1).next();
  }
}
