/**
 * The scoring code on the real trace: R² of an EWMA over all submissions after 600 s (resubmissions included, one
 * series for the whole cell), on its last fifth, against figures that were computed independently.
 */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { rSquared } from "../stats/index.ts";

const folder = new URL("../../../shared/data/google-2011/task_events/", import.meta.url);
const parts = ["part-00000-of-00500.csv.gz", "part-00001-of-00500.csv.gz"].map(
  (name) => new URL(name, folder),
);
const absent = parts.some((part) => !existsSync(part));

/** One-step forecasts of `values`, `forecast[i]` made before `values[i]` is known. */
function ewma(values: Float64Array, factor: number): Float64Array {
  let level = values[0]!;
  return values.map((value) => {
    const forecast = level;
    level += factor * (value - level);
    return forecast;
  });
}

test.skipIf(absent)("EWMA on the Google trace (skipped without ../shared/data/google-2011)", () => {
  const times: number[] = [];
  const cpu: number[] = [];
  const memory: number[] = [];
  for (const part of parts) {
    for (const line of gunzipSync(readFileSync(part)).toString("latin1").split("\n")) {
      const cells = line.split(",");
      if (cells[5] !== "0" || Number(cells[0]) < 600e6 || !(Number(cells[9]) > 0) || cells[10] === "")
        continue;
      times.push(Number(cells[0]) / 1e6);
      cpu.push(Number(cells[9]));
      memory.push(Number(cells[10]));
    }
  }
  const gaps = Float64Array.from(times.slice(1), (time, i) => time - times[i]!);
  const score = (values: Float64Array, factor: number) => {
    const from = Math.floor(0.8 * values.length);
    return rSquared(values.subarray(from), ewma(values, factor).subarray(from));
  };
  expect(times).toHaveLength(82_621);
  expect(score(gaps, 0.1)).toBeCloseTo(0.2, 2);
  expect(
    score(
      gaps.map((gap) => Math.log(gap + 1e-6)),
      0.2,
    ),
  ).toBeCloseTo(0.61, 2);
  expect(score(Float64Array.from(cpu), 0.1)).toBeCloseTo(0.73, 2);
  expect(score(Float64Array.from(memory), 0.2)).toBeCloseTo(0.56, 2);
});
