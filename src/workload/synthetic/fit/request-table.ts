/**
 * Requests as values with shares, of which no single request can be told: values that many bursts ask for stand by themselves, all
 * others are put together with their neighbours and stand as the mean of their group.
 */
import type { ValueCounts } from "./value-counts.ts";

/** A value stands by itself when it has this share of the tasks and was asked for in so many bursts. */
const leastShare = 0.005;
export const leastOccurrences = 10;
/** All others make about so many groups of like share. */
const groups = 32;
/** A group before such a value ends with it when it has this share. */
const leastGroupShare = 0.001;

type Table = readonly (readonly [value: number, share: number])[];

export function requestTable(counts: ValueCounts): Table {
  const entries = counts.entries();
  const stands = entries.map(
    ({ weight, occurrences }) => weight >= leastShare * counts.weight && occurrences >= leastOccurrences,
  );
  const rest = entries.reduce((sum, { weight }, k) => (stands[k] ? sum : sum + weight), 0);
  const cells: { value: number; weight: number }[] = [];
  let group = { sum: 0, weight: 0, occurrences: 0 };
  const flush = () => {
    cells.push({ value: group.sum / group.weight, weight: group.weight });
    group = { sum: 0, weight: 0, occurrences: 0 };
  };
  for (const [k, { value, weight, occurrences }] of entries.entries()) {
    if (stands[k]) {
      if (group.occurrences >= leastOccurrences && group.weight >= leastGroupShare * counts.weight) flush();
      cells.push({ value, weight });
      continue;
    }
    group.sum += value * weight;
    group.weight += weight;
    group.occurrences += occurrences;
    if (group.occurrences >= leastOccurrences && group.weight >= rest / groups) flush();
  }
  if (group.weight > 0) {
    const last = cells.at(-1);
    if (last === undefined || group.occurrences >= leastOccurrences) flush();
    // Too few to stand: they count as their neighbours.
    else last.weight += group.weight;
  }
  return rounded(cells, counts.weight);
}

/** Values with four digits, shares with five places. */
function rounded(cells: readonly { value: number; weight: number }[], total: number): Table {
  const weights = new Map<number, number>();
  for (const { value, weight } of cells) {
    const short = Number(value.toPrecision(4));
    weights.set(short, (weights.get(short) ?? 0) + weight);
  }
  const table = [...weights].map(([value, weight]): [number, number] => [
    value,
    Number((weight / total).toFixed(5)),
  ]);
  return table.filter(([, share]) => share > 0).sort(([a], [b]) => a - b);
}

/** Correlation of two tables' values at the same place of their shares, or, `opposite`, at places that mirror each other. */
export function coupledCorrelation(x: Table, y: Table, opposite: boolean): number | null {
  const [one, other] = [normal(x), normal(opposite ? y.toReversed() : y)];
  const deviation = (table: Table) =>
    Math.sqrt(table.reduce((sum, [value, share]) => sum + share * value ** 2, 0));
  let [i, j, product] = [0, 0, 0];
  let [leftX, leftY] = [one[0]?.[1] ?? 0, other[0]?.[1] ?? 0];
  while (i < one.length && j < other.length) {
    const step = Math.min(leftX, leftY);
    product += step * one[i]![0] * other[j]![0];
    leftX -= step;
    leftY -= step;
    if (leftX <= 1e-12) leftX = one[++i]?.[1] ?? 0;
    if (leftY <= 1e-12) leftY = other[++j]?.[1] ?? 0;
  }
  const scale = deviation(one) * deviation(other);
  return scale > 0 ? product / scale : null;
}

/** With shares that add up to 1, and a mean of 0. */
function normal(table: Table): Table {
  const total = table.reduce((sum, [, share]) => sum + share, 0);
  const mean = table.reduce((sum, [value, share]) => sum + (share / total) * value, 0);
  return table.map(([value, share]) => [value - mean, share / total]);
}
