import { expect, test } from "vitest";
import { windowOf } from "../testing/window-of.ts";
import { encodeHistories, featureCount, featureNames, fitNormalisation, targetCount } from "./features.ts";
import { followingRows } from "./server-history.ts";

const rows = [
  { arrival: 0, job: 1, user: 3, cycles: 1e9, schedulingClass: 2 },
  { arrival: 0.25, home: 2, job: 8, user: 3, cycles: 5e9, schedulingClass: -1 },
  { arrival: 1, job: 1, user: 3, cycles: 2e9 },
  { arrival: 4, job: 2, user: 3, cycles: 4e9 },
  { arrival: 5, job: 3, user: 4, cycles: 1e9 },
];
const tasks = windowOf(rows);
const plain = {
  measureMean: featureNames.measures.map(() => 0),
  measureDeviation: featureNames.measures.map(() => 100),
  targetDeviation: new Array<number>(targetCount).fill(1),
  serverMeans: [],
  overallMeans: {
    log: new Array<number>(targetCount).fill(0),
    value: new Array<number>(targetCount).fill(1),
  },
};

test("the next task and the next burst are of the same server", () => {
  const { task, burst } = followingRows(tasks);
  expect(Array.from(task)).toEqual([2, -1, 3, 4, -1]);
  expect(Array.from(burst)).toEqual([3, -1, 3, 4, -1]);
});

test("targets: gap, work and input of the next task, then of the next burst", () => {
  const [first, second] = encodeHistories(tasks, plain);
  expect(first?.history.server).toBe(0);
  expect(Array.from(first!.scaledTargets.subarray(0, 6))).toEqual([1, 2e9, 1e6, 4, 4e9, 1e6]);
  expect(first!.logTargets[0]).toBeCloseTo(Math.log(1.001), 6);
  expect(first!.logTargets[4]).toBeCloseTo(Math.log(4e9), 5);
  expect(Array.from(first!.known.subarray(18))).toEqual([0, 0, 0, 0, 0, 0]);
  expect(second!.known.every((one) => one === 0)).toBe(true);
});

test("flags tell the burst, the user and the class", () => {
  const [first, second] = encodeHistories(tasks, plain);
  const set = (features: Float32Array, i: number) =>
    featureNames.flags.filter((_, k) => features[i * featureCount + featureNames.measures.length + k] === 1);
  expect(set(first!.features, 0)).toEqual([
    "first task of the server",
    "scheduling class 2",
    "task 1 of its burst",
  ]);
  expect(set(first!.features, 1)).toEqual(["scheduling class 0", "task 2 of its burst"]);
  expect(set(first!.features, 2)).toEqual([
    "same user as the burst before",
    "scheduling class 0",
    "task 1 of its burst",
  ]);
  expect(set(second!.features, 0)).toEqual(["first task of the server", "task 1 of its burst"]);
});

test("measures are logarithms, standardised, 0 where nothing is known, and clipped", () => {
  const [first] = encodeHistories(tasks, plain);
  const at = (i: number, name: (typeof featureNames.measures)[number]) =>
    first!.features[i * featureCount + featureNames.measures.indexOf(name)];
  expect(at(0, "log gap to the task before")).toBe(0);
  expect(at(2, "log gap to the task before")).toBeCloseTo(Math.log(3.001) / 100, 6);
  expect(at(1, "log work")).toBeCloseTo(Math.log(2e9) / 100, 6);
  expect(at(2, "log size of the burst before")).toBeCloseTo(Math.log(2) / 100, 6);
  expect(at(2, "log size of the same user's burst before")).toBeCloseTo(Math.log(2) / 100, 6);
  expect(at(3, "log size of the same user's burst before")).toBe(0);
  const mean = (Math.log(1e9) * 15) / 16 ** 2 + Math.log(4e9) / 16;
  expect(at(2, "running mean of the log work of bursts")).toBeCloseTo(mean / 100, 6);
  const narrow = { ...plain, measureDeviation: plain.measureDeviation.map(() => 1e-3) };
  expect(Math.max(...encodeHistories(tasks, narrow)[0]!.features)).toBe(4);
});

test("normalisation gives the training windows mean 0 and deviation 1", () => {
  const normalisation = fitNormalisation([tasks]);
  const targets = encodeHistories(tasks, normalisation)[0]!;
  const values = [0, 1, 2].map((i) => targets.logTargets[i * targetCount + 1]!);
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
  expect(values.reduce((sum, value) => sum + value * value, 0) / 3).toBeCloseTo(1, 5);
  expect(normalisation.serverMeans[0]?.value[0]).toBeCloseTo((1 + 3 + 1) / 3, 12);
  // Server 2 has no task that another follows.
  expect(normalisation.serverMeans[1]).toEqual({ server: 2, ...normalisation.overallMeans });
  // The input never varies: deviation 1, so that it may divide.
  expect(normalisation.targetDeviation[2]).toBe(1);
});
