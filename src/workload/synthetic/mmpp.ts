/**
 * Markov-modulated Poisson arrivals: a chain of states, each with a rate of its own, that stays an exponential time in one
 * and goes to any other with equal chance (Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP)
 * cookbook", Performance Evaluation 18, 1993). It begins in its stationary regime.
 */
import { EdgeflockError } from "../../core/errors.ts";
import { Rng } from "../../core/rng.ts";
import { indexDraw } from "./amount.ts";
import { checkOptions } from "./check-options.ts";
import type { Generator } from "./generator.ts";
import { jobsAtRate, type RateOptions } from "./jobs-at-rate.ts";
import { checkSwings, type Rate, type Swing, swinging } from "./rate.ts";

export interface MmppState {
  /** Jobs, at all servers together [1/s]. */
  readonly rate: number;
  /** Mean time in the state [s]. */
  readonly sojournSeconds: number;
}

export interface MmppGeneratorOptions extends RateOptions {
  readonly states: readonly MmppState[];
  /** What the rates are multiplied by as time goes. */
  readonly swings: readonly Swing[];
}

/** @throws EdgeflockError("value") when an option is out of its domain */
export function mmppGenerator(options: MmppGeneratorOptions): Generator {
  const { states, swings, seed } = options;
  for (const { rate, sojournSeconds } of states) {
    checkOptions("mmpp", [
      ["the rate of a state", rate, "not below 0"],
      ["the sojourn of a state", sojournSeconds, "at least 1 ms"],
    ]);
  }
  if (!states.some(({ rate }) => rate > 0)) {
    throw new EdgeflockError("value", "mmpp: no state has a rate above 0", "Give one a rate.");
  }
  checkSwings("mmpp", swings);
  return jobsAtRate("mmpp", swinging(new ModulatedRate(states, seed), swings), options);
}

class ModulatedRate implements Rate {
  now = 0;
  most = 0;
  mostUntilSeconds = 0;
  readonly #states: readonly MmppState[];
  readonly #rng: Rng;
  #state: number;

  constructor(states: readonly MmppState[], seed: number) {
    this.#states = states;
    this.#rng = Rng.stream(seed, "mmpp/states");
    // All states are entered equally often, so the share of each in time is that of its sojourn.
    this.#state = indexDraw(states.map(({ sojournSeconds }) => sojournSeconds))(this.#rng);
    this.#enter();
  }

  moveTo(seconds: number): void {
    while (seconds >= this.mostUntilSeconds) {
      const step = 1 + this.#rng.integer(this.#states.length - 1);
      this.#state = (this.#state + step) % this.#states.length;
      this.#enter();
    }
  }

  #enter(): void {
    const { rate, sojournSeconds } = this.#states[this.#state]!;
    this.now = rate;
    this.most = rate;
    this.mostUntilSeconds =
      this.#states.length === 1
        ? Number.POSITIVE_INFINITY
        : this.mostUntilSeconds + this.#rng.exponential(sojournSeconds);
  }
}
