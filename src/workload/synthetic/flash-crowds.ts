/**
 * Poisson arrivals with flash crowds: now and then the rate surges, rises to its peak in a straight line, and dies away
 * exponentially. Crowds come by a Poisson process of their own and add up where they meet.
 */
import { Rng } from "../../core/rng.ts";
import { type Arrival, ArrivalGenerator, type Arrivals } from "./arrivals.ts";
import { checkCommon, checkOptions } from "./check-options.ts";
import type { Generator } from "./generator.ts";
import type { RateOptions } from "./jobs-at-rate.ts";
import { checkSwings, constantRate, type Rate, type Swing, swinging } from "./rate.ts";
import { Requests } from "./requests.ts";
import { ThinnedPoisson } from "./thinned-poisson.ts";

export interface FlashCrowdsGeneratorOptions extends RateOptions {
  /** Jobs without any crowd, at all servers together [1/s]. */
  readonly rate: number;
  /** What multiplies the rate at the peak of a crowd. */
  readonly peakFactor: number;
  /** From the beginning of a crowd to its peak [s]. */
  readonly riseSeconds: number;
  /** In which it falls to 1/e after the peak [s]. */
  readonly decaySeconds: number;
  /** Mean time from one crowd to the next [s]. */
  readonly everySeconds: number;
  /** All over the network, each task with a home of its own; or at one place, the home of all the crowd's tasks. */
  readonly where: "everywhere" | "one server";
  /** What the rate, crowds included, is multiplied by as time goes. */
  readonly swings: readonly Swing[];
}

/** A crowd is over when this is left of its peak. */
const over = 1e-3;

/** @throws EdgeflockError("value") when an option is out of its domain */
export function flashCrowdsGenerator(options: FlashCrowdsGeneratorOptions): Generator {
  const { rate, peakFactor, riseSeconds, decaySeconds, everySeconds, swings, seed } = options;
  checkOptions("flash-crowds", [
    ["rate", rate, "above 0"],
    ["peakFactor", peakFactor, "at least 1"],
    ["riseSeconds", riseSeconds, "not below 0"],
    ["decaySeconds", decaySeconds, "at least 1 ms"],
    ["everySeconds", everySeconds, "at least 1 ms"],
  ]);
  checkSwings("flash-crowds", swings);
  checkCommon("flash-crowds", options);
  return new ArrivalGenerator(
    new CrowdedArrivals(options),
    new Requests(options.requests, seed, "flash-crowds"),
    options.durationSeconds,
  );
}

interface Crowd {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** −1 before its first task, and for crowds that are everywhere. */
  job: number;
}

/** The rate of the crowds and of what comes without them, as a factor on the latter. */
class Crowds implements Rate {
  now = 1;
  most = 1;
  mostUntilSeconds = 0;
  /** Those that are not over, in order of their start. */
  readonly crowds: Crowd[] = [];
  readonly #options: FlashCrowdsGeneratorOptions;
  readonly #lengthSeconds: number;
  readonly #starts: ThinnedPoisson;
  #nextStart: number;

  constructor(options: FlashCrowdsGeneratorOptions) {
    this.#options = options;
    this.#lengthSeconds = options.riseSeconds - options.decaySeconds * Math.log(over);
    this.#starts = new ThinnedPoisson(
      constantRate(1 / options.everySeconds),
      options.seed,
      "flash-crowds/crowds",
    );
    this.#nextStart = this.#starts.next();
  }

  moveTo(seconds: number): void {
    const { crowds } = this;
    while (this.#nextStart <= seconds) {
      const endSeconds = this.#nextStart + this.#lengthSeconds;
      if (endSeconds > seconds) crowds.push({ startSeconds: this.#nextStart, endSeconds, job: -1 });
      this.#nextStart = this.#starts.next();
    }
    while (crowds.length > 0 && crowds[0]!.endSeconds <= seconds) crowds.shift();
    this.now = 1;
    for (const crowd of crowds) this.now += this.of(crowd, seconds);
    this.most = 1 + crowds.length * (this.#options.peakFactor - 1);
    this.mostUntilSeconds = Math.min(this.#nextStart, crowds[0]?.endSeconds ?? Number.POSITIVE_INFINITY);
  }

  /** What a crowd adds to the factor. */
  of(crowd: Crowd, seconds: number): number {
    const { peakFactor, riseSeconds, decaySeconds } = this.#options;
    const since = seconds - crowd.startSeconds;
    const height = since < riseSeconds ? since / riseSeconds : Math.exp((riseSeconds - since) / decaySeconds);
    return (peakFactor - 1) * height;
  }
}

/** `base` times a constant. */
class ScaledRate implements Rate {
  now = 0;
  most = 0;
  mostUntilSeconds = 0;
  readonly #base: Rate;
  readonly #factor: number;

  constructor(base: Rate, factor: number) {
    this.#base = base;
    this.#factor = factor;
  }

  moveTo(seconds: number): void {
    this.#base.moveTo(seconds);
    this.now = this.#base.now * this.#factor;
    this.most = this.#base.most * this.#factor;
    this.mostUntilSeconds = this.#base.mostUntilSeconds;
  }
}

class CrowdedArrivals implements Arrivals {
  readonly #crowds: Crowds;
  readonly #process: ThinnedPoisson;
  readonly #whose: Rng;
  readonly #oneServer: boolean;
  #jobs = 0;

  constructor(options: FlashCrowdsGeneratorOptions) {
    this.#crowds = new Crowds(options);
    const rate = swinging(new ScaledRate(this.#crowds, options.rate), options.swings);
    this.#process = new ThinnedPoisson(rate, options.seed, "flash-crowds");
    this.#whose = Rng.stream(options.seed, "flash-crowds/whose");
    this.#oneServer = options.where === "one server";
  }

  next(arrival: Arrival): void {
    arrival.seconds = this.#process.next();
    const crowd = this.#oneServer ? this.#crowdAt(arrival.seconds) : null;
    if (crowd === null) arrival.job = this.#jobs++;
    else {
      if (crowd.job < 0) crowd.job = this.#jobs++;
      arrival.job = crowd.job;
    }
  }

  /** The crowd that a job belongs to; null for none. */
  #crowdAt(seconds: number): Crowd | null {
    const { crowds, now } = this.#crowds;
    if (crowds.length === 0) return null;
    let place = this.#whose.uniform() * now;
    for (const crowd of crowds) {
      place -= this.#crowds.of(crowd, seconds);
      if (place < 0) return crowd;
    }
    return null;
  }
}
