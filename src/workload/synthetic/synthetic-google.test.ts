/** The synthetic stand-in against the figures of the page that defines it, and against the trace it stands for. */
import { existsSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { EdgeflockError } from "../../core/errors.ts";
import { beyondJobLimit } from "../import-report.ts";
import type { SyntheticGoogleOptions } from "./google-options.ts";
import { syntheticGoogle } from "./synthetic-google.ts";

const options: SyntheticGoogleOptions = {
  durationSeconds: 10_000,
  seed: 1,
  burstGapSeconds: 1.17,
  driftFactor: 3,
};
const shaping = {
  perJobLimit: 8,
  timeScale: 0.4,
  cyclesPerUnit: 4e10,
  bitsPerUnit: 2e8,
  deadlineSeconds: Number.POSITIVE_INFINITY,
  outputRatio: 0,
};

interface Columns {
  readonly timeSeconds: Float64Array;
  readonly work: Float64Array;
  readonly input: Float64Array;
  readonly user: Int32Array;
}

/** All tasks, in the units of the trace. */
function generateRequests(given: SyntheticGoogleOptions) {
  const raw = {
    ...shaping,
    perJobLimit: Number.POSITIVE_INFINITY,
    timeScale: 1,
    cyclesPerUnit: 1,
    bitsPerUnit: 1e8,
  };
  const tasks = syntheticGoogle(given, raw);
  const { arrivalSeconds: timeSeconds, cycles: work, inputBits } = tasks;
  return { ...tasks, timeSeconds, work, input: inputBits.map((bits) => bits / 1e8) };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]!;
  return sum / values.length;
}

function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let [xy, xx, yy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    xy += (x[k]! - meanX) * (y[k]! - meanY);
    xx += (x[k]! - meanX) ** 2;
    yy += (y[k]! - meanY) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** The statistics that reference-scenarios.md gives, a burst being a run of submits at most 10 ms apart. */
function statistics(requests: Columns) {
  const time = requests.timeSeconds;
  const starts: number[] = [];
  for (let row = 0; row < time.length; row++) {
    if (row === 0 || time[row]! - time[row - 1]! > 0.01) starts.push(row);
  }
  const sizes = starts.map((start, k) => (starts[k + 1] ?? time.length) - start);
  const gaps = starts.slice(1).map((start, k) => time[start]! - time[starts[k]!]!);
  const gapMean = mean(gaps);
  const gapVariance = mean(gaps.map((gap) => (gap - gapMean) ** 2));
  const share = (column: Float64Array, request: number) =>
    column.filter((value) => Math.abs(value - request) < 1e-4).length / column.length;

  // How well the last burst of the same user predicts the log CPU request of a burst.
  const last = new Map<number, number>();
  const pairs: [number, number][] = [];
  for (const start of starts) {
    const log = Math.log(requests.work[start]!);
    const before = last.get(requests.user[start]!);
    if (before !== undefined) pairs.push([before, log]);
    last.set(requests.user[start]!, log);
  }
  const stickiness =
    correlation(
      pairs.map((pair) => pair[0]),
      pairs.map((pair) => pair[1]),
    ) ** 2;

  const bins = new Float64Array(10);
  for (const at of time) bins[Math.min(9, Math.floor(at / 1000))]! += 1;
  return {
    gapMean,
    gapVariation: Math.sqrt(gapVariance) / gapMean,
    gapAutocorrelation: correlation(gaps.slice(0, -1), gaps.slice(1)),
    sizeMean: mean(sizes),
    sizes,
    larger: [1, 2, 4, 7, 129].map((limit) => sizes.filter((size) => size > limit).length / sizes.length),
    limitedSizeMean: mean(sizes.map((one) => Math.min(8, one))),
    cpu: [0.025, 0.01562, 0.0625].map((request) => share(requests.work, request)),
    memory: [0.03339, 0.02545, 0.01553].map((request) => share(requests.input, request)),
    correlation: correlation(requests.work, requests.input),
    stickiness,
    rateFactor: Math.max(...bins) / Math.min(...bins),
  };
}

/** Mean over 16 generated traces, each as long as the real one, of one of their statistics. */
type Statistic = (one: ReturnType<typeof statistics>) => number;
let traces: ReturnType<typeof statistics>[];
const average = (pick: Statistic) => mean(traces.map(pick));
beforeAll(() => {
  traces = Array.from({ length: 16 }, (_, seed) =>
    statistics(generateRequests({ ...options, seed, durationSeconds: 10_011 })),
  );
});

describe("statistics", () => {
  test("are those of reference-scenarios.md", () => {
    expect(average((s) => s.gapMean)).toBeCloseTo(1.17, 2);
    expect(average((s) => s.gapVariation)).toBeCloseTo(0.72, 2);
    expect(Math.abs(average((s) => s.gapAutocorrelation))).toBeLessThan(0.02);
    expect(Math.abs(average((s) => s.sizeMean) - 9.7)).toBeLessThan(0.4);
    const sizes = traces.flatMap((one) => one.sizes).sort((x, y) => x - y);
    const quantile = (q: number) => sizes[Math.floor(q * sizes.length)]!;
    expect([quantile(0.5), quantile(0.9), quantile(0.95)]).toEqual([2, 4, 7]);
    expect(Math.abs(quantile(0.99) - 129)).toBeLessThan(15);
    // The requests of tasks: big jobs and loyal users make each trace's shares its own.
    expect(Math.abs(average((s) => s.cpu[0]!) - 0.49)).toBeLessThan(0.05);
    expect(Math.abs(average((s) => s.cpu[1]!) - 0.12)).toBeLessThan(0.04);
    expect(Math.abs(average((s) => s.cpu[2]!) - 0.08)).toBeLessThan(0.04);
    expect(Math.abs(average((s) => s.memory[0]!) - 0.3)).toBeLessThan(0.05);
    expect(Math.abs(average((s) => s.memory[1]!) - 0.16)).toBeLessThan(0.04);
    expect(Math.abs(average((s) => s.memory[2]!) - 0.13)).toBeLessThan(0.04);
    expect(Math.abs(average((s) => s.correlation) - 0.25)).toBeLessThan(0.08);
    expect(Math.abs(average((s) => s.stickiness) - 0.7)).toBeLessThan(0.08);
  });
});

const trace = "../shared/data/google-2011/task_events";
const present = existsSync(trace);
if (!present) console.warn(`skipped: comparing the synthetic stand-in with the real trace needs ${trace}`);

/** Every usable SUBMIT of the trace's window, resubmits too: what the figures of the page count. */
async function usableSubmits(): Promise<Columns> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  const read = await connection.runAndReadAll(
    `select (column00 - 600000000)::double / 1e6, column09::double, column10::double, hash(column06)::varchar
     from read_csv('${trace}/*.csv.gz', header = false, names = [], all_varchar = false)
     where column00 >= 600000000 and column05 = 0 and column09 > 0 and column10 is not null order by column00`,
  );
  const [time, work, input, user] = read.getColumnsJS() as [number[], number[], number[], string[]];
  const users = new Map([...new Set(user)].map((name, index) => [name, index]));
  return {
    timeSeconds: Float64Array.from(time),
    work: Float64Array.from(work),
    input: Float64Array.from(input),
    user: Int32Array.from(user, (name) => users.get(name)!),
  };
}

test.skipIf(!present)("statistics are near those of the trace itself", async () => {
  const real = statistics(await usableSubmits());
  const near = (pick: Statistic, tolerance: number) =>
    expect(Math.abs(average(pick) - pick(real))).toBeLessThan(tolerance);
  near((s) => s.gapMean, 0.03);
  near((s) => s.gapVariation, 0.03);
  near((s) => s.gapAutocorrelation, 0.03);
  near((s) => s.sizeMean, 0.6);
  near((s) => s.limitedSizeMean, 0.05);
  for (const [k, tolerance] of [0.03, 0.03, 0.01, 0.005, 0.003].entries())
    near((s) => s.larger[k]!, tolerance);
  for (const k of [0, 1, 2]) {
    near((s) => s.cpu[k]!, 0.06);
    near((s) => s.memory[k]!, 0.06);
  }
  near((s) => s.correlation, 0.08);
});

describe("traces", () => {
  test("the same seed gives the same tasks, another seed others", () => {
    const first = syntheticGoogle(options, shaping);
    const again = syntheticGoogle(options, shaping);
    expect(again).toEqual(first);
    expect(syntheticGoogle({ ...options, seed: 2 }, shaping).arrivalSeconds).not.toEqual(
      first.arrivalSeconds,
    );
  });

  test("tasks are ordered, inside the duration, equal inside a job, at most perJobLimit of each", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, perJobLimit) => {
        const duration = { ...options, seed, durationSeconds: 300 };
        const requests = generateRequests(duration);
        const tasks = syntheticGoogle(duration, { ...shaping, perJobLimit });
        const ofJob = new Int32Array(tasks.jobIds.length);
        for (let row = 0; row < tasks.count; row++) {
          ofJob[tasks.job[row]!]! += 1;
          expect(tasks.arrivalSeconds[row]).toBeLessThanOrEqual(300 * 0.4);
          if (row === 0) continue;
          expect(tasks.arrivalSeconds[row]).toBeGreaterThanOrEqual(tasks.arrivalSeconds[row - 1]!);
          if (tasks.job[row] === tasks.job[row - 1]) {
            expect(tasks.cycles[row]).toBe(tasks.cycles[row - 1]);
            expect(tasks.inputBits[row]).toBe(tasks.inputBits[row - 1]);
            expect(tasks.user[row]).toBe(tasks.user[row - 1]);
          }
        }
        expect(Math.max(...ofJob)).toBeLessThanOrEqual(perJobLimit);
        expect(tasks.report.rows).toBe(requests.count);
        expect(tasks.count + tasks.report.skipped[beyondJobLimit]!).toBe(requests.count);
      }),
      { numRuns: 20 },
    );
  });

  test("the drift swings the share of jobs with more than one task; 1 leaves it steady", () => {
    /** Highest over lowest share in any quarter of the period, the periods of a long trace folded to one. */
    const swing = (driftFactor: number) => {
      const { job, jobIds, timeSeconds } = generateRequests({
        ...options,
        driftFactor,
        durationSeconds: 72_000,
      });
      const size = new Int32Array(jobIds.length);
      for (const one of job) size[one]! += 1;
      const large = new Float64Array(36);
      const total = new Float64Array(36);
      for (let row = 0; row < job.length; row++) {
        if (job[row] === job[row - 1]) continue;
        const bin = Math.floor((timeSeconds[row]! % 3600) / 100);
        total[bin]! += 1;
        if (size[job[row]!]! > 1) large[bin]! += 1;
      }
      const quarter = (bins: Float64Array, from: number) =>
        mean(Array.from({ length: 9 }, (_, k) => bins[(from + k) % 36]!));
      const shares = Array.from({ length: 36 }, (_, k) => quarter(large, k) / quarter(total, k));
      return Math.max(...shares) / Math.min(...shares);
    };
    // Amplitude a = 0.5575 makes the rate of tasks swing by 3; a quarter's mean of the sine is 0.9 of its peak.
    expect(Math.abs(swing(3) - (1 + 0.9 * 0.5575) / (1 - 0.9 * 0.5575))).toBeLessThan(0.2);
    expect(swing(1)).toBeLessThan(1.1);
  });

  test.each([
    ["durationSeconds", 0],
    ["durationSeconds", Number.NaN],
    ["durationSeconds", Infinity],
    ["burstGapSeconds", -1],
    ["driftFactor", 0.5],
    ["driftFactor", 16],
    ["seed", 1.5],
  ])("%s %d is refused", (name, value) => {
    expect(() => syntheticGoogle({ ...options, [name]: value }, shaping)).toThrow(EdgeflockError);
    expect(() => syntheticGoogle({ ...options, [name]: value }, shaping)).toThrow(`${name} is ${value}`);
  });
});
