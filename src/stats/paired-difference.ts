/** Two policies compared on the same seeds and draws. */
import type { Rng } from "../core/rng.ts";
import { type BootstrapOptions, crossedBootstrapInterval } from "./bootstrap.ts";
import type { Interval } from "./interval.ts";
import { mean } from "./moments.ts";

export interface PairedDifference {
  /** Mean of first − second. */
  readonly difference: number;
  /** Bootstrap interval over seeds and draws; `null` when there is one of each only. */
  readonly interval: Interval | null;
  /** The differences, `table[seed][draw]`. */
  readonly table: readonly (readonly number[])[];
}

/**
 * Mean difference of two seeds × draws tables over the same draws, cell by cell, so that what both share (the homes, the
 * tasks) cancels. A side with a single row (a deterministic policy) is paired with every row of the other; with
 * different numbers of seeds there are no pairs, and each side enters with its mean over seeds.
 *
 * @param first `first[seed][draw]`
 * @param second the same draws in the same order
 */
export function pairedDifference(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
  rng: Rng,
  options: BootstrapOptions = {},
): PairedDifference {
  const columns = first[0]?.length ?? 0;
  if (columns === 0 || [...first, ...second].some((row) => row.length !== columns)) {
    throw new Error("paired tables must be rectangular and have the same draws");
  }
  const average = (table: readonly (readonly number[])[]) => [
    Array.from({ length: columns }, (_, column) => mean(table.map((row) => row[column]!))),
  ];
  const matched = first.length === second.length || first.length === 1 || second.length === 1;
  const [a, b] = matched ? [first, second] : [average(first), average(second)];
  const table = Array.from({ length: Math.max(a.length, b.length) }, (_, row) =>
    Array.from(
      { length: columns },
      (_, column) => a[a.length === 1 ? 0 : row]![column]! - b[b.length === 1 ? 0 : row]![column]!,
    ),
  );
  return {
    difference: mean(table.map((row) => mean(row))),
    interval: crossedBootstrapInterval(table, rng, options),
    table,
  };
}
