import { describe, expect, test } from "vitest";
import { withDuckDb } from "../../core/duckdb.ts";
import { Rng } from "../../core/rng.ts";
import { type TraceStatistics, traceStatistics } from "./trace-statistics.ts";

interface Row {
  readonly time: number;
  readonly work?: number;
  readonly job?: number;
  readonly user?: string;
  readonly class?: number | null;
}

/** Statistics of tasks given by hand. */
function statisticsOf(rows: readonly Row[]): Promise<TraceStatistics> {
  return withDuckDb(async (connection) => {
    await connection.run(
      `create table tasks (time double, work double, input double, job integer, "user" varchar, class integer)`,
    );
    for (let at = 0; at < rows.length; at += 1000) {
      const values = rows.slice(at, at + 1000).map((row, k) => {
        const { time, work = 1, job = at + k, user = "u", class: schedulingClass = 0 } = row;
        return `(${time}, ${work}, 1e4, ${job}, '${user}', ${schedulingClass})`;
      });
      await connection.run(`insert into tasks values ${values.join(", ")}`);
    }
    return traceStatistics(connection, "tasks");
  });
}

const at = (...times: number[]) => times.map((time) => ({ time }));

describe("arrivals", () => {
  test("gaps of 1, 1 and 4 s, whatever the order of the rows: the figures by hand", async () => {
    // Gaps 1, 1, 4: mean 2, sample deviation sqrt(3).
    const { range, burstiness, rate } = await statisticsOf(at(6, 0, 2, 1));
    expect(range).toEqual({ fromSeconds: 0, toSeconds: 6 });
    expect(burstiness?.meanGapSeconds).toBeCloseTo(2, 12);
    expect(burstiness?.coefficientOfVariation).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(burstiness?.burstinessParameter).toBeCloseTo((Math.sqrt(3) - 2) / (Math.sqrt(3) + 2), 12);
    expect(burstiness?.zeroGapFraction).toBe(0);
    // Whole seconds [0,1) … [5,6) hold 1, 1, 1, 0, 0, 0: mean 0.5, sample variance 0.3.
    expect(burstiness?.dispersion[0]).toEqual({ seconds: 1, index: expect.closeTo(0.6, 12) });
    expect(burstiness?.dispersion[1]).toEqual({ seconds: 10, index: null });
    expect(rate.binSeconds).toBeCloseTo(6 / 72, 12);
    expect(rate.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect([rate.counts[0], rate.counts[12], rate.counts[24], rate.counts[71]]).toEqual([1, 1, 1, 1]);
  });

  test("gaps that take turns are correlated at -1, a clock has burstiness -1", async () => {
    const turns = await statisticsOf(at(0, 1, 4, 5, 8, 9, 12));
    expect(turns.burstiness?.gapAutocorrelation).toBeCloseTo(-1, 12);
    const clock = await statisticsOf(at(0, 1, 2, 3, 4, 5));
    expect(clock.burstiness?.burstinessParameter).toBe(-1);
    expect(clock.burstiness?.gapAutocorrelation).toBeNull();
    expect(clock.burstiness?.dispersion[0]?.index).toBe(0);
  });

  test("a Poisson process has a variation and dispersions of 1, a burstiness and a correlation of 0", async () => {
    const random = Rng.stream(1, "statistics test");
    let time = 0;
    const rows = Array.from({ length: 20_000 }, () => {
      time += random.exponential(1);
      return { time };
    });
    const { burstiness } = await statisticsOf(rows);
    expect(burstiness?.coefficientOfVariation).toBeCloseTo(1, 1);
    expect(burstiness?.burstinessParameter).toBeCloseTo(0, 1);
    expect(Math.abs(burstiness?.gapAutocorrelation ?? 1)).toBeLessThan(0.03);
    for (const { seconds, index } of burstiness?.dispersion ?? []) {
      expect(index, `at ${seconds} s`).toBeGreaterThan(0.7);
      expect(index, `at ${seconds} s`).toBeLessThan(1.3);
    }
  });

  test("one arrival, or all at one instant: a rate of one bin, and nothing of gaps", async () => {
    for (const rows of [at(5), at(5, 5, 5, 5)]) {
      const { rate, burstiness, tasks } = await statisticsOf(rows);
      expect(rate).toEqual({ fromSeconds: 5, binSeconds: 0, counts: [tasks] });
      expect(burstiness).toBeNull();
    }
  });
});

describe("requests, jobs, users and classes", () => {
  test("quantiles are order statistics, frequent values come with their shares", async () => {
    // 0 … 99 once each, and 7 once more: sorted[floor(0.5 · 101)] = sorted[50] = 49.
    const values = [...Array.from({ length: 100 }, (_, k) => k), 7];
    const { work } = await statisticsOf(values.map((work, k) => ({ time: k, work })));
    expect(work.count).toBe(101);
    expect(work.distinct).toBe(100);
    expect(work.mean).toBeCloseTo((4950 + 7) / 101, 12);
    expect(work.quantiles).toEqual({ min: 0, p10: 9, p25: 24, p50: 49, p75: 74, p90: 89, p99: 98, max: 99 });
    expect(work.tailRatio).toBe(98 / 49);
    expect(work.frequent[0]).toEqual({ value: 7, share: 2 / 101 });
    expect(work.frequent).toHaveLength(5);
  });

  test("tasks a job, users and classes are counted", async () => {
    const { jobs, tasksPerJob, users, topUserShare, classes, topClasses, input } = await statisticsOf([
      { time: 0, job: 1, user: "a", class: 2 },
      { time: 1, job: 1, user: "a", class: 2 },
      { time: 2, job: 1, user: "b", class: 0 },
      { time: 3, job: 2, user: "a", class: null },
    ]);
    expect(jobs).toBe(2);
    expect(tasksPerJob.quantiles.max).toBe(3);
    expect(users).toBe(2);
    expect(topUserShare).toBe(0.75);
    expect(classes).toBe(3);
    expect(topClasses).toEqual([
      { class: "2", share: 0.5 },
      { class: "0", share: 0.25 },
      { class: null, share: 0.25 },
    ]);
    expect(input.frequent).toEqual([{ value: 1e4, share: 1 }]);
  });
});
