/**
 * Generators against the theory of their processes. Each statistic is taken from many independent draws; theory has to lie
 * in an interval around their mean that is so wide that all intervals of a test hold at once with more than 99 %, and so
 * narrow that it would be outside if the statistic were off by some per cent.
 */
import { expect, test } from "vitest";
import { mean, standardDeviation } from "../../stats/moments.ts";
import { assignHomes, type Workload } from "../workload.ts";
import { type BurstsGeneratorOptions, burstsGenerator } from "./bursts.ts";
import { diurnalGenerator } from "./diurnal.ts";
import { flashCrowdsGenerator } from "./flash-crowds.ts";
import { generatedWorkload } from "./generated-workload.ts";
import type { Generator } from "./generator.ts";
import { type MmppState, mmppGenerator } from "./mmpp.ts";
import { poissonGenerator } from "./poisson.ts";
import type { RequestOptions } from "./requests.ts";

const requests: RequestOptions = {
  work: { distribution: "constant", mean: 1e9 },
  input: { distribution: "constant", mean: 1e6 },
  users: { count: 1, zipf: 0 },
  stickiness: 0,
  tasksPerJob: { distribution: "constant", value: 1 },
};

const tasksOf = (generator: Generator) => generatedWorkload("test", generator, 0);

/** Five standard errors: the chance to be outside is 1e-5 for each (30 draws, Student). */
function expectTheory(name: string, draws: readonly number[], theory: number, precision: number): void {
  const error = standardDeviation(draws) / Math.sqrt(draws.length);
  expect(error / Math.abs(theory), `${name}: how sure it is`).toBeLessThan(precision);
  expect(Math.abs(mean(draws) - theory), `${name}: ${mean(draws)}, in theory ${theory}`).toBeLessThan(
    5 * error,
  );
}

const draws = (of: (seed: number) => number, count = 30) =>
  Array.from({ length: count }, (_, seed) => of(seed));

/** How many of the times fall into each window of `width`. */
function counts(times: ArrayLike<number>, width: number, end: number): Float64Array {
  const bins = new Float64Array(Math.floor(end / width));
  for (let k = 0; k < times.length; k++) {
    const bin = Math.floor(times[k]! / width);
    if (bin < bins.length) bins[bin]! += 1;
  }
  return bins;
}

const dispersion = (values: Float64Array) => standardDeviation(values) ** 2 / mean(values);

function gapsOf(times: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: times.length - 1 }, (_, k) => times[k + 1]! - times[k]!);
}

function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [meanX, meanY] = [mean(x), mean(y)];
  const products = Float64Array.from(x, (value, k) => (value - meanX) * (y[k]! - meanY));
  return (mean(products) * x.length) / (x.length - 1) / (standardDeviation(x) * standardDeviation(y));
}

test("Poisson: counts have variance and mean alike, gaps are exponential, batches disperse as their sizes do", () => {
  const end = 4000;
  const times = (seed: number, tasksPerJob = requests.tasksPerJob) =>
    tasksOf(poissonGenerator({ seed, durationSeconds: end, rate: 5, requests: { ...requests, tasksPerJob } }))
      .arrivalSeconds;
  expectTheory(
    "rate",
    draws((seed) => times(seed).length / end),
    5,
    0.01,
  );
  expectTheory(
    "index of dispersion",
    draws((seed) => dispersion(counts(times(seed), 2, end))),
    1,
    0.02,
  );
  const variation = (seed: number) => standardDeviation(gapsOf(times(seed))) / mean(gapsOf(times(seed)));
  expectTheory("variation of gaps", draws(variation), 1, 0.01);
  // Of a compound Poisson process E[B²]/E[B], which is 2·mean − 1 for a geometric B.
  const batches = (seed: number) =>
    dispersion(counts(times(seed, { distribution: "geometric", mean: 4 }), 2, end));
  expectTheory("index of dispersion of batches", draws(batches), 7, 0.02);
  const few = { distribution: "discrete", values: [1, 10], shares: [3, 1] } as const;
  const discrete = (seed: number) => dispersion(counts(times(seed, few), 2, end));
  expectTheory("index of dispersion of two sizes", draws(discrete), (0.75 + 25) / 3.25, 0.02);
});

test("MMPP of two states: rate, index of dispersion, and the gaps' variation and autocorrelation", () => {
  // Fischer and Meier-Hellstern, 1993, sections 2 and 3: rates l, and s by which the states are left.
  const [l1, l2, s1, s2] = [20, 2, 1 / 3, 1 / 6];
  const states: MmppState[] = [
    { rate: l1, sojournSeconds: 1 / s1 },
    { rate: l2, sojournSeconds: 1 / s2 },
  ];
  const end = 20_000;
  const runs = draws((seed) => seed).map(
    (seed) =>
      tasksOf(mmppGenerator({ seed, durationSeconds: end, states, swings: [], requests })).arrivalSeconds,
  );
  const rate = (l1 * s2 + l2 * s1) / (s1 + s2);
  expectTheory(
    "rate",
    runs.map((times) => times.length / end),
    rate,
    0.01,
  );
  for (const width of [0.5, 5, 50]) {
    const decay = (s1 + s2) * width;
    const excess = (2 * s1 * s2 * (l1 - l2) ** 2) / ((s1 + s2) ** 2 * (l1 * s2 + l2 * s1));
    const theory = 1 + excess * (1 - (1 - Math.exp(-decay)) / decay);
    expectTheory(
      `index of dispersion over ${width} s`,
      runs.map((times) => dispersion(counts(times, width, end))),
      theory,
      0.03,
    );
  }
  // Gaps by matrices: M = (Λ − Q)⁻¹, moments p·M·e and 2p·M²·e, E[X₀X₁] = p·M²·Λ·M·e, p the state just after an arrival.
  const determinant = (l1 + s1) * (l2 + s2) - s1 * s2;
  const M = [
    [(l2 + s2) / determinant, s1 / determinant],
    [s2 / determinant, (l1 + s1) / determinant],
  ] as const;
  const times = (v: readonly [number, number]) =>
    [v[0] * M[0][0] + v[1] * M[1][0], v[0] * M[0][1] + v[1] * M[1][1]] as const;
  const sum = (v: readonly [number, number]) => v[0] + v[1];
  const p = [(l1 * s2) / (l1 * s2 + l2 * s1), (l2 * s1) / (l1 * s2 + l2 * s1)] as const;
  const once = times(p);
  const twice = times(once);
  const first = sum(once);
  const second = 2 * sum(twice);
  const product = sum(times([twice[0] * l1, twice[1] * l2]));
  expect(first).toBeCloseTo(1 / rate, 12);
  const variance = second - first ** 2;
  expectTheory(
    "variation of gaps",
    runs.map((run) => standardDeviation(gapsOf(run)) / mean(gapsOf(run))),
    Math.sqrt(variance) / first,
    0.01,
  );
  expectTheory(
    "autocorrelation of gaps",
    runs.map((run) => correlation(gapsOf(run).slice(0, -1), gapsOf(run).slice(1))),
    (product - first ** 2) / variance,
    0.02,
  );
}, 180_000);

test("MMPP of three states: all are entered equally often, from a stationary beginning", () => {
  const rates = [12, 3, 0];
  const sojourns = [2, 2, 2];
  const states = rates.map((rate, k) => ({ rate, sojournSeconds: sojourns[k]! }));
  const run = (seed: number, end: number) =>
    tasksOf(mmppGenerator({ seed, durationSeconds: end, states, swings: [], requests })).arrivalSeconds;
  const end = 10_000;
  const runs = draws((seed) => seed).map((seed) => run(seed, end));
  expectTheory(
    "rate",
    runs.map((times) => times.length / end),
    5,
    0.01,
  );
  // With equal sojourns τ the rate's autocovariance is its variance times exp(−t·n/((n − 1)τ)): one time constant.
  const decay = 3 / (2 * 2);
  const variance = mean(rates.map((rate) => (rate - 5) ** 2));
  for (const width of [1, 10]) {
    const excess = ((2 * variance) / (5 * decay)) * (1 - (1 - Math.exp(-decay * width)) / (decay * width));
    expectTheory(
      `index of dispersion over ${width} s`,
      runs.map((times) => dispersion(counts(times, width, end))),
      1 + excess,
      0.02,
    );
  }
  // The first second is like any other.
  expectTheory(
    "rate at the beginning",
    draws((seed) => run(seed, 1).length, 3000),
    5,
    0.03,
  );
});

test("diurnal: each part of the swing has its share, by day and by week", () => {
  const [day, week] = [100, 700];
  const swings = [
    { periodSeconds: day, amplitude: 0.8, phase: 0.1 },
    { periodSeconds: week, amplitude: 0.5, phase: 0.6 },
  ];
  const end = 50 * week;
  const runs = draws((seed) => seed).map(
    (seed) =>
      tasksOf(diurnalGenerator({ seed, durationSeconds: end, rate: 3, swings, requests })).arrivalSeconds,
  );
  expectTheory(
    "rate",
    runs.map((times) => times.length / end),
    3,
    0.01,
  );
  // Over a whole week, which is seven days: by the sum over fine steps.
  const steps = 70_000;
  const factor = (seconds: number) =>
    swings.reduce(
      (f, s) => f * (1 + s.amplitude * Math.sin(2 * Math.PI * (seconds / s.periodSeconds + s.phase))),
      1,
    );
  for (const [period, parts] of [
    [day, 10],
    [week, 7],
  ] as const) {
    const theory = new Float64Array(parts);
    for (let step = 0; step < steps; step++) {
      const at = ((step + 0.5) / steps) * week;
      theory[Math.floor(((at % period) / period) * parts)]! += factor(at) / steps;
    }
    for (let part = 0; part < parts; part++) {
      const share = (times: Float64Array) =>
        times.filter((at) => Math.floor(((at % period) / period) * parts) === part).length / times.length;
      expectTheory(`part ${part} of ${period} s`, runs.map(share), theory[part]!, 0.02);
    }
  }
});

test("flash crowds: the rate and the dispersion of a Poisson process with clusters", () => {
  const options = { rate: 4, peakFactor: 6, riseSeconds: 4, decaySeconds: 8, everySeconds: 60 };
  const end = 30_000;
  const runs = draws((seed) => seed).map(
    (seed) =>
      tasksOf(
        flashCrowdsGenerator({
          seed,
          durationSeconds: end,
          ...options,
          where: "everywhere",
          swings: [],
          requests,
        }),
      ).arrivalSeconds,
  );
  // A crowd has a Poisson number of tasks: what it adds to the rate, over its rise and its decay to a thousandth.
  const size = 4 * 5 * (4 / 2 + 8 * (1 - 1e-3));
  expectTheory(
    "rate",
    runs.map((times) => times.length / end),
    4 + size / 60,
    0.01,
  );
  // Over windows much longer than a crowd (Neyman and Scott): each crowd counts by the square of its size.
  expectTheory(
    "index of dispersion",
    runs.map((times) => dispersion(counts(times, 1000, end))),
    (4 + (size ** 2 + size) / 60) / (4 + size / 60),
    0.08,
  );
});

test("a flash crowd at one server is one job; what comes without crowds are jobs of their own", () => {
  const options = { rate: 4, peakFactor: 6, riseSeconds: 4, decaySeconds: 8, everySeconds: 60 };
  const end = 100_000;
  const workload = tasksOf(
    flashCrowdsGenerator({
      seed: 1,
      durationSeconds: end,
      ...options,
      where: "one server",
      swings: [],
      requests,
    }),
  );
  const size = new Float64Array(workload.jobIds.length);
  for (const job of workload.job) size[job]! += 1;
  const crowds = size.filter((tasks) => tasks > 1);
  expect(Math.abs(crowds.length / (end / 60) - 1)).toBeLessThan(0.1);
  expect(Math.abs(mean(crowds) / (4 * 5 * (2 + 8)) - 1)).toBeLessThan(0.02);
  expect(Math.abs(size.filter((tasks) => tasks === 1).length / end / 4 - 1)).toBeLessThan(0.02);
  // The tasks of the crowds alone: a rise in a straight line, then an exponential.
  const first = new Float64Array(size.length).fill(-1);
  const since: number[] = [];
  for (const [row, job] of workload.job.entries()) {
    if (size[job]! < 2) continue;
    if (first[job]! < 0) first[job] = workload.arrivalSeconds[row]!;
    since.push(workload.arrivalSeconds[row]! - first[job]!);
  }
  // The first task comes some half a second after the beginning: ∫ exp(−λ) of a rate that rises as 5t.
  const begin = Math.sqrt(Math.PI / (2 * 5));
  const before = (seconds: number) => since.filter((one) => one + begin < seconds).length / since.length;
  expect(Math.abs(before(4) - 0.2)).toBeLessThan(0.02);
  expect(Math.abs(before(12) - (0.2 + 0.8 * (1 - Math.exp(-1))))).toBeLessThan(0.02);
});

test("requests: means, variations, tails, users, stickiness and classes are what was asked for", () => {
  const run = (change: Partial<RequestOptions>) =>
    tasksOf(
      poissonGenerator({ seed: 3, durationSeconds: 40_000, rate: 5, requests: { ...requests, ...change } }),
    );
  const variation = (values: Float64Array) => standardDeviation(values) / mean(values);
  const near = (value: number, theory: number, tolerance: number) =>
    expect(Math.abs(value / theory - 1), `${value}, in theory ${theory}`).toBeLessThan(tolerance);
  const exponential = run({ work: { distribution: "exponential", mean: 3e8 } });
  near(mean(exponential.cycles), 3e8, 0.01);
  near(variation(exponential.cycles), 1, 0.01);
  const lognormal = run({ work: { distribution: "lognormal", mean: 3e8, variation: 0.5 } });
  near(mean(lognormal.cycles), 3e8, 0.01);
  near(variation(lognormal.cycles), 0.5, 0.02);
  const pareto = run({ work: { distribution: "pareto", mean: 3e8, shape: 2.5 } }).cycles;
  near(mean(pareto), 3e8, 0.02);
  near(
    pareto.filter((cycles) => cycles > 1e9).length / pareto.length,
    ((3e8 * 1.5) / 2.5 / 1e9) ** 2.5,
    0.05,
  );
  const cut = run({ input: { distribution: "pareto", mean: 1e6, shape: 1.2, most: 5e6 } });
  expect(cut.inputBits.reduce((most, bits) => Math.max(most, bits))).toBe(5e6);
  const discrete = run({ input: { distribution: "discrete", values: [1, 5, 7], shares: [2, 0, 6] } });
  near(discrete.inputBits.filter((bits) => bits === 7).length / discrete.count, 0.75, 0.01);
  expect(new Set(discrete.inputBits)).toEqual(new Set([1, 7]));

  const sticky = run({
    work: { distribution: "exponential", mean: 1 },
    users: { count: 4, zipf: 1 },
    stickiness: 0.7,
    classes: [1, 0, 3],
  });
  const shares = [0, 1, 2, 3].map((user) => sticky.user.filter((one) => one === user).length / sticky.count);
  const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4;
  for (const [user, share] of shares.entries()) near(share, 1 / (user + 1) / harmonic, 0.02);
  const last = new Map<number, number>();
  let [same, all] = [0, 0];
  for (const [row, user] of sticky.user.entries()) {
    if (last.has(user)) {
      all++;
      if (last.get(user) === sticky.cycles[row]) same++;
    }
    last.set(user, sticky.cycles[row]!);
  }
  near(same / all, 0.7, 0.01);
  near(sticky.schedulingClass.filter((one) => one === 2).length / sticky.count, 0.75, 0.02);
  expect(new Set(run({}).schedulingClass)).toEqual(new Set([-1]));
});

const weights = [3, 2, 1];
const burstsOf = (change: Partial<BurstsGeneratorOptions>) =>
  tasksOf(
    burstsGenerator({
      seed: 1,
      durationSeconds: 5000,
      rate: 0,
      burstGapSeconds: 10,
      burstSize: { distribution: "geometric", mean: 5 },
      correlation: 0,
      homeWeights: weights,
      swings: [],
      requests,
      ...change,
    }),
  );

/** Times and sizes of the bursts of each server. */
function burstsByServer(workload: Workload, salt: string) {
  const home = assignHomes(workload, salt, weights);
  const servers = weights.map(() => ({ times: [] as number[], sizes: [] as number[] }));
  for (const [row, job] of workload.job.entries()) {
    const { times, sizes } = servers[home[row]!]!;
    if (row > 0 && workload.job[row - 1] === job) sizes[sizes.length - 1]! += 1;
    else {
      times.push(workload.arrivalSeconds[row]!);
      sizes.push(1);
    }
  }
  return servers;
}

test("bursts: what one server sees is the same process for every correlation; together they are as correlated as said", () => {
  const correlations = [0, 0.3, 0.7, 1];
  const end = 5000;
  const runs = correlations.map((value) =>
    draws((seed) => seed, 40).map((seed) =>
      burstsByServer(burstsOf({ seed: seed + 1000 * value, correlation: value }), String(seed)),
    ),
  );
  for (const [k, value] of correlations.entries()) {
    for (const [server, weight] of weights.entries()) {
      const of = (statistic: (bursts: { times: number[]; sizes: number[] }) => number) =>
        runs[k]!.map((servers) => statistic(servers[server]!));
      const name = `server ${server} at correlation ${value}`;
      // A Poisson process of bursts, whatever the correlation: by its rate, its counts, its gaps, and their independence.
      expectTheory(
        `${name}: rate`,
        of(({ times }) => times.length / end),
        weight / 2 / 10,
        0.02,
      );
      expectTheory(
        `${name}: dispersion`,
        of(({ times }) => dispersion(counts(times, 20, end))),
        1,
        0.03,
      );
      expectTheory(
        `${name}: gaps`,
        of(({ times }) => standardDeviation(gapsOf(times)) / mean(gapsOf(times))),
        1,
        0.02,
      );
      const following = of(({ times }) => correlation(gapsOf(times).slice(0, -1), gapsOf(times).slice(1)));
      // Of n gaps the sample autocorrelation is −1/n on average.
      const bias = 1 / (end / 10 / 2);
      expect(Math.abs(mean(following)) - bias).toBeLessThan(
        5 * (standardDeviation(following) / Math.sqrt(40)),
      );
      expectTheory(
        `${name}: sizes`,
        of(({ sizes }) => mean(sizes)),
        5,
        0.02,
      );
      const tasks = of(({ times, sizes }) =>
        dispersion(
          counts(
            times.flatMap((at, burst) => Array.from({ length: sizes[burst]! }, () => at)),
            20,
            end,
          ),
        ),
      );
      expectTheory(`${name}: dispersion of tasks`, tasks, 9, 0.04);
      // The whole distribution of its gaps: that without correlation, by the test of Kolmogorov and Smirnov (1e-5).
      const gaps = (at: number) => runs[at]!.flatMap((servers) => Array.from(gapsOf(servers[server]!.times)));
      if (k > 0)
        expect(kolmogorovSmirnov(gaps(0), gaps(k)), `${name}: distribution of gaps`).toBeLessThan(2.47);
    }
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      // Both have a share of the common instants: the one with less weight, all of those that both have.
      const theory = value * Math.sqrt(weights[other]! / weights[one]!);
      const seen = runs[k]!.map((servers) =>
        correlation(counts(servers[one]!.times, 20, end), counts(servers[other]!.times, 20, end)),
      );
      const name = `correlation of servers ${one} and ${other} at ${value}`;
      if (value > 0) expectTheory(name, seen, theory, 0.08);
      else expect(Math.abs(mean(seen)), name).toBeLessThan((5 * standardDeviation(seen)) / Math.sqrt(40));
    }
  }
});

test("bursts: at correlation 1 and equal weights all servers are hit at the same instants, at 0 never", () => {
  const instants = (change: Partial<BurstsGeneratorOptions>) => {
    const workload = burstsOf({ homeWeights: [1, 1, 1], ...change });
    const home = assignHomes(workload, "2", [1, 1, 1]);
    const times = [0, 1, 2].map((server) =>
      [...new Set(workload.arrivalSeconds.filter((_, row) => home[row] === server))].join(),
    );
    return times;
  };
  const [first, ...others] = instants({ correlation: 1 });
  expect(others).toEqual([first, first]);
  const apart = instants({ correlation: 0 }).map((times) => times.split(","));
  expect(new Set(apart.flat()).size).toBe(apart.flat().length);
});

test("bursts: ordinary tasks come beside them, and each task of a burst asks for something of its own", () => {
  const workload = burstsOf({
    rate: 2,
    requests: { ...requests, work: { distribution: "exponential", mean: 1e9 } },
  });
  const size = new Float64Array(workload.jobIds.length);
  for (const job of workload.job) size[job]! += 1;
  // Bursts of one task count as ordinary here: a fifth of 3 · 500.
  expect(Math.abs(size.filter((tasks) => tasks === 1).length / (2 * 5000 + 300) - 1)).toBeLessThan(0.05);
  expect(new Set(workload.cycles).size).toBe(workload.count);
});

/** The statistic of two samples, times the root of their effective number: above 1.63 with a chance of 1 %, 2.47 of 1e-5. */
function kolmogorovSmirnov(one: number[], other: number[]): number {
  const [x, y] = [one.toSorted((a, b) => a - b), other.toSorted((a, b) => a - b)];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    if (x[i]! <= y[j]!) i++;
    else j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most * Math.sqrt((x.length * y.length) / (x.length + y.length));
}
