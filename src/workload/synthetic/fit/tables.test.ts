/** Tables that are made of counts: what they keep, and what they must not tell. */
import { expect, test } from "vitest";
import { coupledCorrelation, requestTable } from "./request-table.ts";
import { shareKept, sizeTable } from "./size-table.ts";
import { kolmogorovDistance, ValueCounts } from "./value-counts.ts";
import { zipfExponent } from "./zipf-exponent.ts";

function counted(values: Iterable<number>): ValueCounts {
  const counts = new ValueCounts();
  for (const value of values) counts.add(value);
  return counts;
}

test("counts: quantiles, shares and the distance of two distributions, by hand", () => {
  const one = counted([1, 2, 2, 4]);
  expect([0, 0.25, 0.5, 0.75, 1].map((q) => one.quantile(q))).toEqual([1, 2, 2, 4, 4]);
  expect(one.shareAbove(2)).toBe(0.25);
  expect(one.mean).toBe(9 / 4);
  // Not above 1: 1/4 and 3/4; not above 2: 3/4 and 3/4.
  expect(kolmogorovDistance(one, counted([1, 1, 1, 8]))).toBe(0.5);
  expect(kolmogorovDistance(one, counted([1, 2.001, 2, 4]))).toBe(0);
  expect(kolmogorovDistance(one, counted([5, 6]))).toBe(1);
});

test("more values than are kept are put together, within 1 % and with the same mean", () => {
  const counts = counted(Array.from({ length: 50_000 }, (_, k) => k + 0.5));
  expect(counts.entries().length).toBeLessThan(5000);
  expect(Math.abs(counts.mean / 25_000 - 1)).toBeLessThan(1e-12);
  for (const q of [0.01, 0.5, 0.99])
    expect(Math.abs(counts.quantile(q) / (50_000 * q) - 1)).toBeLessThan(0.02);
});

test("requests: frequent values stand, rare ones are told as means of groups, and the mean of all stays", () => {
  const counts = new ValueCounts();
  counts.add(0.5, 6000, 400);
  counts.add(2, 2000, 11);
  // Many tasks, but of two bursts only: whose they are could be known.
  counts.add(3.33333, 1000, 2);
  for (let k = 0; k < 1000; k++) counts.add(10 + k / 1000);
  const table = requestTable(counts);
  const values = table.map(([value]) => value);
  expect(values).toContain(0.5);
  expect(values).toContain(2);
  expect(values).not.toContain(3.333);
  expect(values.length).toBeLessThan(60);
  const mean = table.reduce((sum, [value, share]) => sum + value * share, 0);
  expect(Math.abs(mean / counts.mean - 1)).toBeLessThan(1e-3);
  expect(table.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 3);
  // Of one task only: no other to be put together with, so the neighbour counts for it.
  const lonely = new ValueCounts();
  lonely.add(1, 999, 999);
  lonely.add(777, 1);
  expect(requestTable(lonely)).toEqual([[1, 1]]);
});

test("sizes: the share of larger bursts at each knot; the greatest is told with two digits", () => {
  const sizes = counted([...Array(80).fill(1), ...Array(15).fill(2), 3, 3, 3, 40, 1234]);
  const table = sizeTable(sizes);
  expect(table.slice(0, 4)).toEqual([
    [0, 1],
    [1, 0.2],
    [2, 0.05],
    [3, 0.02],
  ]);
  expect(table.at(-1)).toEqual([1300, 0.003]);
  expect(sizeTable(counted([1, 1]))).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(shareKept(2, counted([1, 3, 4]))).toBe(5 / 8);
});

test("the exponent of Zipf's law is that of counts in proportion to it", () => {
  for (const exponent of [0, 0.7, 1.5]) {
    const counts = Array.from({ length: 50 }, (_, rank) => 1e6 * (rank + 1) ** -exponent);
    expect(zipfExponent(counts)).toBeCloseTo(exponent, 6);
  }
  expect(zipfExponent([17])).toBe(0);
});

test("coupled tables: the correlation of values at like places, and at opposite ones", () => {
  const x = [
    [0, 0.5],
    [1, 0.5],
  ] as const;
  expect(coupledCorrelation(x, x, false)).toBeCloseTo(1, 12);
  expect(coupledCorrelation(x, x, true)).toBeCloseTo(-1, 12);
  // y = 5 in the last quarter only: cov 1/8·5 - ..., by hand 1/√3.
  const y = [
    [0, 0.75],
    [5, 0.25],
  ] as const;
  expect(coupledCorrelation(x, y, false)).toBeCloseTo(1 / Math.sqrt(3), 12);
  expect(coupledCorrelation(x, [[7, 1]], false)).toBeNull();
});
