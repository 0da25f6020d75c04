/** What is fitted to generated tasks are the parameters they were generated with. */
import { expect, test } from "vitest";
import { EdgeflockError } from "../../../core/errors.ts";
import { checkedGoogleOptions, type SyntheticGoogleOptions } from "../google-options.ts";
import { BurstMeter } from "./burst-meter.ts";
import { compareLikeness } from "./compare-likeness.ts";
import { fitGoogleOptions } from "./fit-google-options.ts";
import { meterGenerated } from "./meter-generated.ts";

const burstGapSeconds = 0.01;

function fitTo(given: SyntheticGoogleOptions) {
  const meter = meterGenerated(checkedGoogleOptions(given), burstGapSeconds, 0);
  return { meter, fitted: fitGoogleOptions(meter) };
}

const near = (name: string, value: number, truth: number, tolerance: number) =>
  expect(Math.abs(value / truth - 1), `${name}: ${value}, generated with ${truth}`).toBeLessThan(tolerance);
const within = (name: string, value: number, truth: number, tolerance: number) =>
  expect(Math.abs(value - truth), `${name}: ${value}, generated with ${truth}`).toBeLessThan(tolerance);

test("the stand-in's own constants, from 30 hours of it", () => {
  const { fitted } = fitTo({ durationSeconds: 108_000, seed: 3, burstGapSeconds: 1.17, driftFactor: 3 });
  near("burstGapSeconds", fitted.burstGapSeconds, 1.17, 0.01);
  near("gapVariation", fitted.gapVariation, 0.72, 0.02);
  within("gapCorrelation", fitted.gapCorrelation, 0, 0.02);
  expect(fitted.gapDriftFactor).toBe(1);
  near("driftFactor", fitted.driftFactor, 3, 0.1);
  near("driftPeriodSeconds", fitted.driftPeriodSeconds, 3600, 0.01);
  near("innerGapSeconds", fitted.innerGapSeconds, 5e-6, 0.02);
  expect(fitted.resolutionSeconds).toBe(1e-6);
  within("stickiness", fitted.stickiness, 0.85, 0.01);
  within("coupling", fitted.coupling, 0.31, 0.15);
  expect(fitted.users.count).toBe(130);
  within("zipf", fitted.users.zipf, 1.2, 0.02);
  const larger = new Map(fitted.burstSizes);
  for (const [size, share] of [
    [1, 0.51],
    [2, 0.238],
    [4, 0.0768],
    [8, 0.0444],
  ] as const)
    within(`bursts above ${size}`, larger.get(size) ?? 0, share, 0.01);
  const work = new Map(fitted.cpuRequests);
  within("the share of 0.02499", work.get(0.02499) ?? 0, 0.495, 0.06);
  within("the share of 0.01562", work.get(0.01562) ?? 0, 0.12, 0.06);
  within("class 0", new Map(fitted.classes).get(0) ?? 0, 0.781, 0.05);
});

test("another generator's, whose rate drifts, whose gaps are alike, and whose work and input are opposed", () => {
  const { meter, fitted } = fitTo({
    durationSeconds: 200_000,
    seed: 5,
    burstGapSeconds: 4,
    driftFactor: 1,
    gapVariation: 1.5,
    gapCorrelation: 0.4,
    gapDriftFactor: 4,
    driftPeriodSeconds: 20_000,
    innerGapSeconds: 0.001,
    resolutionSeconds: 1e-4,
    burstSizes: [
      [0, 1],
      [1, 0.3],
      [2, 0.1],
      [3, 0],
    ],
    cpuRequests: [
      [1, 0.5],
      [2, 0.3],
      [9, 0.2],
    ],
    memoryRequests: [
      [0, 0.25],
      [10, 0.75],
    ],
    coupling: -0.6,
    stickiness: 0.2,
    users: { count: 12, zipf: 0.5 },
    classes: [
      [-1, 0.25],
      [2, 0.75],
    ],
  });
  near("burstGapSeconds", fitted.burstGapSeconds, 4, 0.03);
  near("gapVariation", fitted.gapVariation, 1.5, 0.1);
  within("gapCorrelation", fitted.gapCorrelation, 0.4, 0.03);
  near("gapDriftFactor", fitted.gapDriftFactor, 4, 0.12);
  near("driftPeriodSeconds", fitted.driftPeriodSeconds, 20_000, 0.03);
  expect(fitted.driftFactor).toBe(1);
  expect(fitted.resolutionSeconds).toBe(1e-4);
  near("innerGapSeconds", fitted.innerGapSeconds, 0.001, 0.05);
  within("coupling", fitted.coupling, -0.6, 0.03);
  within("stickiness", fitted.stickiness, 0.2, 0.02);
  expect(fitted.users.count).toBe(12);
  within("zipf", fitted.users.zipf, 0.5, 0.03);
  expect(fitted.cpuRequests.map(([value]) => value)).toEqual([1, 2, 9]);
  expect(fitted.memoryRequests.map(([value]) => value)).toEqual([0, 10]);
  within("the share of 9", fitted.cpuRequests[2]?.[1] ?? 0, 0.2, 0.01);
  within("no class", new Map(fitted.classes).get(-1) ?? 0, 0.25, 0.01);
  const { statistics, distributions } = compareLikeness(meter, fitted);
  expect([...statistics, ...distributions].filter(({ far }) => far)).toEqual([]);
});

test("a likeness of something else is far: gaps twice as long, other requests", () => {
  const given = { durationSeconds: 10_000, seed: 1, burstGapSeconds: 1, driftFactor: 1 };
  const { meter, fitted } = fitTo(given);
  const { statistics, distributions } = compareLikeness(meter, {
    ...fitted,
    burstGapSeconds: 2,
    cpuRequests: [[1, 1]],
  });
  const far = [...statistics, ...distributions].filter((one) => one.far).map(({ name }) => name);
  for (const name of ["mean gap between bursts [s]", "gaps between bursts [s]", "work [units]"])
    expect(far).toContain(name);
  expect(far).not.toContain("input [units]");
});

test("gaps that often join bursts are found by trial", () => {
  const { meter, fitted } = fitTo({
    durationSeconds: 3000,
    seed: 2,
    burstGapSeconds: 0.05,
    gapVariation: 2,
    driftFactor: 1,
    burstSizes: [
      [0, 1],
      [1, 0],
    ],
  });
  // What is seen is longer than what was drawn.
  expect(meter.gaps.mean / 0.05).toBeGreaterThan(1.3);
  const { statistics } = compareLikeness(meter, fitted);
  for (const { name, distance, relative } of statistics.filter((one) =>
    /mean gap between|variation/.test(one.name),
  ))
    expect(relative && (distance ?? 1) < 0.05, `${name}: ${distance}`).toBe(true);
});

test("too few bursts are refused, and a trace of equal tasks at equal gaps is fitted", () => {
  const clock = (tasks: number) => {
    const meter = new BurstMeter({ fromSeconds: 0, toSeconds: tasks - 1, burstGapSeconds });
    for (let seconds = 0; seconds < tasks; seconds++)
      meter.add({ seconds, work: 3, input: 0, user: "", schedulingClass: null });
    meter.end();
    return meter;
  };
  expect(() => fitGoogleOptions(clock(19))).toThrow(EdgeflockError);
  expect(() => fitGoogleOptions(clock(19))).toThrow("19 tasks in 19 bursts are too few");
  const fitted = fitGoogleOptions(clock(1000));
  expect(fitted).toMatchObject({
    burstGapSeconds: 1,
    gapVariation: 0.01,
    burstSizes: [
      [0, 1],
      [1, 0],
    ],
    cpuRequests: [[3, 1]],
    memoryRequests: [[0, 1]],
    classes: [[-1, 1]],
    users: { count: 1, zipf: 0 },
    resolutionSeconds: 1,
  });
});
