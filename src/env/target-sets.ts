/**
 * The discrete action space of one agent: every set of at most `maxTargets` neighbours (model.md, section 2),
 * in order of size, then lexicographic. Set 0 is the empty one: nobody helps. Agents with unlike numbers of neighbours
 * can share one space: it is then that of `slots` neighbours, and sets that name one that is not there are invalid.
 */
import type { Decision } from "../sim/decision.ts";
import type { Network } from "../sim/network.ts";

export class TargetSets {
  /** Each set as positions among the server's links (0 … degree − 1), ascending. */
  readonly sets: readonly (readonly number[])[];
  readonly degree: number;
  readonly #neighbours: Int32Array;
  readonly #canReturn: readonly boolean[];

  /** @param slots neighbours that the sets are made of, at least the server's own number, which is the default */
  constructor(
    network: Network,
    server: number,
    readonly slots = network.degree(server),
  ) {
    this.degree = network.degree(server);
    const first = network.firstLink[server]!;
    this.#neighbours = network.linkTo.slice(first, first + this.degree);
    const sets: number[][] = [[]];
    for (let from = 0, size = 1; size <= Math.min(network.maxTargets, slots); size++) {
      const end = sets.length;
      for (; from < end; from++) {
        const set = sets[from]!;
        for (let k = (set.at(-1) ?? -1) + 1; k < slots; k++) sets.push([...set, k]);
      }
    }
    this.sets = sets;
    const hasLinkBack = Array.from(this.#neighbours, (n) => network.linkBetween(n, server) >= 0);
    this.#canReturn = sets.map((set) => set.every((k) => hasLinkBack[k]));
  }

  get count(): number {
    return this.sets.length;
  }

  /** Whether the server has every neighbour that set `index` names. */
  isValid(index: number): boolean {
    return (this.sets[index]!.at(-1) ?? -1) < this.degree;
  }

  /** The servers of set `index`, ascending. */
  servers(index: number): number[] {
    return this.sets[index]!.map((k) => this.#neighbours[k]!);
  }

  /** Whether each server of set `index` has a link back, for results; a set without one takes no task that has a result. */
  canReturn(index: number): boolean {
    return this.#canReturn[index]!;
  }

  /** Writes set `index` as the targets of `decision`. */
  choose(index: number, decision: Decision): void {
    const set = this.sets[index]!;
    decision.targetCount = set.length;
    for (let k = 0; k < set.length; k++) decision.targets[k] = this.#neighbours[set[k]!]!;
  }

  /** Writes set `index` as a multi-hot vector over the server's links to `out[offset … offset + degree)`. */
  writeMultiHot(index: number, out: Float32Array, offset: number): void {
    out.fill(0, offset, offset + this.degree);
    for (const k of this.sets[index]!) out[offset + k] = 1;
  }
}
