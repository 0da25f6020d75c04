import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import {
  averageImprovement,
  detectableDifference,
  interquartileMean,
  mean,
  performanceProfile,
  type ScoreColumn,
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

/** Columns by themselves: each of trainings of its own. */
const columns = (...lists: readonly (readonly number[])[]): ScoreColumn[] =>
  lists.map((scores, k) => ({ stratum: String(k), scores }));

describe("the stratified bootstrap", () => {
  it("draws seeds with replacement within a stratum, never across", () => {
    expect(stratifiedBootstrapInterval(columns([0, 2]), mean, rng())).toEqual({ low: 0, high: 2 });
    expect(stratifiedBootstrapInterval(columns([0, 0], [10, 10]), mean, rng())).toEqual({ low: 5, high: 5 });
  });

  it("draws the scores of one training together, so that repeating them teaches nothing", () => {
    const scores = [1, 2, 3, 4, 5];
    const alone = stratifiedBootstrapInterval([{ stratum: "a", scores }], mean, rng())!;
    const same = new Array<ScoreColumn>(9).fill({ stratum: "a", scores });
    expect(stratifiedBootstrapInterval(same, mean, rng())).toEqual(alone);
    const others = columns(...new Array<number[]>(9).fill(scores));
    const narrow = stratifiedBootstrapInterval(others, mean, rng())!;
    expect(narrow.high - narrow.low).toBeLessThan((alone.high - alone.low) / 2);
  });

  it("keeps single seeds fixed, and gives nothing where there are only those", () => {
    expect(stratifiedBootstrapInterval(columns([3], [0, 2]), mean, rng())!.high).toBeCloseTo(7 / 3, 14);
    expect(stratifiedBootstrapInterval(columns([3], [4]), mean, rng())).toBeNull();
  });

  it("refuses columns of one name and different seeds", () => {
    const wrong = [
      { stratum: "a", scores: [1, 2] },
      { stratum: "a", scores: [1] },
    ];
    expect(() => stratifiedBootstrapInterval(wrong, mean, rng())).toThrow(/different seeds/);
  });

  it("is near the t interval for many seeds", () => {
    const random = rng();
    const values = Array.from({ length: 200 }, () => random.normal());
    const t = studentInterval(values)!;
    const drawn = stratifiedBootstrapInterval(columns(values), mean, random)!;
    expect(drawn.low).toBeCloseTo(t.low, 1);
    expect(drawn.high).toBeCloseTo(t.high, 1);
  });
});

describe("the average probability of improvement", () => {
  it("is the average over everything that both are judged on", () => {
    const candidate = [
      { stratum: "a", scores: [1, 2] },
      { stratum: "a", scores: [5, 6] },
      { stratum: "b", scores: [0, 0] },
    ];
    // 3/4, 0 and 1/2; with seeds drawn again, the first is 1, 3/4 or 1/2.
    const { probability, interval } = averageImprovement(candidate, columns([2], [0], [0]), rng());
    expect(probability).toBeCloseTo(1.25 / 3, 14);
    expect(interval!.low).toBeCloseTo(1 / 3, 14);
    expect(interval!.high).toBe(0.5);
  });

  it("has no interval where nothing was trained twice, and refuses to compare other things", () => {
    expect(averageImprovement(columns([1]), columns([2]), rng())).toEqual({ probability: 1, interval: null });
    expect(() => averageImprovement(columns([1], [2]), columns([1]), rng())).toThrow(/same/);
  });
});

describe("the performance profile", () => {
  it("counts the scores at or below each threshold", () => {
    const profile = performanceProfile(columns([0.5, 1], [0.8, 2]), [0.4, 0.5, 1, 2], rng());
    expect(profile.map(({ fraction }) => fraction)).toEqual([0, 0.25, 0.75, 1]);
    expect(profile[0]!.band).toEqual({ low: 0, high: 0 });
    expect(profile[1]!.band).toEqual({ low: 0, high: 0.5 });
    expect(profile[3]!.band).toEqual({ low: 1, high: 1 });
    expect(performanceProfile(columns([1]), [1], rng())).toEqual([{ threshold: 1, fraction: 1, band: null }]);
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
