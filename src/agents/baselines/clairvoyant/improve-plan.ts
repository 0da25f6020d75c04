/** Tries changes of a plan, and keeps those that pay, and by chance some that do not. */
import type { Rng } from "../../../core/rng.ts";
import type { PlanMoves } from "./plan-moves.ts";
import type { PlanReplay } from "./plan-replay.ts";

export interface ImproveOptions {
  /** Changes that are tried. */
  readonly proposals: number;
  /**
   * In costs `J` of one task: a change that raises the summed cost by `d` is kept with probability `exp(−d/temperature)`
   * (Metropolis et al., 1953); with 0 never.
   */
  readonly temperature: number;
}

/** Changes the decisions of rows `from` to `to − 1` of the plan, all of which are known to `replay`. */
export function improvePlan(
  replay: PlanReplay,
  moves: PlanMoves,
  rng: Rng,
  { from, to }: { readonly from: number; readonly to: number },
  { proposals, temperature }: ImproveOptions,
): void {
  for (let k = 0; k < proposals; k++) {
    const { first, last } = moves.draw(from, to);
    const difference = replay.difference(first, last);
    if (difference <= 0 || rng.uniform() < Math.exp(-difference / temperature)) replay.accept();
    else moves.undo();
  }
}
