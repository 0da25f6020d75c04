/**
 * The least that one task can cost, alone in an empty network, over all decisions (model.md, section 2).
 *
 * Full bandwidth is best then: more of it shortens the transfers and saves the links' energy. For given helpers, what is left is
 * the compute share `a` and how the work is divided. For a given `a` the latency is the greatest of several linear functions of
 * the division and the energy is linear, so that the least cost lies where two of them meet, or at an end. Along `a` latency
 * falls and energy rises: in an interval `[p, q]` nothing costs less than the best division with the latency of `q` and the energy
 * of `p`. Intervals are halved until that is within `tolerance` of the least cost found (branch and bound).
 */
import type { Network } from "../../sim/network.ts";
import type { TaskTable } from "../../sim/task-table.ts";
import { TargetSets } from "../target-sets.ts";
import { type Division, EqualDivision, FreeDivision } from "./divisions.ts";

/** What a second and a joule cost. */
export interface CostWeights {
  readonly perSecond: number;
  readonly perJoule: number;
}

/** Relative. */
const tolerance = 1e-5;
const firstIntervals = 24;

export class IsolatedCost {
  readonly #divisions: readonly { readonly sets: TargetSets; readonly divisions: readonly Division[] }[];
  /** Bounds of the compute shares that are looked at first. */
  readonly #shares: Float64Array;
  /** Tasks of a trace are often alike. */
  readonly #known = new Map<string, number>();

  constructor(
    readonly network: Network,
    readonly split: "equal" | "weighted",
  ) {
    const Divide = split === "equal" ? EqualDivision : FreeDivision;
    this.#divisions = Array.from({ length: network.serverCount }, (_, home) => {
      const sets = new TargetSets(network, home);
      return {
        sets,
        divisions: sets.sets.map((_set, index) => new Divide(network, home, sets.servers(index))),
      };
    });
    const { shareMin } = network;
    this.#shares = Float64Array.from(
      { length: firstIntervals + 1 },
      (_, k) => shareMin ** (1 - k / firstIntervals),
    );
  }

  /**
   * No decision on task `row` of `tasks` costs less, with `weights`, and some decision costs hardly more than `tolerance`
   * above it. The user's upload counts.
   */
  least(tasks: TaskTable, row: number, weights: CostWeights): number {
    const alike = [tasks.home, tasks.cycles, tasks.inputBits, tasks.outputRatio].map(
      (column) => column[row]!,
    );
    const key = [...alike, weights.perSecond, weights.perJoule].join();
    const least = this.#known.get(key) ?? this.#search(tasks, row, weights);
    this.#known.set(key, least);
    return (
      least + weights.perSecond * tasks.uploadSeconds[row]! + weights.perJoule * tasks.uploadJoules[row]!
    );
  }

  #search(tasks: TaskTable, row: number, weights: CostWeights): number {
    const { sets, divisions } = this.#divisions[tasks.home[row]!]!;
    let best = Number.POSITIVE_INFINITY;
    const shares = this.#shares;
    for (const [index, division] of divisions.entries()) {
      if (tasks.outputRatio[row]! > 0 && !sets.canReturn(index)) continue;
      division.prepare(tasks, row, weights);
      for (const share of shares) best = Math.min(best, division.least(share, share));
      const halve = (low: number, high: number): void => {
        if (division.least(high, low) >= best * (1 - tolerance)) return;
        const middle = Math.sqrt(low * high);
        // Neighbouring floats: nothing lies between.
        if (!(middle > low && middle < high)) return;
        best = Math.min(best, division.least(middle, middle));
        halve(low, middle);
        halve(middle, high);
      };
      for (let k = 0; k < firstIntervals; k++) halve(shares[k]!, shares[k + 1]!);
    }
    return best * (1 - tolerance);
  }
}
