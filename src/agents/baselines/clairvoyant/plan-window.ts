/**
 * The plan of a whole window: several searches, each with a rolling horizon first and then by simulated annealing
 * (Kirkpatrick, Gelatt and Vecchi, 1983) over all decisions, and of each stretch between two moments at which the network
 * is empty the cheapest plan that was come by.
 */
import { Rng } from "../../../core/rng.ts";
import { copyLog, type DecisionLog, readFromLog, writeToLog } from "../../../env/decision-log.ts";
import type { EpisodeSetup } from "../../../env/policy.ts";
import { Decision } from "../../../sim/decision.ts";
import { improvePlan } from "./improve-plan.ts";
import { PlanMoves } from "./plan-moves.ts";
import { PlanReplay } from "./plan-replay.ts";
import { RollingPlan } from "./rolling-plan.ts";

export interface PlanningOptions {
  readonly seed: number;
  /** Changes that are tried for each task of the window, in all. */
  readonly proposalsPerTask: number;
}

const searches = 3;
const horizonTasks = 64;
/** Of a search's proposals. */
const rollingShare = 0.4;
/** The temperature falls geometrically; in costs `J` of one task. */
const hottest = 0.02;
const coldest = 0.0005;
/** Temperatures on the way, and times at which others may run. */
const temperatures = 60;

/**
 * A plan that costs no more than `start`.
 *
 * @param start is left as it is
 */
export async function planWindow(
  setup: EpisodeSetup,
  start: DecisionLog,
  { seed, proposalsPerTask }: PlanningOptions,
): Promise<DecisionLog> {
  const { count } = setup.tasks;
  const best = new PlanReplay(setup, copyLog(start));
  best.learn(count);
  const each = proposalsPerTask / searches;
  for (let search = 0; search < searches; search++) {
    const searchSeed = Rng.stream(seed, `clairvoyant/${search}`).bits();
    const rolling = new RollingPlan(setup, copyLog(start), {
      seed: searchSeed,
      horizonTasks,
      proposalsPerTask: Math.round(rollingShare * each),
    });
    for (let row = 0; row < count; row++) {
      rolling.improve(row);
      await pause();
    }
    const { replay } = rolling;
    takeCheaper(best, replay);
    const rng = Rng.stream(searchSeed, "annealing");
    const moves = new PlanMoves(setup, replay.plan, rng);
    const proposals = Math.round(((1 - rollingShare) * each * count) / temperatures);
    for (let k = 0; k < temperatures; k++) {
      const temperature = hottest * (coldest / hottest) ** (k / (temperatures - 1));
      improvePlan(replay, moves, rng, { from: 0, to: count }, { proposals, temperature });
      await pause();
    }
    takeCheaper(best, replay);
  }
  return best.plan;
}

/** Takes over each stretch that costs less in `other`; between stretches the network is empty in both. */
function takeCheaper(best: PlanReplay, other: PlanReplay): void {
  const { network, tasks } = best.setup;
  const decision = new Decision(network.maxTargets);
  for (let from = 0, to = 1; from < tasks.count; from = to++) {
    while (to < tasks.count && !(best.foundEmpty(to) && other.foundEmpty(to))) to++;
    if (!(other.cost(from, to) < best.cost(from, to))) continue;
    for (let row = from; row < to; row++) {
      writeToLog(best.plan, row, readFromLog(other.plan, row, decision));
    }
    best.refresh(from, to);
  }
}

/** Lets an interrupt or a progress display in. */
function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
