import { expect, test } from "vitest";
import { Rng } from "../../core/rng.ts";
import { type WindowRow, windowOf } from "../../testing/window-of.ts";
import { fitTargetScales } from "../target-scales.ts";
import { ceilings } from "./ceiling.ts";

const rng = Rng.stream(1, "test/ceiling");

/** Jobs of five tasks, alike inside; the work of a job is a user's, 1 or 4, and a factor of its own. */
function window(jobs: number, spread: number) {
  const rows: WindowRow[] = [];
  for (let job = 0; job < jobs; job++) {
    const user = rng.integer(2);
    const cycles = (user === 0 ? 1e9 : 4e9) * Math.exp(spread * rng.normal());
    for (let k = 0; k < 5; k++)
      rows.push({ arrival: job + 0.001 * k, job, user, cycles, bits: 1e6 * (1 + rng.uniform()) });
  }
  return windowOf(rows);
}

test("what a job's tasks have in common is known with the job, and with its user in part", () => {
  const tasks = window(400, 0.5);
  const found = ceilings(tasks, fitTargetScales([tasks]), []);
  const of = (knows: string, target: string) =>
    found.find((one) => one.knows === knows && one.target === target)!.r2Log;
  expect(of("its job", "task.work")).toBeCloseTo(1, 9);
  // Users are 2·ln 2 apart, by half each: variance ln²2 of ln²2 + 0.25.
  expect(of("its user and class", "task.work")).toBeCloseTo(0.48 / (0.48 + 0.25), 1);
  expect(of("whether it is of the same job", "task.work")).toBeLessThan(0.05);
  // Four of five gaps are one millisecond, the others about a second.
  expect(of("whether it is of the same job", "task.interArrival")).toBeCloseTo(1, 3);
  // Nothing says anything of the input: what hundreds of small groups fit by chance is taken off.
  expect(Math.abs(of("its job", "task.input"))).toBeLessThan(0.1);
});

test("a job that went on from before is known by its last task there", () => {
  const tasks = window(200, 1);
  const half = (from: number, to: number) =>
    windowOf(
      Array.from({ length: tasks.count }, (_, row) => ({
        arrival: tasks.arrivalSeconds[row]!,
        job: tasks.job[row]!,
        cycles: tasks.cycles[row]!,
        k: row % 5,
      })).filter(({ k }) => k >= from && k < to),
    );
  const later = half(4, 5);
  const scales = fitTargetScales([later]);
  const of = (before: Parameters<typeof ceilings>[2]) =>
    ceilings(later, scales, before).find(
      (one) => one.knows === "that, and its job's last value" && one.target === "task.work",
    )!.r2Log;
  expect(of([half(0, 4)])).toBeNaN();
  expect(of([])).toBeCloseTo(0, 9);
});
