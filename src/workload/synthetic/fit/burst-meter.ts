/**
 * Measures tasks as bursts, one task after the other: what a trace is fitted by, and its likeness judged by. A burst is a run of
 * tasks of which each comes at most `burstGapSeconds` after the one before. Memory grows with the users, not with the tasks.
 */
import { PairMoments } from "./pair-moments.ts";
import { ValueCounts } from "./value-counts.ts";

/** Stretches of the time range that bursts are counted in, for the drift of their rate and of their sizes. */
const driftBins = 1440;
/** Finer than this no clock of a trace is [s]. */
const leastResolution = 1e-9;
/** Stands for work and input of 0 where logarithms are taken. */
const almostNothing = 1e-12;

export interface MeterOptions {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly burstGapSeconds: number;
}

/** Work and input are in the units of the trace. */
export interface MeteredTask {
  readonly seconds: number;
  readonly work: number;
  readonly input: number;
  readonly user: string | number;
  /** Null where unknown. */
  readonly schedulingClass: string | number | null;
}

export class BurstMeter {
  tasks = 0;
  bursts = 0;
  /** From the start of one burst to that of the next [s]. */
  readonly gaps = new ValueCounts();
  readonly gapMoments = new PairMoments();
  /** Logarithms of each gap and of the one before. */
  readonly gapLogs = new PairMoments();
  readonly innerGaps = new PairMoments();
  readonly sizes = new ValueCounts();
  readonly work = new ValueCounts();
  readonly input = new ValueCounts();
  readonly workAndInput = new PairMoments();
  /** Logarithms of what the last burst of a user asked for, and the next one. */
  readonly nextWork = new PairMoments();
  readonly nextInput = new PairMoments();
  /** Of each class: tasks. */
  readonly classes = new Map<string | number | null, number>();
  /** Bursts, and those of more than one task, in equal stretches of the time range. */
  readonly burstsOverTime = new Float64Array(driftBins);
  readonly largerOverTime = new Float64Array(driftBins);
  /** Times are whole multiples of this [s]. */
  resolutionSeconds = 1;
  readonly options: MeterOptions;
  readonly #users = new Map<string | number, { bursts: number; work: number; input: number }>();
  #size = 0;
  #startSeconds = 0;
  #lastSeconds = Number.NaN;
  #lastGapLog = Number.NaN;
  #lastWork = Number.NaN;
  #lastInput = Number.NaN;

  constructor(options: MeterOptions) {
    this.options = options;
  }

  /** In order of time. */
  add({ seconds, work, input, user, schedulingClass }: MeteredTask): void {
    const begins = !(seconds - this.#lastSeconds <= this.options.burstGapSeconds);
    if (begins) this.#begin(seconds, work, input, user);
    else this.innerGaps.add(seconds - this.#lastSeconds, 0);
    this.#size++;
    this.tasks++;
    this.work.add(work, 1, begins || work !== this.#lastWork ? 1 : 0);
    this.input.add(input, 1, begins || input !== this.#lastInput ? 1 : 0);
    this.workAndInput.add(work, input);
    this.classes.set(schedulingClass, (this.classes.get(schedulingClass) ?? 0) + 1);
    this.#lastSeconds = seconds;
    this.#lastWork = work;
    this.#lastInput = input;
    while (this.resolutionSeconds > leastResolution && !isMultiple(seconds, this.resolutionSeconds)) {
      this.resolutionSeconds = Number((this.resolutionSeconds / 10).toPrecision(1));
    }
  }

  /** After the last task. */
  end(): void {
    if (this.#size === 0) return;
    this.sizes.add(this.#size);
    if (this.#size > 1) this.largerOverTime[this.#bin(this.#startSeconds)]! += 1;
    this.#size = 0;
  }

  /** Bursts of each user, the most first. */
  burstsOfUsers(): number[] {
    return [...this.#users.values()].map(({ bursts }) => bursts).sort((a, b) => b - a);
  }

  #begin(seconds: number, work: number, input: number, user: string | number): void {
    this.end();
    if (this.bursts > 0) this.#gap(seconds - this.#startSeconds);
    this.bursts++;
    this.#startSeconds = seconds;
    this.burstsOverTime[this.#bin(seconds)]! += 1;
    const logWork = Math.log(Math.max(work, almostNothing));
    const logInput = Math.log(Math.max(input, almostNothing));
    const before = this.#users.get(user);
    if (before === undefined) {
      this.#users.set(user, { bursts: 1, work: logWork, input: logInput });
      return;
    }
    this.nextWork.add(before.work, logWork);
    this.nextInput.add(before.input, logInput);
    before.bursts++;
    before.work = logWork;
    before.input = logInput;
  }

  #gap(seconds: number): void {
    this.gaps.add(seconds);
    this.gapMoments.add(seconds, 0);
    const log = Math.log(seconds);
    if (!Number.isNaN(this.#lastGapLog)) this.gapLogs.add(this.#lastGapLog, log);
    this.#lastGapLog = log;
  }

  #bin(seconds: number): number {
    const { fromSeconds, toSeconds } = this.options;
    const place = ((seconds - fromSeconds) / (toSeconds - fromSeconds)) * driftBins;
    return Math.max(0, Math.min(driftBins - 1, Math.floor(place)));
  }
}

/** But for the rounding of the two. */
function isMultiple(seconds: number, resolution: number): boolean {
  const steps = seconds / resolution;
  return Math.abs(steps - Math.round(steps)) < 1e-3 + Math.abs(steps) * 1e-15;
}
