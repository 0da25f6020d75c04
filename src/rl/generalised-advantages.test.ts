import { describe, expect, it } from "vitest";
import { explainedVariance, generalisedAdvantages } from "./generalised-advantages.ts";

describe("generalisedAdvantages", () => {
  const sequence = { rewards: [1, 2, 3], values: [0.5, 1, 2], discounts: [0.5, 0.25, 0] };

  it("gives literal advantages, from the last decision back, by the discount of each", () => {
    // δ = [1 + 0.5·1 − 0.5, 2 + 0.25·2 − 1, 3 − 2] = [1, 1.5, 1]; d·λ = [0.4, 0.2].
    const [first, second, third] = generalisedAdvantages(sequence, 0.8);
    expect(third).toBe(1);
    expect(second).toBeCloseTo(1.7, 12);
    expect(first).toBeCloseTo(1.68, 12);
  });

  it("is the error of one step with λ = 0, and the return less the value with λ = 1", () => {
    expect([...generalisedAdvantages(sequence, 0)]).toEqual([1, 1.5, 1]);
    // Returns: [1 + 0.5·2.75, 2 + 0.25·3, 3].
    expect([...generalisedAdvantages(sequence, 1)]).toEqual([2.375 - 0.5, 2.75 - 1, 1]);
  });

  it("lets nothing through where a sequence ends within", () => {
    const two = { rewards: [1, 5], values: [0, 0], discounts: [0, 0] };
    expect([...generalisedAdvantages(two, 1)]).toEqual([1, 5]);
  });

  it("refuses sequences that are cut off or uneven", () => {
    expect(() => generalisedAdvantages({ ...sequence, discounts: [0.5, 0.5, 0.5] }, 1)).toThrow(
      "the last discount is 0.5",
    );
    expect(() => generalisedAdvantages({ ...sequence, values: [1] }, 1)).toThrow("3 rewards, 1 values");
  });
});

describe("explainedVariance", () => {
  it("is 1 for the returns themselves, 0 for a constant, less for what is worse", () => {
    const returns = [1, 2, 3, 4];
    expect(explainedVariance(returns, returns)).toBe(1);
    expect(explainedVariance([7, 7, 7, 7], returns)).toBe(0);
    // Errors [−1, 1, −1, 1] have variance 1 of 1.25.
    expect(explainedVariance([2, 1, 4, 3], returns)).toBeCloseTo(0.2, 12);
    expect(explainedVariance([4, 3, 2, 1], returns)).toBe(-3);
    expect(explainedVariance([1, 2], [5, 5])).toBe(0);
  });
});
