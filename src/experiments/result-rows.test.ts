import { expect, test } from "vitest";
import { fixtureReportData } from "./report/report-data.test-helper.ts";
import { resultRows } from "./result-rows.ts";

test("a learned policy with one seed has a mean and no interval, the others have both", () => {
  const rows = resultRows(fixtureReportData({ policies: ["cto", "local"], seeds: [1] }));
  expect(rows.map(({ policy, seeds }) => [policy, seeds])).toEqual([
    ["cto", 1],
    ["local", 1],
  ]);
  const [cto, local] = rows.map(({ objective }) => objective);
  expect(cto).toMatchObject({ low: null, high: null });
  expect(local!.low).toBeLessThanOrEqual(local!.mean);
  expect(local!.high).toBeGreaterThanOrEqual(local!.mean);
});

test("with several seeds every policy has an interval around its mean", () => {
  for (const row of resultRows(fixtureReportData({ policies: ["cto", "local"], seeds: [1, 2, 3] }))) {
    for (const { mean, low, high } of [row.objective, row.meanLatencySeconds, row.meanEnergyJoules]) {
      expect(low).toBeLessThanOrEqual(mean);
      expect(high).toBeGreaterThanOrEqual(mean);
    }
  }
});
