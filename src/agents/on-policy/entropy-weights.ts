/**
 * Weights of the entropy bonuses, one for each of `ActionHeads.kinds`: they rise where there is less entropy than is asked for,
 * and fall where there is more (after the temperature of Haarnoja et al., 2018). The size of advantages differs too much
 * between scenarios for fixed ones.
 */
import type { ActionHeads } from "./action-heads.ts";

export class EntropyWeights {
  #values: readonly number[];

  /** @param aim entropy at the start and at the end of the training, 1: uniform */
  constructor(
    readonly kinds: ActionHeads["kinds"],
    readonly aim: readonly [number, number],
  ) {
    this.#values = kinds.map(() => 0.01);
  }

  get values(): readonly number[] {
    return this.#values;
  }

  /** @param means `entropy.<kind>` of the updates of an episode; `progress`: fraction of the training done before it */
  steer(means: Readonly<Record<string, number>>, progress: number): void {
    const [start, end] = this.aim;
    const aim = start + (end - start) * Math.min(1, progress);
    this.#values = this.kinds.map((kind, k) => {
      const weight = this.#values[k]! * Math.exp(aim - means[`entropy.${kind}`]!);
      return Math.min(1, Math.max(1e-4, weight));
    });
  }

  restore(values: readonly number[]): void {
    this.#values = [...values];
  }
}
