import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import {
  bootstrapInterval,
  crossedBootstrapInterval,
  holmAdjust,
  intervalsApart,
  logRSquared,
  mean,
  pairedDifference,
  probabilityOfImprovement,
  quantile,
  rSquared,
  standardDeviation,
  studentCdf,
  studentInterval,
  studentQuantile,
  wilcoxonSignedRank,
} from "./index.ts";

const rng = () => Rng.stream(7, "stats-test");
const normals = (random: Rng, count: number, centre = 0) =>
  Array.from({ length: count }, () => centre + random.normal());

describe("moments and quantiles", () => {
  it("keeps small terms beside large ones", () => {
    expect(mean([1e16, 1, -1e16])).toBeCloseTo(1 / 3, 15);
    expect(mean([])).toBeNaN();
  });

  it("has n − 1 in the standard deviation", () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(standardDeviation([3])).toBeNaN();
  });

  it("takes sorted[floor(p·n)]", () => {
    const sorted = Array.from({ length: 20 }, (_, i) => i);
    expect(quantile(sorted, 0.95)).toBe(19);
    expect(quantile(sorted, 0.94)).toBe(18);
    expect(quantile(sorted, 0)).toBe(0);
    expect(quantile(sorted, 1)).toBe(19);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe("Student's t", () => {
  it("has the tabulated quantiles", () => {
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.7062047362, 8);
    expect(studentQuantile(0.975, 4)).toBeCloseTo(2.7764451052, 9);
    expect(studentQuantile(0.95, 9)).toBeCloseTo(1.8331129327, 9);
    expect(studentQuantile(0.995, 30)).toBeCloseTo(2.7499956536, 9);
    expect(studentQuantile(0.025, 4)).toBeCloseTo(-2.7764451052, 9);
    expect(studentQuantile(0.5, 3)).toBeCloseTo(0, 12);
  });

  it("is Cauchy's distribution at one degree of freedom", () => {
    for (const t of [-3, -0.4, 0, 1, 25]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
    }
  });

  it("gives mean ± t·s/√n, and nothing from one value", () => {
    const interval = studentInterval([1, 2, 3, 4, 5])!;
    expect(interval.low).toBeCloseTo(3 - 1.9632432, 6);
    expect(interval.high).toBeCloseTo(3 + 1.9632432, 6);
    expect(studentInterval([1])).toBeNull();
  });
});

describe("bootstrap", () => {
  it("is reproducible and near the normal interval for many values", () => {
    const values = normals(rng(), 400);
    const first = bootstrapInterval(values, mean, rng())!;
    expect(bootstrapInterval(values, mean, rng())).toEqual(first);
    const halfWidth = (1.96 * standardDeviation(values)) / 20;
    expect(first.low).toBeCloseTo(mean(values) - halfWidth, 1);
    expect(first.high).toBeCloseTo(mean(values) + halfWidth, 1);
    expect(bootstrapInterval([1], mean, rng())).toBeNull();
  });

  it("counts a seed's rows as one replicate, not as many", () => {
    // Ten identical columns: nothing is learned from having them, so the interval is that of five values.
    const seeds = [1, 2, 3, 4, 5];
    const table = seeds.map((s) => new Array<number>(10).fill(s));
    const crossed = crossedBootstrapInterval(table, rng())!;
    const naive = bootstrapInterval(table.flat(), mean, rng())!;
    expect(crossed.high - crossed.low).toBeGreaterThan(2 * (naive.high - naive.low));
    expect(crossed.high - crossed.low).toBeCloseTo(2.4, 0);
  });

  it("covers the truth about as often as it says, when seeds and draws both vary", () => {
    const random = rng();
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const seeds = normals(random, 12);
      const columns = normals(random, 12);
      const table = seeds.map((s) => columns.map((c) => s + c + random.normal()));
      const interval = crossedBootstrapInterval(table, random, { resamples: 300 })!;
      if (interval.low <= 0 && interval.high >= 0) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
  });

  it("keeps a dimension of length one fixed, and refuses a single cell", () => {
    const interval = crossedBootstrapInterval([[1, 2, 3, 4]], rng())!;
    expect(interval.low).toBeGreaterThanOrEqual(1);
    expect(interval.high).toBeLessThanOrEqual(4);
    expect(crossedBootstrapInterval([[1]], rng())).toBeNull();
  });
});

describe("comparison of two policies", () => {
  it("cancels what both sides share", () => {
    const shared = [0, 10, 20, 30];
    const first = [shared.map((v) => v + 1), shared.map((v) => v + 2)];
    const { difference, interval, table } = pairedDifference(first, [shared], rng());
    expect(difference).toBe(1.5);
    expect(table).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
    ]);
    expect(interval).toEqual({ low: 1, high: 2 });
  });

  it("pairs means where the seeds do not match, and refuses other draws", () => {
    const { difference } = pairedDifference([[1], [3]], [[0], [0], [3]], rng());
    expect(difference).toBe(1);
    expect(() => pairedDifference([[1, 2]], [[1]], rng())).toThrow(/same draws/);
  });

  it("finds the probability of improvement by counting", () => {
    expect(probabilityOfImprovement([1, 2], [2, 3])).toBe(3.5 / 4);
    expect(probabilityOfImprovement([1], [1])).toBe(0.5);
  });

  it("tells apart intervals from overlapping ones", () => {
    expect(intervalsApart({ low: 0, high: 1 }, { low: 1.1, high: 2 })).toBe(true);
    expect(intervalsApart({ low: 0, high: 1 }, { low: 1, high: 2 })).toBe(false);
    expect(intervalsApart(3, { low: 0, high: 1 })).toBe(true);
    expect(intervalsApart({ low: 0, high: 1 }, 0.5)).toBe(false);
  });
});

describe("Wilcoxon signed-rank", () => {
  it("is exact: 2/2^n when all differences agree", () => {
    expect(wilcoxonSignedRank([1, 2, 3, 4, 5])).toBe(0.0625);
    expect(wilcoxonSignedRank([-1, -2, -3, -4, -5, -6, -7, -8, -9, -10])).toBe(2 / 1024);
  });

  it("counts sign assignments as enumeration does, ties and zeros too", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 }),
        (differences) => {
          const kept = differences.filter((d) => d !== 0);
          const size = (d: number) => Math.abs(d);
          const ranks = kept.map(
            (d) =>
              kept.filter((e) => size(e) < size(d)).length +
              (kept.filter((e) => size(e) === size(d)).length + 1) / 2,
          );
          const total = ranks.reduce((sum, r) => sum + r, 0);
          const observed = ranks.reduce((sum, r, i) => (kept[i]! > 0 ? sum + r : sum), 0);
          const extreme = Math.abs(observed - total / 2);
          let count = 0;
          for (let signs = 0; signs < 2 ** kept.length; signs++) {
            const positive = ranks.reduce((sum, r, i) => ((signs >> i) & 1 ? sum + r : sum), 0);
            if (Math.abs(positive - total / 2) >= extreme - 1e-9) count++;
          }
          expect(wilcoxonSignedRank(differences)).toBeCloseTo(count / 2 ** kept.length, 12);
        },
      ),
    );
  });

  it("agrees with a count by hand: 7 of 256 subsets of 1…8 sum to 4 or less", () => {
    expect(wilcoxonSignedRank([-1, -3, 2, 4, 5, 6, 7, 8])).toBeCloseTo(0.0546875, 12);
  });

  it("goes over to the normal approximation smoothly", () => {
    const random = rng();
    const differences = normals(random, 200, 0.12);
    const exact = wilcoxonSignedRank(differences);
    const approximate = wilcoxonSignedRank([...differences, 1e-9]);
    expect(Math.abs(approximate - exact)).toBeLessThan(0.005);
    expect(wilcoxonSignedRank([0, 0])).toBe(1);
  });
});

describe("Holm", () => {
  it("matches p.adjust(method = 'holm') of R", () => {
    const adjusted = holmAdjust([0.01, 0.04, 0.03, 0.005]);
    for (const [i, p] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[i]).toBeCloseTo(p, 12);
    expect(holmAdjust([0.9, 0.8])).toEqual([1, 1]);
    expect(holmAdjust([])).toEqual([]);
  });
});

describe("R²", () => {
  it("is 1 for the truth, 0 for its mean, negative for worse", () => {
    expect(rSquared([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(rSquared([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(rSquared([1, 2, 3], [3, 2, 1])).toBe(-3);
    expect(rSquared([2, 2], [2, 2])).toBeNaN();
    expect(() => rSquared([1], [1, 2])).toThrow();
  });

  it("judges ratios on logarithms", () => {
    expect(logRSquared([1, 10, 100], [1, 10, 100])).toBe(1);
    expect(logRSquared([1, 10, 100], [10, 10, 10])).toBeCloseTo(0, 12);
    expect(() => logRSquared([1, 0], [1, 1])).toThrow(/above zero/);
  });
});
