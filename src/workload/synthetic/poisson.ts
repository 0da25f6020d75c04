/** Poisson arrivals: jobs that know nothing of one another. */
import { checkOptions } from "./check-options.ts";
import type { Generator } from "./generator.ts";
import { jobsAtRate, type RateOptions } from "./jobs-at-rate.ts";
import { constantRate } from "./rate.ts";

export interface PoissonGeneratorOptions extends RateOptions {
  /** Jobs, at all servers together [1/s]. */
  readonly rate: number;
}

/** @throws EdgeflockError("value") when an option is out of its domain */
export function poissonGenerator(options: PoissonGeneratorOptions): Generator {
  checkOptions("poisson", [["rate", options.rate, "above 0"]]);
  return jobsAtRate("poisson", constantRate(options.rate), options);
}
