/** How unevenly a city's sites are used: popularity by Zipf's law. */
import { Rng } from "../core/rng.ts";

/**
 * Shares of `count` sites, of sum 1 but for rounding. Each site has a rank from 1 to `ranks` and a share in proportion
 * to rank^−exponent. A seeded permutation deals the ranks out, so that popular sites stand anywhere; with fewer ranks
 * than sites each rank is dealt again and again, so that there are several sites of each popularity.
 *
 * @param exponent 0 makes all sites alike
 */
export function zipfShares(count: number, exponent: number, ranks: number, seed: number): number[] {
  const rng = Rng.stream(seed, "topology/homes");
  const places = Array.from({ length: count }, (_, place) => place);
  for (let last = count - 1; last > 0; last--) {
    const other = rng.integer(last + 1);
    [places[last], places[other]] = [places[other]!, places[last]!];
  }
  const weights = places.map((place) => ((place % ranks) + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Number((weight / total).toPrecision(6)));
}
