/** Jobs that come one by one, by a Poisson process of any rate. */
import { ArrivalGenerator, type Arrivals } from "./arrivals.ts";
import { checkCommon } from "./check-options.ts";
import type { Generator } from "./generator.ts";
import type { Rate } from "./rate.ts";
import { type RequestOptions, Requests } from "./requests.ts";
import { ThinnedPoisson } from "./thinned-poisson.ts";

/** What all generators have whose jobs come at a rate. */
export interface RateOptions {
  /** Arrivals end then [s]. */
  readonly durationSeconds: number;
  readonly seed: number;
  readonly requests: RequestOptions;
}

/** @param generator names the random streams, and what is wrong with the options */
export function jobsAtRate(generator: string, rate: Rate, options: RateOptions): Generator {
  checkCommon(generator, options);
  const { seed, requests, durationSeconds } = options;
  const process = new ThinnedPoisson(rate, seed, generator);
  let jobs = 0;
  const arrivals: Arrivals = {
    next(arrival) {
      arrival.seconds = process.next();
      arrival.job = jobs++;
    },
  };
  return new ArrivalGenerator(arrivals, new Requests(requests, seed, generator), durationSeconds);
}
