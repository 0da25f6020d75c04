import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import {
  detectableDifference,
  improvementOverStrata,
  interquartileMean,
  mean,
  performanceProfile,
  type Strata,
  standardDeviation,
  stratifiedBootstrapInterval,
  studentInterval,
} from "./index.ts";

const rng = () => Rng.stream(11, "strata-test");

describe("the interquartile mean", () => {
  it("leaves out floor(n/4) values at either end, as scipy.stats.trim_mean(x, 0.25) does", () => {
    expect(interquartileMean([1000, 1, 2, 3, 4, 5, 6, -1000])).toBe(3.5);
    expect(interquartileMean([9, 1, 2, 3, 100])).toBeCloseTo(14 / 3, 14);
    expect(interquartileMean([1, 2, 9])).toBe(4);
    expect(interquartileMean([7])).toBe(7);
    expect(interquartileMean([])).toBeNaN();
  });

  it("leaves its argument as it is", () => {
    const values = [3, 1, 2];
    interquartileMean(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("the stratified bootstrap", () => {
  /** One seed at 0 and one at 2 in a stratum: a drawn mean is 0, 1 or 2. */
  const one: Strata = [[[0], [2]]];

  it("draws seeds with replacement within a stratum, never across", () => {
    expect(stratifiedBootstrapInterval(one, mean, rng())).toEqual({ low: 0, high: 2 });
    const apart: Strata = [
      [[0], [0]],
      [[10], [10]],
    ];
    expect(stratifiedBootstrapInterval(apart, mean, rng())).toEqual({ low: 5, high: 5 });
  });

  it("draws the scores of one training together, so that repeating them teaches nothing", () => {
    const seeds = [1, 2, 3, 4, 5];
    const alone = stratifiedBootstrapInterval([seeds.map((s) => [s])], mean, rng())!;
    const repeated = stratifiedBootstrapInterval(
      [seeds.map((s) => new Array<number>(9).fill(s))],
      mean,
      rng(),
    )!;
    expect(repeated).toEqual(alone);
    const independent = stratifiedBootstrapInterval(new Array(9).fill(seeds.map((s) => [s])), mean, rng())!;
    expect(independent.high - independent.low).toBeLessThan((alone.high - alone.low) / 2);
  });

  it("keeps single seeds fixed, and gives nothing where there are only those", () => {
    expect(stratifiedBootstrapInterval([[[3]], [[0], [2]]], mean, rng())!.high).toBeCloseTo(7 / 3, 14);
    expect(stratifiedBootstrapInterval([[[3]], [[4]]], mean, rng())).toBeNull();
  });

  it("is near the t interval for many seeds", () => {
    const random = rng();
    const values = Array.from({ length: 200 }, () => random.normal());
    const t = studentInterval(values)!;
    const drawn = stratifiedBootstrapInterval([values.map((v) => [v])], mean, random)!;
    expect(drawn.low).toBeCloseTo(t.low, 1);
    expect(drawn.high).toBeCloseTo(t.high, 1);
  });
});

describe("the probability of improvement over strata", () => {
  it("is the average of the strata's, of every thing that is judged", () => {
    const candidate: Strata = [
      [
        [1, 5],
        [2, 6],
      ],
      [[0], [0]],
    ];
    const baseline: Strata = [[[2, 0]], [[0]]];
    // 3/4 and 0 in the first stratum, 1/2 in the second.
    const { probability, interval } = improvementOverStrata(candidate, baseline, rng());
    expect(probability).toBeCloseTo(1.25 / 3, 14);
    expect(interval!.low).toBeCloseTo(1 / 3, 14);
    expect(interval!.high).toBe(0.5);
  });

  it("has no interval where nothing was trained twice, and refuses other strata", () => {
    expect(improvementOverStrata([[[1]]], [[[2]]], rng())).toEqual({ probability: 1, interval: null });
    expect(() => improvementOverStrata([[[1]]], [[[1, 2]]], rng())).toThrow(/same/);
    expect(() => improvementOverStrata([[[1]], [[1]]], [[[1]]], rng())).toThrow(/same/);
  });
});

describe("the performance profile", () => {
  it("counts the scores at or below each threshold", () => {
    const strata: Strata = [
      [[0.5], [1]],
      [[0.8], [2]],
    ];
    const profile = performanceProfile(strata, [0.4, 0.5, 1, 2], rng());
    expect(profile.map(({ fraction }) => fraction)).toEqual([0, 0.25, 0.75, 1]);
    expect(profile[0]!.band).toEqual({ low: 0, high: 0 });
    expect(profile[1]!.band).toEqual({ low: 0, high: 0.5 });
    expect(profile[3]!.band).toEqual({ low: 1, high: 1 });
    expect(performanceProfile([[[1]]], [1], rng())).toEqual([{ threshold: 1, fraction: 1, band: null }]);
  });
});

describe("the detectable difference", () => {
  it("is (t₀.₉₇₅ + t₀.₈)·s/√n", () => {
    // t of 4 degrees of freedom: 2.7764451 and 0.9409646; of 9: 2.2621572 and 0.8834039.
    expect(detectableDifference(1, 5)).toBeCloseTo((2.7764451 + 0.9409646) / Math.sqrt(5), 6);
    expect(detectableDifference(0.02, 10)).toBeCloseTo((0.02 * (2.2621572 + 0.8834039)) / Math.sqrt(10), 8);
    expect(detectableDifference(1, 1)).toBeNull();
  });

  it("is what a t-test finds four times in five", () => {
    const random = rng();
    const difference = detectableDifference(1, 8)!;
    let found = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const values = Array.from({ length: 8 }, () => difference + random.normal());
      const { low, high } = studentInterval(values)!;
      if (low > 0 || high < 0) found++;
    }
    expect(found / 1000).toBeGreaterThan(0.74);
    expect(found / 1000).toBeLessThan(0.86);
    expect(standardDeviation([0, 2])).toBeCloseTo(Math.SQRT2, 14);
  });
});
