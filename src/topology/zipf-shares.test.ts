import { expect, test } from "vitest";
import { zipfShares } from "./zipf-shares.ts";

const descending = (shares: readonly number[]) => [...shares].sort((p, q) => q - p);

test("the share of rank r goes with r^-s, and the shares add up to 1", () => {
  const shares = zipfShares(125, 0.8, 125, 1);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  const sorted = descending(shares);
  for (const rank of [2, 5, 25, 125]) expect(sorted[rank - 1]! / sorted[0]!).toBeCloseTo(rank ** -0.8, 4);
});

test("ranks are dealt out by seed, to any place", () => {
  const shares = zipfShares(125, 0.8, 125, 1);
  expect(zipfShares(125, 0.8, 125, 1)).toEqual(shares);
  const other = zipfShares(125, 0.8, 125, 2);
  expect(other).not.toEqual(shares);
  expect(descending(other)).toEqual(descending(shares));
  expect(shares).not.toEqual(descending(shares));
});

test("fewer ranks than places: several places of each", () => {
  const shares = zipfShares(100, 1, 25, 1);
  const counts = new Map<number, number>();
  for (const share of shares) counts.set(share, (counts.get(share) ?? 0) + 1);
  expect([...counts.values()]).toEqual(Array.from({ length: 25 }, () => 4));
});

test("exponent 0 makes all alike", () => {
  expect(zipfShares(4, 0, 4, 1)).toEqual([0.25, 0.25, 0.25, 0.25]);
});
