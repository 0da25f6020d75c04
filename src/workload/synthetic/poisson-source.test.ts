/** Poisson arrivals against what makes them Poisson. */
import { expect, test } from "vitest";
import { drained } from "../sources.test-helper.ts";
import { type PoissonOptions, PoissonSource } from "./poisson-source.ts";

const options: PoissonOptions = {
  seed: 1,
  ratePerSecond: 50,
  tasks: 100_001,
  homeWeights: [3, 0, 2, 1, 0],
  cycles: { mean: 1e9, distribution: "exponential" },
  inputBits: { mean: 4e6, distribution: "constant" },
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("gaps and work are exponential, homes follow their weights, amounts are what was asked for", () => {
  const tasks = drained(new PoissonSource(options));
  const count = tasks.arrivalSeconds.length;
  expect(count).toBe(100_001);
  const gaps = tasks.arrivalSeconds.map((time, row) => time - (row > 0 ? tasks.arrivalSeconds[row - 1]! : 0));
  for (const [values, expected] of [
    [gaps, 1 / 50],
    [tasks.cycles, 1e9],
  ] as const) {
    // Four standard errors; the mean of the squares of an exponential is twice the square of its mean.
    expect(Math.abs(mean(values) / expected - 1)).toBeLessThan(4 / Math.sqrt(count));
    const squares = values.map((value) => (value / expected) ** 2);
    expect(Math.abs(mean(squares) / 2 - 1)).toBeLessThan((4 * Math.sqrt(5)) / Math.sqrt(count));
  }
  const shares = options.homeWeights.map(
    (_, server) => tasks.home.filter((h) => h === server).length / count,
  );
  for (const [server, weight] of options.homeWeights.entries()) {
    expect(Math.abs(shares[server]! - weight / 6)).toBeLessThan(2 / Math.sqrt(count));
  }
  expect(shares[1]! + shares[4]!).toBe(0);
  expect(new Set(tasks.inputBits)).toEqual(new Set([4e6]));
  expect(new Set(tasks.deadlineSeconds)).toEqual(new Set([Number.POSITIVE_INFINITY]));
});

test("a longer stream begins as a shorter one, and another seed gives another", () => {
  const long = drained(new PoissonSource({ ...options, tasks: 5000 }));
  const short = drained(new PoissonSource({ ...options, tasks: 3000 }));
  expect(short.arrivalSeconds).toEqual(long.arrivalSeconds.slice(0, 3000));
  expect(short.cycles).toEqual(long.cycles.slice(0, 3000));
  expect(drained(new PoissonSource({ ...options, tasks: 10, seed: 2 })).cycles).not.toEqual(
    long.cycles.slice(0, 10),
  );
});

test.each([
  [{ ratePerSecond: 0 }, "ratePerSecond is 0"],
  [{ tasks: 1.5 }, "tasks is 1.5"],
  [{ homeWeights: [0, 0] }, "homeWeights are 0, 0"],
  [{ cycles: { mean: 0, distribution: "constant" } }, "cycles is 0"],
  [{ inputBits: { mean: Number.NaN, distribution: "constant" } }, "inputBits is NaN"],
  [{ seed: 0.5 }, "seed is 0.5"],
] as const)("refuses %o", (change, says) => {
  expect(() => new PoissonSource({ ...options, ...change })).toThrow(says);
});
