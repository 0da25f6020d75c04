import { describe, expect, it } from "vitest";
import { Rng } from "../core/rng.ts";
import { argmax, epsilonGreedy, linearSchedule, OrnsteinUhlenbeck } from "./index.ts";

describe("OrnsteinUhlenbeck", () => {
  it("has the stationary deviation of its recursion, and reverts to zero", () => {
    const noise = new OrnsteinUhlenbeck(Rng.stream(1, "noise"), { size: 1, theta: 0.2, sigma: 0.3 });
    const values = Array.from({ length: 40_000 }, () => noise.next()[0] ?? Number.NaN);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    const lagged =
      values.slice(1).reduce((sum, value, i) => sum + value * (values[i] ?? 0), 0) / values.length;
    expect(mean).toBeCloseTo(0, 1);
    // x ← 0.8·x + 0.3·N has the variance 0.3² / (1 - 0.8²), and the autocorrelation 0.8.
    expect(variance / (0.09 / 0.36)).toBeCloseTo(1, 1);
    expect(lagged / variance).toBeCloseTo(0.8, 1);
  });

  it("continues from a saved state to the same bits", () => {
    const noise = new OrnsteinUhlenbeck(Rng.stream(1, "noise"), { size: 3, sigma: 0.3 });
    for (let i = 0; i < 5; i++) noise.next();
    const saved = structuredClone(noise.state());
    const expected = Array.from({ length: 5 }, () => [...noise.next()]);
    const other = new OrnsteinUhlenbeck(Rng.stream(2, "other"), { size: 3 });
    other.restore(saved);
    expect(Array.from({ length: 5 }, () => [...other.next()])).toEqual(expected);
    const wider = new OrnsteinUhlenbeck(Rng.stream(1, "noise"), { size: 4 });
    expect(() => wider.restore(saved)).toThrow("noise of 4 components cannot take 3");
  });
});

describe("schedules", () => {
  it("linear: straight to the end, then constant", () => {
    const schedule = linearSchedule(1, 0.1, 9);
    expect([-1, 0, 3, 9, 20].map(schedule)).toEqual([1, 1, expect.closeTo(0.7, 10), 0.1, 0.1]);
    expect(linearSchedule(1, 0.1, 0)(0)).toBe(0.1);
  });
});

describe("epsilonGreedy", () => {
  it("takes the best action, the first of equal ones, or explores evenly", () => {
    expect(argmax(Float32Array.of(1, 5, 5))).toBe(1);
    const rng = Rng.stream(1, "exploration");
    expect(epsilonGreedy(rng, 0, [0, 2, 1])).toBe(1);
    const counts = [0, 0, 0];
    for (let i = 0; i < 6000; i++) {
      const action = epsilonGreedy(rng, 0.6, [0, 2, 1]);
      counts[action] = (counts[action] ?? 0) + 1;
    }
    const expected = [0.2, 0.6, 0.2];
    expect(counts.map((count) => count / 6000)).toEqual(expected.map((share) => expect.closeTo(share, 1)));
  });
});
