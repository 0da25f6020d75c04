/**
 * What the built-in stand-in for the Google trace is made of (reference-scenarios.md): bursts of equal tasks, one burst
 * a job. They come one after the other, for as long as wanted. By default with the statistics of the Google trace
 * (`google-statistics.ts`); with other statistics they are the likeness of another trace.
 */
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import { type BurstStatistics, googleStatistics, meanExcessOf } from "./google-statistics.ts";

/** Statistics that are not given are those of the Google trace. */
type GivenStatistics = { readonly [K in keyof BurstStatistics]?: BurstStatistics[K] | undefined };

export interface SyntheticGoogleOptions extends GivenStatistics {
  /** Length of the generated trace [s], before `timeScale`. */
  readonly durationSeconds: number;
  readonly seed: number;
  /** Mean gap between bursts [s], before `timeScale`. */
  readonly burstGapSeconds: number;
  /** Highest over lowest rate of tasks as the sizes of bursts drift, before `perJobLimit`; 1 for no drift. */
  readonly driftFactor: number;
}

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
  readonly #options: SyntheticGoogleOptions & BurstStatistics;
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
    const options = { ...googleStatistics, ...defined(given) };
    const meanExcess = meanExcessOf(options.burstSizes);
    check(options, meanExcess);
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

/** Without the fields that are there and undefined, which would hide the defaults. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function check(options: SyntheticGoogleOptions & BurstStatistics, meanExcess: number): void {
  const above0 = (value: number) => value > 0 && Number.isFinite(value);
  const table = (entries: readonly (readonly [number, number])[], least: number) =>
    entries.length > 0 &&
    entries.every(([value, share]) => value >= least && Number.isFinite(value) && share >= 0) &&
    above0(entries.reduce((sum, [, share]) => sum + share, 0));
  const sizes = options.burstSizes;
  const rules: readonly (readonly [keyof typeof options, boolean])[] = [
    ["durationSeconds", above0(options.durationSeconds)],
    ["burstGapSeconds", above0(options.burstGapSeconds)],
    ["driftFactor", options.driftFactor >= 1 && options.driftFactor <= Math.min(15, 1 + 2 * meanExcess)],
    ["seed", Number.isSafeInteger(options.seed)],
    ["gapVariation", options.gapVariation > 0 && options.gapVariation <= 1000],
    ["gapCorrelation", options.gapCorrelation > -1 && options.gapCorrelation < 1],
    ["gapDriftFactor", options.gapDriftFactor >= 1 && options.gapDriftFactor <= 1000],
    ["driftPeriodSeconds", above0(options.driftPeriodSeconds)],
    ["innerGapSeconds", options.innerGapSeconds >= 0 && Number.isFinite(options.innerGapSeconds)],
    ["resolutionSeconds", above0(options.resolutionSeconds)],
    ["stickiness", options.stickiness >= 0 && options.stickiness <= 1],
    ["coupling", options.coupling >= -1 && options.coupling <= 1],
    ["cpuRequests", table(options.cpuRequests, Number.MIN_VALUE)],
    ["memoryRequests", table(options.memoryRequests, 0)],
    ["classes", table(options.classes, -1)],
    [
      "burstSizes",
      sizes.length > 1 &&
        sizes.every(([size, survival], k) => {
          const [before, higher] = sizes[k - 1] ?? [-1, 1];
          if (k < 2 && (size !== k || (k === 0 && survival !== 1))) return false;
          return Number.isSafeInteger(size) && size > before && survival <= higher && survival >= 0;
        }),
    ],
  ];
  const bad = rules.find(([, holds]) => !holds)?.[0];
  if (bad !== undefined) {
    throw new EdgeflockError(
      "value",
      `synthetic workload: ${bad} is ${JSON.stringify(options[bad])?.slice(0, 60) ?? options[bad]}`,
      "Durations and gaps are above 0 s, driftFactor is 1 to 15 and at most 1 + 2·(mean burst size - 1), the seed is a whole " +
        "number; docs/workloads.md tells the rest.",
    );
  }
}
