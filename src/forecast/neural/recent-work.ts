/** How much came to a server in the last seconds. */

/** Spans that are looked back on [s]. */
export const spansSeconds = [1, 5, 30, 120, 600] as const;

export class RecentWork {
  /** Of each span: tasks, their work [cycles], and how much of the span lies within the window [s]. */
  readonly tasks = spansSeconds.map(() => 0);
  readonly cycles = spansSeconds.map(() => 0);
  readonly lastedSeconds = spansSeconds.map(() => 0);
  readonly #seconds: number[] = [];
  readonly #cyclesUpTo: number[] = [0];
  readonly #first = spansSeconds.map(() => 0);

  /** @param windowStartSeconds arrival of the window's first task, at whatever server */
  constructor(private readonly windowStartSeconds: number) {}

  /** Takes in a task of the server, in order of arrival. */
  add(seconds: number, cycles: number): void {
    this.#seconds.push(seconds);
    const total = this.#cyclesUpTo.at(-1)! + cycles;
    this.#cyclesUpTo.push(total);
    for (const [s, span] of spansSeconds.entries()) {
      while (this.#seconds[this.#first[s]!]! < seconds - span) this.#first[s]!++;
      this.tasks[s] = this.#seconds.length - this.#first[s]!;
      this.cycles[s] = total - this.#cyclesUpTo[this.#first[s]!]!;
      this.lastedSeconds[s] = Math.min(span, seconds - this.windowStartSeconds);
    }
  }
}
