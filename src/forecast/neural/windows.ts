/** Cuts histories into windows of a fixed length for the network. A short window is padded at its end, where causality hides it. */
import type { Rng } from "../../core/rng.ts";
import { type ForecastTarget, forecastTargets } from "../targets.ts";
import { allCandidates } from "./candidates/index.ts";
import type { ForecasterConfig } from "./config.ts";
import type { EncodedHistory } from "./encode.ts";

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
  /** Up to and with each history, how many windows there are. */
  readonly #ends: number[] = [];

  constructor(
    histories: readonly EncodedHistory[],
    private readonly length: number,
  ) {
    this.#histories = histories.filter((encoded) => encoded.length >= 2);
    for (const encoded of this.#histories) this.#ends.push(this.count + this.#starts(encoded));
  }

  /** Number of different windows. */
  get count(): number {
    return this.#ends.at(-1) ?? 0;
  }

  draw(rng: Rng): HistoryWindow {
    const drawn = rng.integer(this.count);
    let low = 0;
    let high = this.#ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (drawn < this.#ends[middle]!) high = middle;
      else low = middle + 1;
    }
    const encoded = this.#histories[low]!;
    return { encoded, start: drawn - (this.#ends[low]! - this.#starts(encoded)), firstUsed: 0 };
  }

  /** Windows are full where the history is long enough. */
  #starts(encoded: EncodedHistory): number {
    return Math.max(1, encoded.length - this.length + 1);
  }
}

const targets = forecastTargets.length;

/** The arrays of one batch of windows. They are reused from batch to batch. */
export class WindowBatch {
  /** `[batch, length, features]`. */
  readonly features: Float32Array;
  /** `[batch, length, identities]`. */
  readonly places: Float32Array;
  /** `[batch, length, targets · candidates]`. */
  readonly candidateLogs: Float32Array;
  readonly candidateRatios: Float32Array;
  /** `[batch · length, targets]`, as in `EncodedHistory`; 0 where it is not known. */
  readonly logTargets: Float32Array;
  readonly scaledTargets: Float32Array;
  /** Weight of each target in the loss: 0 where it is not known. Those of a batch are of sum 1. */
  readonly weights: Float32Array;
  /** The sum of the weights before they were divided by it. */
  totalWeight = 0;
  readonly #weightOfTarget: readonly number[];

  constructor(
    private readonly size: {
      readonly length: number;
      readonly features: number;
      readonly identities: number;
    },
    readonly batch: number,
    targetWeights: ForecasterConfig["targetWeights"],
  ) {
    const rows = batch * size.length;
    this.features = new Float32Array(rows * size.features);
    this.places = new Float32Array(rows * size.identities);
    this.candidateLogs = new Float32Array(rows * allCandidates);
    this.candidateRatios = new Float32Array(rows * allCandidates);
    this.logTargets = new Float32Array(rows * targets);
    this.scaledTargets = new Float32Array(rows * targets);
    this.weights = new Float32Array(rows * targets);
    this.#weightOfTarget = forecastTargets.map(({ of }: ForecastTarget) => targetWeights[of]);
  }

  /** Fills the batch with at most `batch` windows; the rest stays zero. */
  fill(windows: readonly HistoryWindow[]): void {
    const { length, features, identities } = this.size;
    const widths = {
      features,
      places: identities,
      candidateLogs: allCandidates,
      candidateRatios: allCandidates,
    };
    const full =
      windows.length === this.batch &&
      windows.every(({ encoded, start }) => start + length <= encoded.length);
    for (const [name, width] of Object.entries(widths) as [keyof typeof widths, number][]) {
      const array = this[name];
      if (!full) array.fill(0);
      for (const [b, { encoded, start }] of windows.entries()) {
        const end = Math.min(encoded.length, start + length);
        array.set(encoded[name].subarray(start * width, end * width), b * length * width);
      }
    }
  }

  /** Fills what the loss needs, likewise. */
  fillTargets(windows: readonly HistoryWindow[]): void {
    const { length } = this.size;
    for (const array of [this.logTargets, this.scaledTargets, this.weights]) array.fill(0);
    this.totalWeight = 0;
    for (const [b, { encoded, start, firstUsed }] of windows.entries()) {
      const end = Math.min(encoded.length, start + length) * targets;
      let to = (b * length + firstUsed) * targets;
      for (let from = (start + firstUsed) * targets; from < end; from++, to++) {
        const logTarget = encoded.logTargets[from]!;
        if (Number.isNaN(logTarget)) continue;
        const weight = this.#weightOfTarget[from % targets]!;
        this.logTargets[to] = logTarget;
        this.scaledTargets[to] = encoded.scaledTargets[from]!;
        this.weights[to] = weight;
        this.totalWeight += weight;
      }
    }
    if (this.totalWeight === 0) return;
    for (let at = 0; at < this.weights.length; at++) this.weights[at]! /= this.totalWeight;
  }
}
