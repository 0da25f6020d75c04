import { expect, test } from "vitest";
import { generateSites } from "./generate-sites.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import { distanceMetres, type Position } from "./site.ts";

/** Distances of each site to its k-th nearest (from 0), ascending. */
function distances(sites: readonly Position[], k: number): number[] {
  const lists = nearestNeighbours(sites, k + 1);
  return lists.map((list, site) => distanceMetres(sites[site]!, sites[list[k]!]!)).sort((p, q) => p - q);
}

const quantile = (ascending: readonly number[], q: number) => ascending[Math.floor(q * ascending.length)]!;

test("sites stand as those of the EUA list do: how far it is to the nearest and to the sixth nearest", () => {
  const sites = generateSites(5000, 55, 1);
  // The list's figures, which read-site-list.test.ts checks.
  const nearest = distances(sites, 0);
  for (const [q, eua] of [
    [0, 10.4],
    [0.1, 14.1],
    [0.25, 22.5],
    [0.5, 42.6],
    [0.75, 68.3],
    [0.9, 104.5],
  ] as const) {
    expect(quantile(nearest, q) / eua, `quantile ${q}`).toBeGreaterThan(0.85);
    expect(quantile(nearest, q) / eua, `quantile ${q}`).toBeLessThan(1.15);
  }
  const sixth = distances(sites, 5);
  expect(quantile(sixth, 0.5) / 185.1).toBeGreaterThan(0.9);
  expect(quantile(sixth, 0.5) / 185.1).toBeLessThan(1.1);
  // As many sites spread evenly would be farther from their nearest: half of them farther than this.
  const even = Math.sqrt(Math.LN2 / (Math.PI * 55e-6));
  expect(quantile(nearest, 0.5)).toBeLessThan(0.75 * even);
});

test("the city grows with the number of sites, at one density, around (0, 0)", () => {
  for (const count of [1, 125, 2000]) {
    const sites = generateSites(count, 55, 3);
    expect(sites).toHaveLength(count);
    const height = Math.sqrt(((count / 55) * 1e6) / (2.0 / 1.3));
    for (const [x, y] of sites) {
      expect(Math.abs(y)).toBeLessThan(height / 2 + 0.1);
      expect(Math.abs(x)).toBeLessThan((height / 2) * (2.0 / 1.3) + 0.1);
    }
  }
});

test("the same seed gives the same city, another seed another, another density another scale", () => {
  const city = generateSites(200, 55, 7);
  expect(generateSites(200, 55, 7)).toEqual(city);
  expect(generateSites(200, 55, 8)).not.toEqual(city);
  const sparse = generateSites(200, 55 / 4, 7);
  for (const [place, [x, y]] of city.entries()) {
    expect(Math.abs(sparse[place]![0] - 2 * x)).toBeLessThan(0.2);
    expect(Math.abs(sparse[place]![1] - 2 * y)).toBeLessThan(0.2);
  }
});
