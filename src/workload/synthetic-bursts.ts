/**
 * What the built-in stand-in for the Google trace is made of (reference-scenarios.md): bursts of equal tasks, one burst
 * a job, with the statistics of all usable SUBMIT events (resubmits too) of the trace's first 2.8 hours, a burst being a
 * run of submits at most 10 ms apart. They come one after the other, for as long as wanted.
 */
import { EdgeflockError } from "../core/errors.ts";
import { Rng } from "../core/rng.ts";

export interface SyntheticGoogleOptions {
  /** Length of the generated trace [s], before `timeScale`. */
  readonly durationSeconds: number;
  readonly seed: number;
  /** Mean gap between bursts [s], before `timeScale`. */
  readonly burstGapSeconds: number;
  /** Highest over lowest rate of tasks as it drifts, before `perJobLimit`; 1 for no drift, at most 15. */
  readonly driftFactor: number;
}

/** Coefficient of variation of the gaps; log-normal, as skewed as the trace's. */
const gapVariation = 0.72;
/** Mean gap inside a burst [s]; rounded to whole microseconds, as the trace's times are. */
const innerGapSeconds = 5e-6;
/** One swing of the rate up and down [s of the trace]. */
const driftPeriodSeconds = 3600;
/** Chance that a user's next job asks for what the user's last one asked for; the R² of "the same again" is 2p − 1. */
const stickiness = 0.85;
/** Users by rank, with their share of the jobs. */
const userShares = Array.from({ length: 130 }, (_, rank) => [rank, (rank + 1) ** -1.2] as const);
/** Chance that a user's CPU and memory habits are drawn from the same quantile. */
const coupling = 0.31;

/** Burst sizes: P(size > first) = second, log-log between the knots. Mean 9.7, p50 2, p90 4, p95 7, p99 129. */
const sizeSurvival: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 0.51],
  [2, 0.238],
  [3, 0.124],
  [4, 0.0768],
  [5, 0.0594],
  [6, 0.0524],
  [7, 0.0477],
  [8, 0.0444],
  [11, 0.04],
  [22, 0.03],
  [50, 0.02],
  [129, 0.01],
  [404, 0.005],
  [1051, 0.0024],
  [2075, 0.0005],
  [3150, 0.00001],
];
const meanExcessSize = 8.67;
const longestBurst = 3150;

/** Requests with their share of the tasks, ascending. */
const cpuRequests: readonly (readonly [number, number])[] = [
  [0.00625, 0.058],
  [0.009377, 0.02],
  [0.0125, 0.069],
  [0.01562, 0.12],
  [0.01875, 0.01],
  [0.02499, 0.495],
  [0.03125, 0.057],
  [0.04062, 0.014],
  [0.05, 0.01],
  [0.0625, 0.083],
  [0.06873, 0.021],
  [0.1, 0.015],
  [0.125, 0.012],
  [0.1938, 0.01],
  [0.25, 0.004],
  [0.5, 0.002],
];
const memoryRequests: readonly (readonly [number, number])[] = [
  [0.001554, 0.03],
  [0.003109, 0.045],
  [0.00466, 0.04],
  [0.00777, 0.052],
  [0.01193, 0.07],
  [0.01553, 0.13],
  [0.0159, 0.045],
  [0.02069, 0.025],
  [0.02545, 0.16],
  [0.0318, 0.03],
  [0.03339, 0.3],
  [0.04773, 0.025],
  [0.07959, 0.033],
  [0.1592, 0.012],
  [0.3184, 0.003],
];
/** Scheduling classes 0 to 3 with their share of the tasks. */
const schedulingClasses: readonly (readonly [number, number])[] = [
  [0, 0.781],
  [1, 0.061],
  [2, 0.151],
  [3, 0.007],
];

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
  /** Tasks, and the first `size` entries their times [s], ascending, in whole microseconds. */
  readonly size: number;
  readonly timeSeconds: Float64Array;
}

export class SyntheticBursts {
  readonly #options: SyntheticGoogleOptions;
  readonly #gaps: Rng;
  readonly #sizes: Rng;
  readonly #users: Rng;
  readonly #sigma = Math.sqrt(Math.log(1 + gapVariation ** 2));
  readonly #logMean: number;
  readonly #phase: number;
  readonly #habits = new Map<number, Habit>();
  readonly #timeSeconds = new Float64Array(longestBurst);
  #job = 0;
  #startSeconds: number;

  /** @throws EdgeflockError("value") when an option is out of its domain */
  constructor(options: SyntheticGoogleOptions) {
    check(options);
    this.#options = options;
    this.#gaps = Rng.stream(options.seed, "synthetic-google/gaps");
    this.#sizes = Rng.stream(options.seed, "synthetic-google/sizes");
    this.#users = Rng.stream(options.seed, "synthetic-google/users");
    this.#logMean = Math.log(options.burstGapSeconds) - this.#sigma ** 2 / 2;
    this.#phase = this.#sizes.uniform();
    this.#startSeconds = this.#gap();
  }

  /** The next burst; null at the end of the trace. Its times are overwritten by the next call. */
  next(): Burst | null {
    const { durationSeconds, driftFactor } = this.#options;
    const start = this.#startSeconds;
    if (start >= durationSeconds) return null;
    const user = quantile(userShares, this.#users.uniform());
    const habit = nextHabit(this.#habits.get(user), this.#users);
    this.#habits.set(user, habit);
    const intensity = driftAt(start, this.#phase, driftFactor);
    const most = burstSize((1 - this.#sizes.uniform()) / intensity);
    let at = start;
    let size = 0;
    while (size < most && at < durationSeconds) {
      this.#timeSeconds[size++] = Math.round(at * 1e6) / 1e6;
      at += this.#gaps.exponential(innerGapSeconds);
    }
    // A long burst may outlast a short gap: the next one starts after it.
    this.#startSeconds = Math.max(start + this.#gap(), at);
    return { job: this.#job++, user, habit, size, timeSeconds: this.#timeSeconds };
  }

  #gap(): number {
    return Math.exp(this.#logMean + this.#sigma * this.#gaps.normal());
  }
}

function nextHabit(last: Habit | undefined, rng: Rng): Habit {
  if (last !== undefined && rng.uniform() < stickiness) return last;
  const place = rng.uniform();
  const memoryPlace = rng.uniform() < coupling ? place : rng.uniform();
  return {
    cpu: quantile(cpuRequests, place),
    memory: quantile(memoryRequests, memoryPlace),
    schedulingClass: quantile(schedulingClasses, rng.uniform()),
  };
}

/** The value at a place in [0, 1) of the cumulative shares. */
function quantile(shares: readonly (readonly [number, number])[], place: number): number {
  let left = place * shares.reduce((sum, [, share]) => sum + share, 0);
  let value = 0;
  for (const [candidate, share] of shares) {
    value = candidate;
    left -= share;
    if (left < 0) break;
  }
  return value;
}

/** Smallest size whose survival probability is not above `survival`. */
function burstSize(survival: number): number {
  let [lastSize, lastSurvival] = sizeSurvival[0] ?? [0, 1];
  for (const [size, probability] of sizeSurvival.slice(1)) {
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

/**
 * Factor on the chance of every size above 1, of mean 1 over a period: the trace's bursts come at a steady rate, what
 * drifts is how large they are.
 */
function driftAt(seconds: number, phase: number, factor: number): number {
  const lowest = (2 * meanExcessSize - (factor - 1)) / ((factor + 1) * meanExcessSize);
  return 1 + (1 - lowest) * Math.sin(2 * Math.PI * (seconds / driftPeriodSeconds + phase));
}

function check(options: SyntheticGoogleOptions): void {
  const bad =
    (!(options.durationSeconds > 0 && Number.isFinite(options.durationSeconds)) && "durationSeconds") ||
    (!(options.burstGapSeconds > 0 && Number.isFinite(options.burstGapSeconds)) && "burstGapSeconds") ||
    (!(options.driftFactor >= 1 && options.driftFactor <= 15) && "driftFactor") ||
    (!Number.isSafeInteger(options.seed) && "seed");
  if (bad) {
    throw new EdgeflockError(
      "value",
      `synthetic workload: ${bad} is ${options[bad]}`,
      "Durations and gaps are above 0 s, driftFactor is 1 to 15, the seed is a whole number.",
    );
  }
}
