/** Rates that change over time: the shape of a Poisson process that is not homogeneous. */
import { checkOptions } from "./check-options.ts";

/** A rate [1/s], or a factor on one, and a bound on it. Time never goes back. */
export interface Rate {
  /** Moves on to `seconds`; the fields below are of that moment. */
  moveTo(seconds: number): void;
  readonly now: number;
  /** The rate is never above this before `mostUntilSeconds`, which lies ahead. */
  readonly most: number;
  readonly mostUntilSeconds: number;
}

export function constantRate(rate: number): Rate {
  return { moveTo() {}, now: rate, most: rate, mostUntilSeconds: Number.POSITIVE_INFINITY };
}

/** Up and down as a sine: 1 + amplitude·sin(2π(t/period + phase)), a factor of mean 1. */
export interface Swing {
  readonly periodSeconds: number;
  /** 0 to 1. */
  readonly amplitude: number;
  /** Of a period: 0 is the mean on its way up at time 0, 0.25 the peak. */
  readonly phase: number;
}

/** A rate times all swings. */
export class SwingingRate implements Rate {
  now = 0;
  most = 0;
  mostUntilSeconds = 0;
  readonly #rate: Rate;
  readonly #swings: readonly Swing[];
  readonly #mostFactor: number;

  constructor(rate: Rate, swings: readonly Swing[]) {
    this.#rate = rate;
    this.#swings = swings;
    this.#mostFactor = swings.reduce((factor, { amplitude }) => factor * (1 + amplitude), 1);
  }

  moveTo(seconds: number): void {
    this.#rate.moveTo(seconds);
    let factor = 1;
    for (const { periodSeconds, amplitude, phase } of this.#swings) {
      factor *= 1 + amplitude * Math.sin(2 * Math.PI * (seconds / periodSeconds + phase));
    }
    this.now = this.#rate.now * factor;
    this.most = this.#rate.most * this.#mostFactor;
    this.mostUntilSeconds = this.#rate.mostUntilSeconds;
  }
}

/** `rate`, times its swings where it has any. */
export function swinging(rate: Rate, swings: readonly Swing[]): Rate {
  return swings.length === 0 ? rate : new SwingingRate(rate, swings);
}

/** @throws EdgeflockError("value") when a swing is none */
export function checkSwings(generator: string, swings: readonly Swing[]): void {
  for (const { periodSeconds, amplitude, phase } of swings) {
    checkOptions(generator, [
      ["the period of a swing", periodSeconds, "above 0"],
      ["the amplitude of a swing", amplitude, "from 0 to 1"],
      ["the phase of a swing", phase, "finite"],
    ]);
  }
}
