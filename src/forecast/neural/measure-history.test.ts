import { expect, test } from "vitest";
import { windowOf } from "../../testing/window-of.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import { serverHistories } from "../server-history.ts";
import { forecastTargets } from "../targets.ts";
import { basisFor } from "./basis.test-helper.ts";
import { candidateCount, candidateNames } from "./candidates/index.ts";
import { featureNames } from "./features/index.ts";
import { measureHistory } from "./measure-history.ts";

/** Jobs 1, 2, 1, then 3, which begins as job 1 did. */
const tasks: WindowTasks = {
  ...windowOf([
    { arrival: 0, job: 1, user: 7, cycles: 1e9 },
    { arrival: 0.5, job: 2, user: 8, cycles: 2e9, bits: 5e6 },
    { arrival: 1, job: 1, user: 7, cycles: 3e9 },
    { arrival: 1.00001, job: 1, user: 7, cycles: 1e9 },
    { arrival: 40, job: 3, user: 7, cycles: 1e9 },
    { arrival: 41, job: 3, user: 7, cycles: 1e9 },
    { arrival: 42, job: 3, user: 7, cycles: 1e9 },
    { arrival: 43, job: 3, user: 7, cycles: 1e9 },
  ]),
  jobName: Int32Array.of(-1, 4, -1, -1, 4, 4, 4, 4),
};
const basis = basisFor([tasks]);
const measured = measureHistory(tasks, serverHistories(tasks)[0]!, basis);
const names = featureNames(basis);

function feature(row: number, name: string): number {
  const at = names.indexOf(name);
  expect(at, name).toBeGreaterThanOrEqual(0);
  return measured.features[row * names.length + at]!;
}

/** In the target's unit. */
function candidate(row: number, target: string, name: string): number {
  const at = candidateNames.indexOf(`${target}: ${name}`);
  expect(at, `${target}: ${name}`).toBeGreaterThanOrEqual(0);
  const { valueMean } = basis.statistics.servers[0]!;
  const mean = valueMean[forecastTargets.findIndex((one) => one.name === target)]!;
  return measured.candidateRatios[row * candidateNames.length + at]! * mean;
}

test("every target has as many candidates, and all names differ", () => {
  expect(candidateNames).toHaveLength(forecastTargets.length * candidateCount);
  expect(new Set(candidateNames).size).toBe(candidateNames.length);
  expect(new Set(names).size).toBe(names.length);
});

test("candidates of requests: this task's, other jobs', running means", () => {
  expect(candidate(2, "task.work", "this task's") / 3e9).toBeCloseTo(1, 5);
  expect(candidate(2, "task.work", "the last of the job 1 before") / 2e9).toBeCloseTo(1, 5);
  expect(candidate(2, "task.input", "the last of the job 1 before") / 5e6).toBeCloseTo(1, 5);
  expect(candidate(4, "task.work", "the last of the job 2 before") / 2e9).toBeCloseTo(1, 5);
  expect(candidate(1, "task.work", "running mean, factor 0.5") / 1.5e9).toBeCloseTo(1, 5);
  // Row 3 begins no burst.
  const ofBursts = "running mean of bursts, factor 0.5";
  expect(candidate(3, "burst.work", ofBursts)).toBe(candidate(2, "burst.work", ofBursts));
  const { valueMean } = basis.statistics.servers[0]!;
  expect(candidate(0, "task.work", "the last of the job 1 before") / valueMean[1]!).toBeCloseTo(1, 5);
});

test("candidates of gaps and of the next seconds", () => {
  expect(candidate(3, "task.interArrival", "last gap")).toBeCloseTo(1e-5, 8);
  expect(candidate(3, "task.interArrival", "gap before that")).toBeCloseTo(0.5, 6);
  expect(candidate(3, "burst.interArrival", "last pause before a burst")).toBeCloseTo(0.5, 6);
  expect(candidate(3, "5s.arrivals", "as much as of this job so far")).toBeCloseTo(3, 5);
  expect(candidate(7, "5s.arrivals", "rate of the last 5 s")).toBeCloseTo(4, 5);
  expect(candidate(7, "1s.work", "rate of the last 5 s") / 0.8e9).toBeCloseTo(1, 5);
  expect(candidate(7, "5s.work", "nothing")).toBe(0);
});

test("what remains of a job by the one before; beyond its size that one says nothing", () => {
  const alike = "what remains of this job by the one of the same requests before, else so far";
  expect([4, 5, 6, 7].map((row) => Math.round(candidate(row, "30s.arrivals", alike)))).toEqual([2, 1, 0, 4]);
  const named = "what remains of this job by the one of the same name before, else so far";
  expect([4, 5].map((row) => Math.round(candidate(row, "30s.arrivals", named)))).toEqual([0, 2]);
  const beyond = "place in the job is beyond that size, same requests and user";
  expect([4, 5, 6, 7].map((row) => feature(row, beyond))).toEqual([0, 0, 0, 1]);
  expect(feature(4, "log size of the job before of the same requests and user")).toBeCloseTo(Math.log(3), 5);
  expect(feature(0, "log size of the job before of the same requests and user")).toBeNaN();
});

test("features of gaps, runs and other jobs", () => {
  expect(feature(3, "share of gaps above 0.1 ms in the last 4")).toBeCloseTo(0.5, 6);
  expect(feature(3, "log number of tasks since a gap above 100 ms")).toBeCloseTo(Math.log(2), 6);
  expect(feature(2, "log number of the job's runs")).toBeCloseTo(Math.log(2), 6);
  expect(feature(2, "log time since the job's task before")).toBeCloseTo(Math.log(1.001), 6);
  expect(feature(2, "job 1 before: log time since its last task")).toBeCloseTo(Math.log(0.501), 6);
  expect(feature(2, "job 1 before: log work against this task")).toBeCloseTo(Math.log(2 / 3), 6);
  expect(feature(0, "job 1 before: log number of its tasks")).toBeNaN();
});
