import { describe, expect, test } from "vitest";
import { Rng } from "../../core/rng.ts";
import { type WindowRow, windowOf } from "../../testing/window-of.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import type { Forecasts } from "../forecasts.ts";
import { scoreForecasters } from "../score/index.ts";
import { fitTargetScales } from "../target-scales.ts";
import { forecastTargets, type Statistic, statistics } from "../targets.ts";
import { type NaiveOptions, naiveForecasters, naiveNames } from "./index.ts";

const indexOf = (target: string) => forecastTargets.findIndex(({ name }) => name === target);

/** Two servers; server 0 has the bursts (job 1: rows 0, 1), (job 2: row 3), (job 3: rows 4, 5). */
const tasks = windowOf([
  { arrival: 0, home: 0, job: 1, cycles: 1e9, bits: 1e6 },
  { arrival: 1, home: 0, job: 1, cycles: 2e9, bits: 1e6 },
  { arrival: 2, home: 1, job: 9, cycles: 7e9, bits: 4e6 },
  { arrival: 4, home: 0, job: 2, cycles: 4e9, bits: 2e6 },
  { arrival: 9, home: 0, job: 3, cycles: 1e9, bits: 8e6 },
  { arrival: 9.5, home: 0, job: 3, cycles: 3e9, bits: 8e6 },
]);

function forecaster(name: string, train: readonly WindowTasks[], options: NaiveOptions = {}) {
  const found = naiveForecasters(train, fitTargetScales(train), options).find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

const column = (forecasts: Forecasts, target: string, statistic: Statistic) =>
  Array.from({ length: forecasts.count }, (_, row) => forecasts.at(row, indexOf(target), statistic));

/** Arrivals at random, bursts of one task to five, of a hundred jobs. */
function randomWindow(seed: number, count: number, servers = 2): WindowTasks {
  const rng = Rng.stream(seed, "test/naive");
  const rows: WindowRow[] = [];
  let arrival = 0;
  for (let job = 0; rows.length < count; job++) {
    arrival += -Math.log(1 - rng.uniform());
    const home = rng.integer(servers);
    const cycles = 1e9 * Math.exp(rng.normal());
    for (let k = 0; k <= rng.integer(5); k++) {
      arrival += 1e-5;
      rows.push({ arrival, home, job, cycles, bits: 1e6 * (1 + rng.integer(4)) });
    }
  }
  return windowOf(rows);
}

test("there are five, in a fixed order", () => {
  const names = naiveForecasters([tasks], fitTargetScales([tasks])).map(({ name }) => name);
  expect(names).toEqual([...naiveNames]);
});

describe("the last value", () => {
  test("of the next task is the server's own, and the training mean before there is one", async () => {
    const forecasts = await forecaster("last", [tasks]).forecast(tasks);
    expect(column(forecasts, "task.work", "mean")).toEqual([1e9, 2e9, 7e9, 4e9, 1e9, 3e9]);
    expect(column(forecasts, "task.interArrival", "mean")).toEqual([2.375, 1, 2.375, 3, 5, 0.5]);
    expect(column(forecasts, "task.interArrival", "typical")[3]).toBeCloseTo(3, 12);
  });

  test("of the next burst is its first task and the pause before it", async () => {
    const forecasts = await forecaster("last", [tasks]).forecast(tasks);
    expect(column(forecasts, "burst.interArrival", "mean")).toEqual([4, 4, 4, 3, 5, 5]);
    expect(column(forecasts, "burst.work", "mean")).toEqual([1e9, 1e9, 7e9, 4e9, 1e9, 1e9]);
  });

  test("of a window is the window before", async () => {
    const steady = windowOf(Array.from({ length: 50 }, (_, k) => ({ arrival: 0.4 * k, job: k })));
    const last = await forecaster("last", [steady]).forecast(steady);
    expect(new Set(column(last, "1s.arrivals", "mean").slice(3))).toEqual(new Set([2]));
    expect(new Set(column(last, "1s.work", "mean").slice(3))).toEqual(new Set([2e9]));
  });
});

test("the mean is the server's, of values or of logarithms", async () => {
  const forecasts = await forecaster("mean", [tasks]).forecast(tasks);
  expect(column(forecasts, "task.work", "mean")[0]).toBeCloseTo((2e9 + 4e9 + 1e9 + 3e9) / 4, 3);
  expect(column(forecasts, "task.work", "typical")[0]! / 1e9).toBeCloseTo((2 * 4 * 1 * 3) ** (1 / 4), 9);
  const typical = column(forecasts, "task.interArrival", "typical")[0]!;
  expect(typical).toBeCloseTo((1.001 * 3.001 * 5.001 * 0.501) ** (1 / 4) - 0.001, 9);
});

describe("what is tuned on the training window", () => {
  const alternating = (count: number) =>
    windowOf(
      Array.from({ length: count }, (_, i) => ({ arrival: i, job: i, cycles: i % 2 === 0 ? 1e9 : 3e9 })),
    );

  test("EWMA averages what alternates, and follows a step", async () => {
    const train = alternating(60);
    const steps = windowOf(
      Array.from({ length: 60 }, (_, i) => ({ arrival: i, job: i, cycles: i < 30 ? 1e9 : 3e9 })),
    );
    const averaged = await forecaster("ewma", [train]).forecast(train);
    expect(averaged.at(58, indexOf("task.work"), "mean") / 1e9).toBeCloseTo(2, 1);
    const followed = await forecaster("ewma", [steps]).forecast(steps);
    expect(followed.at(58, indexOf("task.work"), "mean") / 1e9).toBeCloseTo(3, 2);
  });

  test("AR finds that the values alternate", async () => {
    const train = alternating(200);
    const forecasts = await forecaster("ar", [train]).forecast(alternating(40));
    expect(forecasts.at(20, indexOf("task.work"), "mean") / 1e9).toBeCloseTo(3, 3);
    expect(forecasts.at(21, indexOf("task.work"), "typical") / 1e9).toBeCloseTo(1, 3);
  });

  test("EWMA takes a rate as it is where the validation window has another one than training", async () => {
    const steady = (rate: number, count: number) =>
      windowOf(Array.from({ length: count }, (_, k) => ({ arrival: k / rate, job: k })));
    const train = steady(2, 600);
    const later = steady(20, 2000);
    const arrivals = async (options: NaiveOptions, statistic: Statistic) =>
      (await forecaster("ewma", [train], options).forecast(later)).at(
        1500,
        indexOf("5s.arrivals"),
        statistic,
      );
    for (const statistic of ["mean", "typical", "p50"] as const)
      expect(await arrivals({ validate: [later] }, statistic), statistic).toBeCloseTo(100, -1);
  });

  test("EWMA finds the time constant of a rate that goes up and down", async () => {
    const rng = Rng.stream(3, "test/rate");
    const drawn = (seconds: number) => {
      const rows: WindowRow[] = [];
      for (let arrival = 0; arrival < seconds; ) {
        const rate = Math.floor(arrival / 60) % 2 === 0 ? 1 : 20;
        arrival += -Math.log(1 - rng.uniform()) / rate;
        rows.push({ arrival, job: rows.length });
      }
      return windowOf(rows);
    };
    const train = drawn(1200);
    const test = drawn(600);
    const scales = fitTargetScales([train]);
    const scores = await scoreForecasters(naiveForecasters([train], scales), [test], scales);
    const r2 = (name: string) =>
      scores.find((s) => s.forecaster === name && s.target === "5s.arrivals" && s.per === "task")!.r2Raw;
    expect(r2("mean")).toBeLessThan(0.05);
    expect(r2("ewma")).toBeGreaterThan(0.2);
    expect(r2("ewma")).toBeGreaterThan(r2("last"));
    expect(r2("ar")).toBeGreaterThan(0.2);
  });
});

describe("the same phase of earlier periods", () => {
  /** Work is 1 in the first half of every 100 s, 4 in the second; tasks come more often there too. */
  const daily = (from: number, seconds: number) => {
    const rows: WindowRow[] = [];
    for (let arrival = from; arrival < from + seconds; ) {
      const late = arrival % 100 >= 50;
      rows.push({ arrival, job: rows.length, cycles: late ? 4e9 : 1e9 });
      arrival += late ? 0.2 : 1;
    }
    return windowOf(rows);
  };

  test("is known by the period that it finds", async () => {
    const seasonal = forecaster("seasonal", [daily(0, 1000)]);
    expect(seasonal.settings).toMatch(/^period (99|100|101)\.?\d* s/);
    const test = daily(1000, 200);
    const forecasts = await seasonal.forecast(test);
    for (const [second, gigacycles] of [
      [1030, 1],
      [1080, 4],
      [1130, 1],
    ] as const) {
      const row = test.arrivalSeconds.findIndex((time) => time >= second);
      expect(forecasts.at(row, indexOf("task.work"), "mean") / 1e9).toBeCloseTo(gigacycles, 1);
    }
  });

  test("a period that training does not hold twice is the mean, and is said to be", async () => {
    const train = daily(0, 300);
    const seasonal = forecaster("seasonal", [train], { periodSeconds: 200 });
    expect(seasonal.settings).toContain("less than two periods of 200 s");
    const own = await seasonal.forecast(train);
    const mean = await forecaster("mean", [train]).forecast(train);
    expect(own.values).toEqual(mean.values);
  });

  test("arrivals without a rhythm have no period", () => {
    const seasonal = forecaster("seasonal", [randomWindow(5, 3000)]);
    expect(seasonal.settings).toBe("no period in the training window: the training mean");
  });
});

describe.each([...naiveNames])("%s", (name) => {
  const train = randomWindow(1, 3000);
  const later = randomWindow(2, 1200);

  test("is causal: what comes later changes nothing", async () => {
    const cut = 700;
    const until = (count: number): WindowTasks => {
      const columns = Object.entries(later).map(([key, values]) => [
        key,
        typeof values === "number" ? count : (values as Float64Array).subarray(0, count),
      ]);
      return Object.fromEntries(columns) as WindowTasks;
    };
    const one = forecaster(name, [train]);
    const whole = await one.forecast(later);
    const part = await one.forecast(until(cut));
    expect(part.values).toEqual(whole.values.subarray(0, part.values.length));
  });

  test("all is finite, not negative, quantiles in order; also of servers that training did not have", async () => {
    const one = forecaster(name, [train]);
    for (const window of [
      later,
      randomWindow(4, 500, 5),
      windowOf([{ arrival: 3, home: 7 }]),
      windowOf([]),
    ]) {
      const forecasts = await one.forecast(window);
      expect(forecasts.count).toBe(window.count);
      expect(forecasts.values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      for (let row = 0; row < forecasts.count; row++) {
        for (let target = 0; target < forecastTargets.length; target++) {
          const [, , p10, p50, p90] = statistics.map((statistic) => forecasts.at(row, target, statistic));
          expect(p10! <= p50! && p50! <= p90!).toBe(true);
        }
      }
    }
  });

  test("its intervals hold about as many truths as they ought to", async () => {
    const long = randomWindow(3, 20_000);
    const scales = fitTargetScales([long]);
    const scores = await scoreForecasters([forecaster(name, [long])], [randomWindow(4, 10_000)], scales);
    for (const { target, per, coverage } of scores) {
      // Requests of few sizes: an interval that ends on one of them holds more than it ought to.
      if (per !== "task" || target.endsWith("input")) continue;
      expect(coverage, target).toBeGreaterThan(0.7);
      expect(coverage, target).toBeLessThan(0.97);
    }
  });

  test("a training window of one task, or of none that varies, is no trouble", async () => {
    const single = windowOf([{ arrival: 0 }]);
    const same = windowOf(Array.from({ length: 40 }, (_, job) => ({ arrival: 0, job })));
    for (const window of [single, same]) {
      const forecasts = await forecaster(name, [window]).forecast(later);
      expect(forecasts.values.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    }
  });
});
