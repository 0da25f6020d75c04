/**
 * The mixed action as categorical heads over one vector of logits: which target set, then, for each number of helpers,
 * the offload ratio, the compute share and the bandwidth share. A decision uses the heads of its number of helpers;
 * without helpers only the compute share.
 */
import type { Rng } from "../../core/rng.ts";
import type { AgentShape } from "../off-policy/shape.ts";
import { shareLevel } from "../off-policy/share-level.ts";
import type { OnPolicyConfig } from "./config.ts";

export interface Head {
  readonly kind: "set" | "offloadRatio" | "computeShare" | "bandwidthShare";
  /** Helpers of the decisions that use it; null: all do. */
  readonly helpers: number | null;
  /** Its logits: from `at`, one for each of `count` choices. */
  readonly at: number;
  readonly count: number;
}

/** What is chosen in each head: set, and positions among the levels of offload ratio, compute and bandwidth share. */
export const actionWidth = 4;

export class ActionHeads {
  readonly heads: readonly Head[];
  /** Logits in all. */
  readonly width: number;
  /** Choices of offload ratio, compute share, bandwidth share. */
  readonly levels: readonly [Float32Array, Float32Array, Float32Array];
  readonly #sizes: Int32Array;
  /** By number of helpers, the heads in the order of an action; null for those that it does not use. */
  readonly #byHelpers: readonly (readonly (Head | null)[])[];

  constructor(
    { sets, shareMin }: AgentShape,
    config: Pick<OnPolicyConfig, "offloadRatios" | "computeShares" | "bandwidthShares">,
  ) {
    const atLeast = (values: readonly number[], low: number) =>
      Float32Array.from(values, (value) => shareLevel(value, low));
    this.levels = [
      atLeast(config.offloadRatios, 0),
      atLeast(config.computeShares, shareMin),
      atLeast(config.bandwidthShares, shareMin),
    ];
    this.#sizes = Int32Array.from(sets, (set) => set.length);
    const most = Math.max(...this.#sizes);
    const heads: Head[] = [];
    let width = 0;
    const add = (kind: Head["kind"], helpers: number | null, count: number): Head => {
      const head = { kind, helpers, at: width, count };
      heads.push(head);
      width += count;
      return head;
    };
    const [ratios, computes, bandwidths] = this.levels;
    const set = add("set", null, sets.length);
    this.#byHelpers = Array.from({ length: most + 1 }, (_, helpers) => [
      set,
      helpers === 0 ? null : add("offloadRatio", helpers, ratios.length),
      add("computeShare", helpers, computes.length),
      helpers === 0 ? null : add("bandwidthShare", helpers, bandwidths.length),
    ]);
    this.heads = heads;
    this.width = width;
  }

  /** The logits, in every head of shares, of the levels nearest to these: offload ratio, compute and bandwidth share. */
  usualLogits(shares: readonly number[]): number[] {
    const nearest = this.levels.map((values, k) => {
      const distances = Array.from(values, (value) => Math.abs(value - shares[k]!));
      return distances.indexOf(Math.min(...distances));
    });
    return this.#byHelpers.flatMap((heads) =>
      heads.slice(1).flatMap((head, k) => (head === null ? [] : [head.at + nearest[k]!])),
    );
  }

  /** Writes the action of greatest logits, or with `rng` one drawn by them, to `action`. Returns its log-probability. */
  choose(logits: Float32Array, action: Int32Array, rng: Rng | null): number {
    action.fill(0);
    const [set] = this.#byHelpers[0]!;
    let logProbability = this.#chooseIn(set!, logits, action, 0, rng);
    const used = this.#byHelpers[this.#sizes[action[0]!]!]!;
    for (let k = 1; k < actionWidth; k++) {
      const head = used[k];
      if (head != null) logProbability += this.#chooseIn(head, logits, action, k, rng);
    }
    return logProbability;
  }

  #chooseIn({ at, count }: Head, logits: Float32Array, action: Int32Array, k: number, rng: Rng | null) {
    let best = 0;
    for (let i = 1; i < count; i++) if (logits[at + i]! > logits[at + best]!) best = i;
    if (rng === null) {
      action[k] = best;
      return 0;
    }
    const highest = logits[at + best]!;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.exp(logits[at + i]! - highest);
    let left = rng.uniform() * sum;
    let chosen = 0;
    // What rounding leaves over falls to the best one, which always has a probability.
    for (; chosen < count; chosen++) {
      left -= Math.exp(logits[at + chosen]! - highest);
      if (left < 0) break;
    }
    if (chosen === count) chosen = best;
    action[k] = chosen;
    return logits[at + chosen]! - highest - Math.log(sum);
  }

  /** Marks what `action` chose in each head it uses: `width` floats of 0 and 1, from `offset` on. */
  writeChosen(action: Int32Array, out: Float32Array, offset: number): void {
    out.fill(0, offset, offset + this.width);
    const used = this.#byHelpers[this.#sizes[action[0]!]!]!;
    for (let k = 0; k < actionWidth; k++) {
      const head = used[k];
      if (head != null) out[offset + head.at + action[k]!] = 1;
    }
  }

  /** Offload ratio, compute share and bandwidth share of `action`. */
  writeShares(action: Int32Array, shares: Float32Array): void {
    const [ratios, computes, bandwidths] = this.levels;
    const hasHelpers = this.#sizes[action[0]!]! > 0;
    shares[0] = hasHelpers ? ratios[action[1]!]! : 0;
    shares[1] = computes[action[2]!]!;
    shares[2] = hasHelpers ? bandwidths[action[3]!]! : 1;
  }
}
