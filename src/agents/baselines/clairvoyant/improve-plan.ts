/**
 * Simulated annealing (Kirkpatrick, Gelatt and Vecchi, 1983) over the decisions of a plan: a drawn change that raises the
 * summed cost by `d` is kept with probability `exp(−d/temperature)`. The temperature falls geometrically.
 */
import type { Rng } from "../../../core/rng.ts";
import type { PlanMoves } from "./plan-moves.ts";
import type { PlanReplay } from "./plan-replay.ts";

export interface Annealing {
  /** Changes that are tried. */
  readonly proposals: number;
  /** Temperature at the first and at the last proposal, in costs `J` of one task; 0: only what does not cost more is kept. */
  readonly hot: number;
  readonly cold: number;
}

/**
 * Changes the decisions of rows `from` to `to − 1` of the plan, all of which are known to `replay`.
 *
 * @yields the summed change of the cost so far, every `chunk` proposals: the time to keep a copy, or to let others run
 */
export function* improvePlan(
  replay: PlanReplay,
  moves: PlanMoves,
  rng: Rng,
  { from, to }: { readonly from: number; readonly to: number },
  { proposals, hot, cold }: Annealing,
  chunk: number,
): Generator<number, number> {
  let sum = 0;
  const decay = hot > 0 ? (cold / hot) ** (1 / proposals) : 1;
  let temperature = hot;
  for (let k = 1; k <= proposals; k++) {
    const { first, last } = moves.draw(from, to);
    const difference = replay.difference(first, last);
    if (difference <= 0 || rng.uniform() < Math.exp(-difference / temperature)) {
      replay.accept();
      sum += difference;
    } else {
      moves.undo();
    }
    temperature *= decay;
    if (k % chunk === 0) yield sum;
  }
  return sum;
}
