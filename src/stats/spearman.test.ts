import { describe, expect, test } from "vitest";
import { spearman } from "./spearman.ts";

describe("Spearman's rank correlation", () => {
  test("is 1 for any increasing relation, −1 for any decreasing one", () => {
    expect(spearman([1, 2, 3, 4], [1, 10, 100, Number.POSITIVE_INFINITY])?.rho).toBe(1);
    expect(spearman([1, 2, 3, 4], [-1, -8, -27, -64])?.rho).toBe(-1);
  });

  test("is 1 − 6·Σd²/(n³ − n) without ties, and the correlation of mean ranks with them", () => {
    // Ranks 1 2 3 4 5 and 2 1 4 3 5: Σd² = 4.
    expect(spearman([10, 20, 30, 40, 50], [2, 1, 4, 3, 5])?.rho).toBeCloseTo(1 - 24 / 120, 12);
    // Ranks 1.5 1.5 3 4 and 1 2 3 4: covariance 4.5 over √(4.5 · 5).
    expect(spearman([7, 7, 8, 9], [1, 2, 3, 4])?.rho).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });

  test("has an interval by Bonett and Wright from five pairs on", () => {
    expect(spearman([1, 2, 3, 4], [2, 1, 4, 3])?.interval).toBeNull();
    const { rho, interval } = spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])!;
    const reach = 1.959964 * Math.sqrt((1 + 0.8 ** 2 / 2) / 2);
    expect(rho).toBeCloseTo(0.8, 12);
    expect(interval?.low).toBeCloseTo(Math.tanh(Math.atanh(0.8) - reach), 6);
    expect(interval?.high).toBeCloseTo(Math.tanh(Math.atanh(0.8) + reach), 6);
  });

  test("is not defined for too few pairs, or a sample that does not vary", () => {
    expect(spearman([1, 2], [1, 2])).toBeNull();
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
  });
});
