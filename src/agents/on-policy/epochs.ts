/** The passes over what an episode has shown, in batches of a random order. */
import type { Rng } from "../../core/rng.ts";
import { linearSchedule } from "../../rl/index.ts";
import type { UpdateRunner } from "../../runtime/index.ts";
import type { OnPolicyConfig } from "./config.ts";

/** Credited decisions of an episode. */
export interface Samples {
  readonly count: number;
  /** A new order for batches. */
  shuffle(): void;
  /** Writes the batch from place `from` of the order on as the update takes it; what is too little starts over. */
  writeBatch(from: number, inputs: Readonly<Record<string, Float32Array>>): void;
}

/**
 * Updates, whole batches only but at least one a pass.
 * @param progressAt fraction of the training that is done when `within` of these updates are
 * @returns how many there were, and the means of what they put out
 */
export async function learnInEpochs(
  runner: UpdateRunner,
  config: Pick<OnPolicyConfig, "batch" | "epochs" | "finalRate">,
  samples: Samples,
  entropyWeights: readonly number[],
  progressAt: (within: number) => number,
): Promise<{ updates: number; means: Record<string, number> }> {
  const { batch, epochs, finalRate } = config;
  const rateAt = linearSchedule(1, finalRate, 1);
  const updates = epochs * Math.max(1, Math.floor(samples.count / batch));
  const sums: Record<string, number> = {};
  let k = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    samples.shuffle();
    for (let from = 0; from === 0 || from + batch <= samples.count; from += batch, k++) {
      const progress = progressAt(k / updates);
      samples.writeBatch(from, runner.inputs);
      runner.inputs["rate"]![0] = rateAt(progress);
      runner.inputs["entropyWeights"]!.set(entropyWeights);
      const outputs = await runner.run(runner.inputs);
      for (const [name, value] of Object.entries(outputs)) sums[name] = (sums[name] ?? 0) + value[0]!;
    }
  }
  const means = Object.entries(sums).map(([name, sum]) => [name, sum / updates]);
  return { updates, means: Object.fromEntries(means) };
}

/** Puts `order` into a random order (Fisher and Yates). */
export function shuffle(order: Int32Array, rng: Rng): void {
  for (let k = order.length - 1; k > 0; k--) {
    const other = rng.integer(k + 1);
    const kept = order[k]!;
    order[k] = order[other]!;
    order[other] = kept;
  }
}
