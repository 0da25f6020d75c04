/** Poisson arrivals whose rate swings, as by day and by week. */
import { checkOptions } from "./check-options.ts";
import type { Generator } from "./generator.ts";
import { jobsAtRate, type RateOptions } from "./jobs-at-rate.ts";
import { checkSwings, constantRate, type Swing, swinging } from "./rate.ts";

export interface DiurnalGeneratorOptions extends RateOptions {
  /** Jobs on average, at all servers together [1/s]. */
  readonly rate: number;
  readonly swings: readonly Swing[];
}

/** @throws EdgeflockError("value") when an option is out of its domain */
export function diurnalGenerator(options: DiurnalGeneratorOptions): Generator {
  checkOptions("diurnal", [["rate", options.rate, "above 0"]]);
  checkSwings("diurnal", options.swings);
  return jobsAtRate("diurnal", swinging(constantRate(options.rate), options.swings), options);
}
