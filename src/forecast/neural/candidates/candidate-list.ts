/**
 * Candidates: values that a target may well take, such as the last one, each on both scales. The network says how much
 * weight each gets, so that a forecast follows values that training has never seen.
 */
import type { FeatureContext, Moment } from "../features/feature-group.ts";

/** Of every target; so that all fit into one array. */
export const candidateCount = 10;

/** Where candidates go: those of one target from `at` on. NaN: there is none, which becomes the training mean. */
export interface CandidateArrays {
  /** In the target's unit. */
  readonly values: Float64Array;
  /** On the target's logarithmic scale. */
  readonly logs: Float64Array;
}

export type CandidateWriter = (moment: Moment, out: CandidateArrays, at: number) => void;

export interface CandidateContext extends FeatureContext {
  /** The target's logarithmic scale. */
  readonly toLog: (value: number) => number;
}

export interface CandidateList {
  readonly names: readonly string[];
  /** For one server's history; the writer is called for each of its tasks in their order. */
  begin(context: CandidateContext): CandidateWriter;
}

/** Weights of the newest value in running means. */
export const meanFactors = [0.5, 0.2, 0.05, 0.01] as const;

/** Running means of values and of their logarithms, one for each factor, from the first value on. */
export class RunningMeans {
  readonly values = meanFactors.map(() => Number.NaN);
  readonly logs = meanFactors.map(() => Number.NaN);

  add(value: number, log: number): void {
    for (const [k, factor] of meanFactors.entries()) {
      const first = Number.isNaN(this.values[k]);
      this.values[k] = first ? value : this.values[k]! + factor * (value - this.values[k]!);
      this.logs[k] = first ? log : this.logs[k]! + factor * (log - this.logs[k]!);
    }
  }

  write({ values, logs }: CandidateArrays, at: number): void {
    values.set(this.values, at);
    logs.set(this.logs, at);
  }
}
