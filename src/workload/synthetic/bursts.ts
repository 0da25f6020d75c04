/**
 * Bursts that hit several servers at the same instant, beside ordinary Poisson arrivals. Of the bursts of each server a
 * share `correlation` comes at instants that are common to all servers, and the rest at instants of its own. Both are
 * Poisson processes, so what one server sees is the same process whatever the correlation (a common-shock model: Marshall
 * and Olkin, "A multivariate exponential distribution", JASA 62, 1967).
 */
import { Rng } from "../../core/rng.ts";
import { type Arrival, ArrivalGenerator, type Arrivals } from "./arrivals.ts";
import { checkCommon, checkCount, checkOptions, checkWeights } from "./check-options.ts";
import { type Count, countDraw } from "./count.ts";
import type { Generator } from "./generator.ts";
import type { RateOptions } from "./jobs-at-rate.ts";
import { checkSwings, constantRate, type Rate, type Swing, swinging } from "./rate.ts";
import { Requests } from "./requests.ts";
import { ThinnedPoisson } from "./thinned-poisson.ts";

export interface BurstsGeneratorOptions extends RateOptions {
  /** Ordinary jobs, at all servers together [1/s]. */
  readonly rate: number;
  /** What `rate` is multiplied by as time goes; bursts come steadily. */
  readonly swings: readonly Swing[];
  /** Mean time from one burst to the next at a server of mean weight [s]. */
  readonly burstGapSeconds: number;
  /** Tasks of a burst at one server. Each asks for something of its own. */
  readonly burstSize: Count;
  /** 0 for servers that burst independently, 1 for bursts that all come at common instants. */
  readonly correlation: number;
  /** Bursts of a server come in proportion to its weight. */
  readonly homeWeights: readonly number[];
}

/** @throws EdgeflockError("value") when an option is out of its domain */
export function burstsGenerator(options: BurstsGeneratorOptions): Generator {
  const { rate, burstGapSeconds, burstSize, correlation, homeWeights, swings, seed } = options;
  checkOptions("bursts", [
    ["rate", rate, "not below 0"],
    ["burstGapSeconds", burstGapSeconds, "at least 1 ms"],
    ["correlation", correlation, "from 0 to 1"],
  ]);
  checkWeights("bursts", "homeWeights", homeWeights);
  checkCount("bursts", "burstSize", burstSize);
  checkSwings("bursts", swings);
  checkCommon("bursts", options);
  return new ArrivalGenerator(
    new BurstArrivals(options),
    new Requests(options.requests, seed, "bursts"),
    options.durationSeconds,
  );
}

class BurstArrivals implements Arrivals {
  readonly #ordinary: ThinnedPoisson;
  readonly #own: ThinnedPoisson;
  readonly #common: ThinnedPoisson;
  /** When the next of each comes [s]. */
  #ordinarySeconds: number;
  #ownSeconds: number;
  #commonSeconds: number;
  /** The least draw by which a common burst leaves each server out: its weight, of the greatest. */
  readonly #reach: readonly number[];
  readonly #reached: Rng;
  readonly #sizes: Rng;
  readonly #size: (rng: Rng) => number;
  /** Of the common burst: its reach, and the server it hits next. */
  #draw = 0;
  #server: number;
  #jobs = 0;

  constructor(options: BurstsGeneratorOptions) {
    const { homeWeights, correlation, burstGapSeconds, seed } = options;
    const process = (rate: Rate, name: string) => new ThinnedPoisson(rate, seed, name);
    const greatest = Math.max(...homeWeights);
    const mean = homeWeights.reduce((sum, weight) => sum + weight, 0) / homeWeights.length;
    this.#ordinary = process(swinging(constantRate(options.rate), options.swings), "bursts");
    // Bursts of the servers' own are one process: the salt deals them to servers by their weights.
    const ownRate = ((1 - correlation) * homeWeights.length) / burstGapSeconds;
    this.#own = process(constantRate(ownRate), "bursts/own");
    // Common ones come as often as those of the server with the greatest weight, and hit each by its weight.
    const commonRate = (correlation * greatest) / mean / burstGapSeconds;
    this.#common = process(constantRate(commonRate), "bursts/common");
    this.#ordinarySeconds = this.#ordinary.next();
    this.#ownSeconds = this.#own.next();
    this.#commonSeconds = this.#common.next();
    this.#reach = homeWeights.map((weight) => weight / greatest);
    this.#reached = Rng.stream(seed, "bursts/reach");
    this.#sizes = Rng.stream(seed, "bursts/sizes");
    this.#size = countDraw(options.burstSize);
    this.#server = homeWeights.length;
  }

  next(arrival: Arrival): void {
    arrival.home = -1;
    arrival.job = this.#jobs++;
    if (this.#server < this.#reach.length) {
      this.#hit(arrival);
      return;
    }
    const next = Math.min(this.#ordinarySeconds, this.#ownSeconds, this.#commonSeconds);
    arrival.seconds = next;
    if (this.#ordinarySeconds === next) {
      arrival.tasks = 0;
      this.#ordinarySeconds = this.#ordinary.next();
    } else if (this.#ownSeconds === next) {
      arrival.tasks = this.#size(this.#sizes);
      this.#ownSeconds = this.#own.next();
    } else {
      this.#commonSeconds = this.#common.next();
      // One draw for all servers, so that where weights differ as many as can be are hit together.
      this.#draw = this.#reached.uniform();
      this.#server = this.#hitFrom(0);
      this.#hit(arrival);
    }
  }

  /** The common burst at one server; the time is that of the servers before. */
  #hit(arrival: Arrival): void {
    arrival.home = this.#server;
    arrival.tasks = this.#size(this.#sizes);
    this.#server = this.#hitFrom(this.#server + 1);
  }

  /** The first server from `server` on that the common burst hits. */
  #hitFrom(server: number): number {
    let next = server;
    while (next < this.#reach.length && this.#reach[next]! <= this.#draw) next++;
    return next;
  }
}
