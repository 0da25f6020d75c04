/**
 * The mixed action as categorical heads over one vector of logits: which target set, then, for each number of helpers,
 * the offload ratio, the compute share, the bandwidth share and, with `split: weighted`, how helpers share what leaves home. A
 * decision uses the heads of its number of helpers; without helpers only the compute share.
 */
import type { Rng } from "../../core/rng.ts";
import { sharesWidth } from "../common/networks/share-actor.ts";
import { shareLevel } from "../common/share-level.ts";
import type { OnPolicyConfig } from "./config.ts";
import type { PolicyShape } from "./policy-shape.ts";

const headKinds = ["set", "offloadRatio", "computeShare", "bandwidthShare", "helperPart"] as const;

export interface Head {
  readonly kind: (typeof headKinds)[number];
  /** Helpers of the decisions that use it; null: all do. */
  readonly helpers: number | null;
  /** Its logits: from `at`, one for each of the `levels`, of which one is chosen; those of sets have no meaning. */
  readonly at: number;
  readonly levels: Float32Array;
}

export class ActionHeads {
  readonly heads: readonly Head[];
  /** The kinds of choices there are, in the order of their entropy weights; of one level there is nothing to choose. */
  readonly kinds: readonly Head["kind"][];
  /** Logits in all. */
  readonly width: number;
  /** Numbers of an action: the set, then the position among its levels for each head that a decision may use. */
  readonly actionWidth: number;
  /** Offload ratio, compute share, bandwidth share; with `split: weighted` a weight for each helper there may be. */
  readonly sharesWidth: number;
  readonly #sizes: Int32Array;
  /** By number of helpers, the heads in the order of an action; null for those that it does not use. */
  readonly #byHelpers: readonly (readonly (Head | null)[])[];

  constructor(
    { sets, shareMin, split }: Pick<PolicyShape, "sets" | "shareMin" | "split">,
    config: Pick<OnPolicyConfig, "offloadRatios" | "computeShares" | "bandwidthShares" | "helperParts">,
  ) {
    const atLeast = (values: readonly number[], low: number) =>
      Float32Array.from(values, (value) => shareLevel(value, low));
    const offloadRatios = atLeast(config.offloadRatios, 0);
    const computeShares = atLeast(config.computeShares, shareMin);
    const bandwidthShares = atLeast(config.bandwidthShares, shareMin);
    this.#sizes = Int32Array.from(sets, (set) => set.length);
    const most = Math.max(...this.#sizes);
    const splits = split === "weighted" ? Math.max(0, most - 1) : 0;
    const heads: Head[] = [];
    let width = 0;
    const add = (kind: Head["kind"], helpers: number | null, levels: Float32Array): Head => {
      const head = { kind, helpers, at: width, levels };
      heads.push(head);
      width += levels.length;
      return head;
    };
    const set = add("set", null, new Float32Array(sets.length));
    this.#byHelpers = Array.from({ length: most + 1 }, (_, helpers) => [
      set,
      helpers === 0 ? null : add("offloadRatio", helpers, offloadRatios),
      add("computeShare", helpers, computeShares),
      helpers === 0 ? null : add("bandwidthShare", helpers, bandwidthShares),
      ...Array.from({ length: splits }, (_, k) => {
        const behind = helpers - 1 - k;
        return behind > 0 ? add("helperPart", helpers, partsOfRest(config.helperParts, behind)) : null;
      }),
    ]);
    this.heads = heads;
    this.kinds = headKinds.filter((kind) =>
      heads.some((head) => head.kind === kind && head.levels.length > 1),
    );
    this.width = width;
    this.actionWidth = 1 + sharesWidth + splits;
    this.sharesWidth = sharesWidth + (split === "weighted" ? most : 0);
  }

  /**
   * The logits, in every head of shares, of the levels nearest to these: offload ratio, compute and bandwidth share; and of
   * equal parts for helpers.
   */
  usualLogits(shares: readonly number[]): number[] {
    return this.#byHelpers.flatMap((heads, helpers) =>
      heads.slice(1).flatMap((head, k) => {
        if (head === null) return [];
        const usual = shares[k] ?? 1 / (helpers - (k - sharesWidth));
        const distances = Array.from(head.levels, (level) => Math.abs(level - usual));
        return [head.at + distances.indexOf(Math.min(...distances))];
      }),
    );
  }

  /** Writes the action of greatest logits, or with `rng` one drawn by them, to `action`. Returns its log-probability. */
  choose(logits: Float32Array, action: Int32Array, rng: Rng | null): number {
    action.fill(0);
    const [set] = this.#byHelpers[0]!;
    let logProbability = this.#chooseIn(set!, logits, action, 0, rng);
    const used = this.#byHelpers[this.#sizes[action[0]!]!]!;
    for (let k = 1; k < used.length; k++) {
      const head = used[k];
      if (head != null) logProbability += this.#chooseIn(head, logits, action, k, rng);
    }
    return logProbability;
  }

  #chooseIn({ at, levels }: Head, logits: Float32Array, action: Int32Array, k: number, rng: Rng | null) {
    const count = levels.length;
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
    for (let k = 0; k < used.length; k++) {
      const head = used[k];
      if (head != null) out[offset + head.at + action[k]!] = 1;
    }
  }

  /** The `sharesWidth` shares of `action`. */
  writeShares(action: Int32Array, shares: Float32Array): void {
    const helpers = this.#sizes[action[0]!]!;
    const used = this.#byHelpers[helpers]!;
    const chosen = (k: number) => used[k]?.levels[action[k]!];
    shares[0] = chosen(1) ?? 0;
    shares[1] = chosen(2)!;
    shares[2] = chosen(3) ?? 1;
    let left = 1;
    for (let k = 0; sharesWidth + k < this.sharesWidth; k++) {
      // The last helper gets what is left; behind it there is nobody.
      const part = k < helpers ? left * (chosen(1 + sharesWidth + k) ?? 1) : 0;
      shares[sharesWidth + k] = part;
      left -= part;
    }
  }
}

/** Parts for a helper with `behind` more behind it, of what those before have left: 0.5 is as much as each of them gets. */
function partsOfRest(parts: readonly number[], behind: number): Float32Array {
  return Float32Array.from(parts, (part) => part / (part + (1 - part) * behind));
}
