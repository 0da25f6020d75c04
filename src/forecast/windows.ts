/** Cuts histories into windows of a fixed length for the network. A short window is padded at its end, where causality hides it. */
import type { Rng } from "../core/rng.ts";
import { type EncodedHistory, featureCount, targetCount } from "./features.ts";

export interface HistoryWindow {
  readonly encoded: EncodedHistory;
  /** Position in the history of the window's first task. */
  readonly start: number;
  /** The first position in the window whose forecast counts; those before are context. */
  readonly firstUsed: number;
}

/**
 * Windows that overlap by half, so that every task but the very first ones is forecast from at least `length / 2`
 * tasks. The cuts count from the beginning of the history: later tasks do not move them.
 */
export function tiledWindows(histories: readonly EncodedHistory[], length: number): HistoryWindow[] {
  const half = length / 2;
  const windows: HistoryWindow[] = [];
  for (const encoded of histories) {
    for (let start = 0; start === 0 || start + half < encoded.length; start += half) {
      windows.push({ encoded, start, firstUsed: start === 0 ? 0 : half });
    }
  }
  return windows;
}

/** Draws windows for training: every task of every history is as likely to be a window's first. */
export class WindowSampler {
  readonly #histories: readonly EncodedHistory[];
  readonly #ends: number[] = [];
  readonly #tasks: number;

  constructor(
    histories: readonly EncodedHistory[],
    private readonly length: number,
  ) {
    this.#histories = histories.filter((encoded) => encoded.length >= 2);
    let tasks = 0;
    for (const encoded of this.#histories) {
      tasks += this.#starts(encoded);
      this.#ends.push(tasks);
    }
    this.#tasks = tasks;
  }

  /** Number of different windows. */
  get count(): number {
    return this.#tasks;
  }

  draw(rng: Rng): HistoryWindow {
    const drawn = rng.integer(this.#tasks);
    const index = this.#ends.findIndex((end) => drawn < end);
    const encoded = this.#histories[index]!;
    return { encoded, start: drawn - (this.#ends[index]! - this.#starts(encoded)), firstUsed: 0 };
  }

  /** Windows are full where the history is long enough. */
  #starts(encoded: EncodedHistory): number {
    return Math.max(1, encoded.length - this.length + 1);
  }
}

/** The arrays of one batch of windows. They are reused from batch to batch. */
export class WindowBatch {
  /** `[batch, length, featureCount]`. */
  readonly features: Float32Array;
  /** `[batch · length, targetCount]`, as in `EncodedHistory`. */
  readonly logTargets: Float32Array;
  readonly scaledTargets: Float32Array;
  /** Weight of each target in the loss: equal over the known ones, of sum `targetCount`. */
  readonly weights: Float32Array;

  constructor(
    readonly batch: number,
    readonly length: number,
  ) {
    this.features = new Float32Array(batch * length * featureCount);
    this.logTargets = new Float32Array(batch * length * targetCount);
    this.scaledTargets = new Float32Array(batch * length * targetCount);
    this.weights = new Float32Array(batch * length * targetCount);
  }

  /** Fills the batch with at most `batch` windows; the rest stays zero. */
  fill(windows: readonly HistoryWindow[]): void {
    for (const array of [this.features, this.logTargets, this.scaledTargets, this.weights]) array.fill(0);
    for (const [b, { encoded, start, firstUsed }] of windows.entries()) {
      const end = Math.min(encoded.length, start + this.length);
      const to = b * this.length;
      const copy = (from: Float32Array, into: Float32Array, width: number, skip: number) =>
        into.set(from.subarray((start + skip) * width, end * width), (to + skip) * width);
      copy(encoded.features, this.features, featureCount, 0);
      copy(encoded.logTargets, this.logTargets, targetCount, firstUsed);
      copy(encoded.scaledTargets, this.scaledTargets, targetCount, firstUsed);
      copy(encoded.known, this.weights, targetCount, firstUsed);
    }
    const known = this.weights.reduce((sum, one) => sum + one, 0);
    const weight = targetCount / Math.max(1, known);
    for (let i = 0; i < this.weights.length; i++) this.weights[i]! *= weight;
  }
}
