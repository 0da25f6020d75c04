/**
 * What the built-in stand-in for the Google trace is made of (reference-scenarios.md): bursts of equal tasks, one burst
 * a job. They come one after the other, for as long as wanted. By default with the statistics of the Google trace
 * (`google-statistics.ts`); with other statistics they are the likeness of another trace.
 */
import { Rng } from "../../core/rng.ts";
import {
  type CompleteGoogleOptions,
  checkedGoogleOptions,
  type SyntheticGoogleOptions,
} from "./google-options.ts";
import { type BurstStatistics, meanExcessOf } from "./google-statistics.ts";

interface Habit {
  readonly cpu: number;
  readonly memory: number;
  readonly schedulingClass: number;
}

/** The tasks of one job. They all ask for the same. */
export interface Burst {
  /** Counted from 0. */
  readonly job: number;
  readonly user: number;
  readonly habit: Habit;
  /** Tasks, and the first `size` entries their times [s], ascending, in whole steps of `resolutionSeconds`. */
  readonly size: number;
  readonly timeSeconds: Float64Array;
}

export class GoogleBursts {
  readonly #options: CompleteGoogleOptions;
  readonly #gaps: Rng;
  readonly #sizes: Rng;
  readonly #users: Rng;
  readonly #userShares: Shares;
  readonly #cpu: Shares;
  readonly #memory: Shares;
  readonly #classes: Shares;
  readonly #sigma: number;
  readonly #logMean: number;
  readonly #ticksPerSecond: number;
  readonly #lowest: number;
  readonly #phase: number;
  readonly #gapAmplitude: number;
  readonly #gapPhase: number;
  readonly #habits = new Map<number, Habit>();
  readonly #timeSeconds: Float64Array;
  #job = 0;
  /** Of the last gap: how far its logarithm was from the mean, in standard deviations. */
  #deviation = Number.NaN;
  #startSeconds: number;

  /** @throws EdgeflockError("value") when an option is out of its domain */
  constructor(given: SyntheticGoogleOptions) {
    const options = checkedGoogleOptions(given);
    const meanExcess = meanExcessOf(options.burstSizes);
    this.#options = options;
    this.#gaps = Rng.stream(options.seed, "synthetic-google/gaps");
    this.#sizes = Rng.stream(options.seed, "synthetic-google/sizes");
    this.#users = Rng.stream(options.seed, "synthetic-google/users");
    const { count, zipf } = options.users;
    this.#userShares = new Shares(Array.from({ length: count }, (_, rank) => [rank, (rank + 1) ** -zipf]));
    this.#cpu = new Shares(options.cpuRequests);
    this.#memory = new Shares(options.memoryRequests);
    this.#classes = new Shares(options.classes);
    this.#sigma = Math.sqrt(Math.log(1 + options.gapVariation ** 2));
    this.#logMean = Math.log(options.burstGapSeconds) - this.#sigma ** 2 / 2;
    this.#ticksPerSecond = 1 / options.resolutionSeconds;
    this.#timeSeconds = new Float64Array(options.burstSizes.at(-1)?.[0] ?? 1);
    const { driftFactor, gapDriftFactor } = options;
    this.#lowest =
      driftFactor === 1 ? 1 : (2 * meanExcess - (driftFactor - 1)) / ((driftFactor + 1) * meanExcess);
    this.#phase = this.#sizes.uniform();
    this.#gapAmplitude = (gapDriftFactor - 1) / (gapDriftFactor + 1);
    this.#gapPhase = Rng.stream(options.seed, "synthetic-google/gap-drift").uniform();
    this.#startSeconds = this.#gap(0);
  }

  /** The next burst; null at the end of the trace. Its times are overwritten by the next call. */
  next(): Burst | null {
    const { durationSeconds, innerGapSeconds, burstSizes } = this.#options;
    const start = this.#startSeconds;
    if (start >= durationSeconds) return null;
    const user = this.#userShares.at(this.#users.uniform());
    const habit = this.#nextHabit(this.#habits.get(user));
    this.#habits.set(user, habit);
    const most = burstSize(burstSizes, (1 - this.#sizes.uniform()) / this.#driftAt(start));
    let at = start;
    let size = 0;
    while (size < most && at < durationSeconds) {
      this.#timeSeconds[size++] = Math.round(at * this.#ticksPerSecond) / this.#ticksPerSecond;
      at += this.#gaps.exponential(innerGapSeconds);
    }
    // A long burst may outlast a short gap: the next one starts after it.
    this.#startSeconds = Math.max(start + this.#gap(start), at);
    return { job: this.#job++, user, habit, size, timeSeconds: this.#timeSeconds };
  }

  /** To the next burst, from one at `seconds`. */
  #gap(seconds: number): number {
    const { gapCorrelation, driftPeriodSeconds } = this.#options;
    const draw = this.#gaps.normal();
    this.#deviation =
      gapCorrelation === 0 || Number.isNaN(this.#deviation)
        ? draw
        : gapCorrelation * this.#deviation + Math.sqrt(1 - gapCorrelation ** 2) * draw;
    const gap = Math.exp(this.#logMean + this.#sigma * this.#deviation);
    if (this.#gapAmplitude === 0) return gap;
    const turn = seconds / driftPeriodSeconds + this.#gapPhase;
    return gap / (1 + this.#gapAmplitude * Math.sin(2 * Math.PI * turn));
  }

  #nextHabit(last: Habit | undefined): Habit {
    const rng = this.#users;
    const { stickiness, coupling } = this.#options;
    if (last !== undefined && rng.uniform() < stickiness) return last;
    const place = rng.uniform();
    const coupled = coupling < 0 ? 1 - place : place;
    const memoryPlace = rng.uniform() < Math.abs(coupling) ? coupled : rng.uniform();
    return {
      cpu: this.#cpu.at(place),
      memory: this.#memory.at(memoryPlace),
      schedulingClass: this.#classes.at(rng.uniform()),
    };
  }

  /**
   * Factor on the chance of every size above 1, of mean 1 over a period: the Google trace's bursts come at a steady rate,
   * what drifts is how large they are.
   */
  #driftAt(seconds: number): number {
    const turn = seconds / this.#options.driftPeriodSeconds + this.#phase;
    return 1 + (1 - this.#lowest) * Math.sin(2 * Math.PI * turn);
  }
}

/** Values with their shares, up to a common factor. */
class Shares {
  readonly #shares: readonly (readonly [number, number])[];
  readonly #total: number;

  constructor(shares: readonly (readonly [number, number])[]) {
    this.#shares = shares;
    this.#total = shares.reduce((sum, [, share]) => sum + share, 0);
  }

  /** The value at a place in [0, 1] of the cumulative shares. */
  at(place: number): number {
    let left = place * this.#total;
    let value = 0;
    for (const [candidate, share] of this.#shares) {
      value = candidate;
      left -= share;
      if (left < 0) break;
    }
    return value;
  }
}

/** Smallest size whose survival probability is not above `survival`. */
function burstSize(sizeSurvival: BurstStatistics["burstSizes"], survival: number): number {
  let [lastSize, lastSurvival] = sizeSurvival[0] ?? [0, 1];
  for (let knot = 1; knot < sizeSurvival.length; knot++) {
    const [size, probability] = sizeSurvival[knot]!;
    if (probability <= survival) {
      if (size - lastSize === 1) return size;
      const place = Math.log(lastSurvival / survival) / Math.log(lastSurvival / probability);
      return Math.max(lastSize + 1, Math.ceil(lastSize * (size / lastSize) ** place));
    }
    lastSize = size;
    lastSurvival = probability;
  }
  return lastSize;
}
