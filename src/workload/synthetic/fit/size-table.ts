/** Sizes of bursts as the share of the bursts that are larger than each of some sizes: `burstSizes` of the generator. */
import type { ValueCounts } from "./value-counts.ts";

/** Every size up to here has a knot of its own; later ones are farther and farther apart. */
const dense = 8;
const growth = 1.35;
/** The most that the generator takes. */
const mostSize = 1_000_000;

/** @param sizes whole numbers from 1 on */
export function sizeTable(sizes: ValueCounts): [size: number, larger: number][] {
  const entries = sizes.entries();
  const greatest = Math.min(mostSize, entries.at(-1)?.value ?? 1);
  // The greatest is told with two digits only.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(greatest)) - 1);
  const end = Math.min(mostSize, Math.ceil(greatest / step) * step);
  const table: [number, number][] = [[0, 1]];
  let [place, above] = [0, sizes.weight];
  for (let knot = 1; knot < end; knot = knot < dense ? knot + 1 : Math.ceil(knot * growth)) {
    for (; place < entries.length && entries[place]!.value <= knot; place++) above -= entries[place]!.weight;
    const larger = Number((above / sizes.weight).toPrecision(4));
    if (larger <= 0) break;
    if (larger < (table.at(-1)?.[1] ?? 1) || knot === 1) table.push([knot, larger]);
  }
  if (end === 1) return [...table, [1, 0]];
  // None was larger: fewer than one in all.
  table.push([end, Number((0.3 / sizes.weight).toPrecision(2))]);
  return table;
}

/** Share of the tasks that are among the first `limit` of their burst. */
export function shareKept(limit: number, sizes: ValueCounts): number {
  const kept = sizes.entries().reduce((sum, { value, weight }) => sum + weight * Math.min(value, limit), 0);
  return kept / sizes.sum;
}
