/** How far a tuning is, counted in decisions, with the time left. */
import { TimeLeft } from "../../core/progress.ts";

export interface TuningProgress {
  /** In [0, 1]. */
  readonly fraction: number;
  /** Estimated time left [s]; NaN until it can be told. */
  readonly remainingSeconds: number;
  /** What is being done. */
  readonly running: readonly string[];
  /** A part that has just ended, and how; null otherwise. */
  readonly ended: { readonly name: string; readonly how: string } | null;
}

export class ProgressCount {
  readonly #running = new Map<string, { readonly weight: number; readonly fraction: number }>();
  readonly #timeLeft = new TimeLeft();
  #done = 0;

  /** @param total weight of all parts */
  constructor(
    readonly total: number,
    readonly show: (event: TuningProgress) => void,
  ) {}

  /** @param weight in decisions */
  start(name: string, weight: number): void {
    this.#running.set(name, { weight, fraction: 0 });
    this.#show(null);
  }

  update(name: string, fraction: number): void {
    const { weight } = this.#running.get(name)!;
    this.#running.set(name, { weight, fraction });
    this.#show(null);
  }

  /** @param how a short phrase */
  end(name: string, how: string): void {
    // One that waited for what has failed never began.
    this.#done += this.#running.get(name)?.weight ?? 0;
    this.#running.delete(name);
    this.#show({ name, how });
  }

  /** A part that needs not be done, because it was done before or nobody is left to do it. */
  skip(weight: number): void {
    this.#done += weight;
    this.#show(null);
  }

  #show(ended: TuningProgress["ended"]): void {
    let done = this.#done;
    for (const { weight, fraction } of this.#running.values()) done += weight * fraction;
    const fraction = this.total === 0 ? 1 : Math.min(1, done / this.total);
    const remainingSeconds = this.#timeLeft.update(fraction);
    this.show({ fraction, remainingSeconds, running: [...this.#running.keys()], ended });
  }
}
