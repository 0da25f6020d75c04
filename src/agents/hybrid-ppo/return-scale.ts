/**
 * Mean and deviation of returns, over the recent episodes: the value function learns returns less the mean, over the
 * deviation, whatever the scale of a scenario's rewards (value normalisation: Yu et al., 2022, section 5.1).
 */
export interface ReturnScaleState {
  /** Weight of all episodes so far; 0 before the first. */
  readonly weight: number;
  readonly sum: number;
  readonly squares: number;
}

/** Weight of the episodes before. */
const memory = 0.9;

export class ReturnScale {
  #state: ReturnScaleState = { weight: 0, sum: 0, squares: 0 };

  get mean(): number {
    const { weight, sum } = this.#state;
    return weight > 0 ? sum / weight : 0;
  }

  /** 1 before there are two returns that differ. */
  get deviation(): number {
    const { weight, squares } = this.#state;
    const variance = weight > 0 ? squares / weight - this.mean ** 2 : 0;
    return variance > 1e-12 ? Math.sqrt(variance) : 1;
  }

  /** Takes note of the returns of an episode. */
  note(returns: ArrayLike<number>): void {
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < returns.length; k++) {
      sum += returns[k]!;
      squares += returns[k]! ** 2;
    }
    const now = this.#state;
    this.#state = {
      weight: memory * now.weight + (1 - memory),
      sum: memory * now.sum + ((1 - memory) * sum) / returns.length,
      squares: memory * now.squares + ((1 - memory) * squares) / returns.length,
    };
  }

  normalised(value: number): number {
    return (value - this.mean) / this.deviation;
  }

  /** The inverse of `normalised`. */
  restored(value: number): number {
    return this.mean + this.deviation * value;
  }

  state(): ReturnScaleState {
    return this.#state;
  }

  restore(state: ReturnScaleState): void {
    this.#state = state;
  }
}
