import { expect, test } from "vitest";
import type { ForecastReport, ForecastScoreRow } from "./forecast-data.ts";
import { forecastMatrix, r2Text, scoreOf, skillText } from "./forecast-matrix.ts";
import { fixtureForecasts } from "./report-data.test-helper.ts";

const report = fixtureForecasts();
const texts = (metric: "r2Raw" | "r2Log" | "mae", per: "task" | "burst", of: ForecastReport = report) =>
  forecastMatrix(of, metric, per).map(({ cells }) => cells.map(({ text }) => text));

test("rows are targets, columns forecasters, means with half their interval", () => {
  expect(texts("r2Raw", "task")[0]).toEqual(["0.70 ±0.02", "0.50 ±0.02", "0.30", "0.10", "−0.10"]);
  expect(forecastMatrix(report, "r2Raw", "task").map(({ title }) => title)).toEqual(
    report.targets.map(({ title }) => title),
  );
  expect(texts("mae", "task")[1]).toEqual(["0.500 ±0.020", "1.50 ±0.020", "2.50", "3.50", "4.50"]);
});

test("what is undefined, useless or zero is not a number to read", () => {
  expect(texts("r2Log", "burst")[2]).toEqual(["–", "–", "–", "–", "–"]);
  expect(texts("r2Raw", "burst")[0]![2]).toBe("< −99");
  expect(r2Text(-0.004)).toBe("0.00");
  expect(r2Text(null)).toBe("–");
});

test("the best of a row is marked, the least of losses and the greatest R²", () => {
  const best = (metric: "r2Raw" | "mae" | "coverage") =>
    forecastMatrix(report, metric, "task")[0]!.cells.map((cell) => cell.best);
  expect(best("r2Raw")).toEqual([true, false, false, false, false]);
  expect(best("mae")).toEqual([true, false, false, false, false]);
  expect(best("coverage")).toEqual([false, false, false, false, false]);
});

test("skill as text", () => {
  const row = (forecaster: string) => scoreOf(report, forecaster, "task.work", "task") as ForecastScoreRow;
  expect(skillText(row("transformer"))).toBe("+30 % [25, 35] ewma");
  expect(skillText(row("last"))).toBe("−10 % [−15, −5] ewma");
  expect(skillText(row("ewma"))).toBe("–");
  expect(skillText(undefined)).toBe("–");
});
