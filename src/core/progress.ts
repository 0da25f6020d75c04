/** Estimates the time that is left from the work done so far. */

/**
 * Time left by the pace of the last half of what was done: a pace that settles late (a training that has yet to
 * fill its buffers) is soon forgotten, a single slow step is not taken for a trend.
 */
export class TimeLeft {
  readonly #marks: { readonly at: number; readonly fraction: number }[] = [];

  /** @param now a clock in milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /**
   * Notes that `fraction` of the work is done, a number that only grows.
   * @returns seconds left; NaN until two different fractions are known
   */
  update(fraction: number): number {
    const mark = { at: this.now(), fraction };
    const last = this.#marks.at(-1);
    if (last === undefined || fraction > last.fraction) this.#marks.push(mark);
    if (this.#marks.length > 256) this.#thinOut();
    if (fraction >= 1) return 0;
    const first = this.#marks[0]!;
    const middle = (first.fraction + fraction) / 2;
    const from = this.#marks.findLast((m) => m.fraction <= middle) ?? first;
    const pace = (fraction - from.fraction) / (mark.at - from.at);
    return pace > 0 && Number.isFinite(pace) ? (1 - fraction) / pace / 1000 : Number.NaN;
  }

  #thinOut(): void {
    const kept = this.#marks.filter((_, k) => k % 2 === 0 || k === this.#marks.length - 1);
    this.#marks.splice(0, this.#marks.length, ...kept);
  }
}
