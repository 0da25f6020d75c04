/** The state of all cells as one picture, with the time left. */
import { TimeLeft } from "../core/progress.ts";

export interface CellProgress {
  /** E.g. "cto-tp seed 3", "static-tuned", "forecaster". */
  readonly name: string;
  readonly status: "waiting" | "running" | "done" | "skipped" | "failed";
  /** In [0, 1]. */
  readonly fraction: number;
  /** What it does now or how it ended: a short phrase. */
  readonly note: string;
}

/** The whole picture, sent on every change. */
export interface ExperimentProgress {
  readonly cells: readonly CellProgress[];
  readonly fraction: number;
  /** Estimated time left [s]; NaN until it can be told. */
  readonly remainingSeconds: number;
}

export class ProgressPicture {
  readonly #cells = new Map<string, CellProgress>();
  readonly #timeLeft = new TimeLeft();

  /** @param weights work of each cell, in any unit */
  constructor(
    readonly weights: ReadonlyMap<string, number>,
    readonly show: (event: ExperimentProgress) => void,
  ) {
    for (const name of weights.keys())
      this.#cells.set(name, { name, status: "waiting", fraction: 0, note: "" });
  }

  update(name: string, changes: Partial<Omit<CellProgress, "name">>): void {
    const before = this.#cells.get(name)!;
    // A resumed cell begins where it was: it never seems to lose ground within a session.
    const fraction = Math.max(before.fraction, changes.fraction ?? 0);
    this.#cells.set(name, { ...before, ...changes, fraction });
    this.#show();
  }

  #show(): void {
    let all = 0;
    let done = 0;
    for (const [name, weight] of this.weights) {
      const { status, fraction } = this.#cells.get(name)!;
      all += weight;
      done += weight * (status === "waiting" || status === "running" ? fraction : 1);
    }
    const fraction = all === 0 ? 1 : done / all;
    this.show({
      cells: [...this.#cells.values()],
      fraction,
      remainingSeconds: this.#timeLeft.update(fraction),
    });
  }
}
