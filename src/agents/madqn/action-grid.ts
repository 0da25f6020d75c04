/** The actions of MADQN: every target set with every combination of shares from the grid. */

import type { AgentShape } from "../common/shape.ts";
import { shareLevel } from "../common/share-level.ts";
import type { MadqnConfig } from "./config.ts";

export class ActionGrid {
  /** Values of the offload ratio, the compute share and the bandwidth share, as float32. */
  readonly levels: readonly [Float32Array, Float32Array, Float32Array];
  /** Combinations of shares; actions `combinations·k …` are those of target set k. */
  readonly combinations: number;
  readonly count: number;
  /** `[combinations, 3]` */
  readonly shares: Float32Array;
  /**
   * 1 for each action that is not the same as another: where nobody helps, only the first offload ratio and bandwidth
   * share stand for all. `[count]`
   */
  readonly distinct: Float32Array;

  constructor({ sets, shareMin }: AgentShape, { madqn }: MadqnConfig) {
    const from = (values: readonly number[], low: number) =>
      Float32Array.from(values, (value) => shareLevel(value, low));
    this.levels = [
      from(madqn.offloadRatios, 0),
      from(madqn.computeShares, shareMin),
      from(madqn.bandwidthShares, shareMin),
    ];
    const [ratios, computes, bandwidths] = this.levels;
    this.combinations = ratios.length * computes.length * bandwidths.length;
    this.count = sets.length * this.combinations;
    this.shares = Float32Array.from(
      [...ratios].flatMap((ratio) =>
        [...computes].flatMap((compute) =>
          [...bandwidths].flatMap((bandwidth) => [ratio, compute, bandwidth]),
        ),
      ),
    );
    this.distinct = Float32Array.from({ length: this.count }, (_, action) => {
      const isEmpty = sets[this.setOf(action)]!.length === 0;
      const [ratio, , bandwidth] = this.sharesOf(action);
      return isEmpty && (ratio !== ratios[0] || bandwidth !== bandwidths[0]) ? 0 : 1;
    });
  }

  setOf(action: number): number {
    return Math.floor(action / this.combinations);
  }

  /** Offload ratio, compute share, bandwidth share: a view. */
  sharesOf(action: number): Float32Array {
    const at = 3 * (action % this.combinations);
    return this.shares.subarray(at, at + 3);
  }

  /** The combination of the levels nearest to `shares`. */
  nearest(shares: readonly number[]): number {
    return this.levels.reduce((index, values, k) => {
      const distances = values.map((value) => Math.abs(value - shares[k]!));
      return index * values.length + distances.indexOf(Math.min(...distances));
    }, 0);
  }
}
