/** The trials of an algorithm in one bracket: who is still on the way, and how all have done. */
import { type Bracket, survivors } from "./brackets.ts";
import type { AlgorithmTrials } from "./trial-settings.ts";
import type { TrialPoint } from "./tuning-cell.ts";
import { type RungOutcome, rungOutcome, scoreOf, type TrialOutcome } from "./tuning-outcome.ts";

export class Course {
  alive: number[];
  readonly #rungs = new Map<number, RungOutcome[]>();

  constructor(
    readonly trials: AlgorithmTrials,
    readonly bracket: Bracket,
    readonly bracketNumber: number,
  ) {
    this.alive = Array.from({ length: bracket.rungs[0]!.trials }, (_, k) => bracket.firstTrial + k);
  }

  /** Notes how those alive have done, and leaves alive those that go on. */
  async compare(
    round: number,
    pointsOf: (trial: number, until: number) => Promise<(readonly TrialPoint[] | null)[]>,
  ): Promise<void> {
    const { episodes } = this.bracket.rungs[round]!;
    const scores = [];
    for (const trial of this.alive) {
      const rung = rungOutcome(episodes, await pointsOf(trial, episodes));
      this.#rungs.set(trial, [...(this.#rungs.get(trial) ?? []), rung]);
      scores.push({ trial, score: scoreOf(rung) });
    }
    const next = this.bracket.rungs[round + 1];
    if (next !== undefined) this.alive = survivors(scores, next.trials);
  }

  outcomes(): TrialOutcome[] {
    return [...this.#rungs]
      .map(([trial, rungs]): TrialOutcome => {
        const isWhole = rungs.length === this.bracket.rungs.length;
        const nothing = rungs.at(-1)!.judgement === null;
        return {
          trial,
          bracket: this.bracketNumber,
          settings: this.trials.settings[trial]!,
          values: this.trials.values[trial]!,
          status: nothing ? "failed" : isWhole ? "complete" : "stopped",
          rungs,
        };
      })
      .sort((p, q) => p.trial - q.trial);
  }
}
