import { expect, test } from "vitest";
import type { DriftEvent } from "../forecast/drift/index.ts";
import { type Forecaster, Forecasts } from "../forecast/forecasts.ts";
import { defaultGapOffsetSeconds } from "../forecast/target-scales.ts";
import { forecastTargets, statistics } from "../forecast/targets.ts";
import { windowOf } from "../testing/window-of.ts";
import type { WindowTasks } from "../workload/workload.ts";
import { CriticForecasts, forecastDriftOf, type Watch } from "./critic-forecasts.ts";

const scales = { gapOffsetSeconds: defaultGapOffsetSeconds, workOffsetCycles: 1e9 };
const column = (name: string) => forecastTargets.findIndex((target) => target.name === name);

/** Work changes fiftyfold at row 200 and back at row 400; all else is steady. */
const tasks = windowOf(
  Array.from({ length: 3000 }, (_, k) => ({
    arrival: k,
    job: k,
    home: k % 2,
    cycles: k < 200 || k >= 400 ? 1e9 : 5e10,
  })),
);

/** Forecasts of everything the same as `cyclesOf` says of the work, near right of the rest. */
function forecaster(name: string, cyclesOf: (tasks: WindowTasks, row: number) => number): Forecaster {
  return {
    name,
    async forecast(window) {
      const forecasts = new Forecasts(window.count);
      for (let row = 0; row < window.count; row++) {
        for (const statistic of statistics) {
          forecasts.set(row, column("task.interArrival"), statistic, 2);
          forecasts.set(row, column("task.work"), statistic, cyclesOf(window, row));
          forecasts.set(row, column("task.input"), statistic, 1e6);
        }
      }
      return forecasts;
    },
  };
}
/** Knows the law of the first rows, to a digit more than the naive one does. */
const stubborn = forecaster("stubborn", () => 1e9);
const last = forecaster("last", (window, row) => 1.02 * window.cycles[row]!);

function watching(mask: boolean) {
  const events: DriftEvent[] = [];
  const watch: Watch = {
    naive: last,
    scales,
    servers: 2,
    mask,
    onEvent: (event) => events.push(event),
  };
  return { critics: new CriticForecasts(stubborn, watch), events };
}
const workOf = (seen: Float32Array) =>
  Array.from({ length: seen.length / 3 }, (_, row) => seen[3 * row + 1]!);

test("unwatched: typical values, three for each task", async () => {
  const seen = await new CriticForecasts(stubborn, null).forecast(tasks);
  expect([...seen.subarray(0, 3)]).toEqual([2, 1e9, 1e6]);
  expect(seen.length).toBe(3 * tasks.count);
});

test("logging shows the very same and tells of the stretch", async () => {
  const { critics, events } = watching(false);
  expect(await critics.forecast(tasks)).toEqual(await new CriticForecasts(stubborn, null).forecast(tasks));
  const drifted = events.filter(({ to }) => to === "drifted");
  expect(new Set(drifted.map(({ target }) => target))).toEqual(new Set(["task.work"]));
  expect(drifted[0]!.seconds).toBeGreaterThan(200);
  expect(drifted[0]!.seconds).toBeLessThan(260);
  expect(events.at(-1)).toMatchObject({ to: "recovered" });
});

test("masking hides the drifted target alone, from the event until the recovery", async () => {
  const { critics, events } = watching(true);
  const seen = await critics.forecast(tasks);
  const hidden = workOf(seen).flatMap((value, row) => (Number.isNaN(value) ? [row] : []));
  const first = events.find(({ to }) => to === "drifted")!;
  const over = events.at(-1)!;
  expect(hidden[0]).toBe(first.seconds);
  expect(hidden.at(-1)).toBeLessThan(over.seconds);
  expect(hidden.length).toBeGreaterThan(100);
  expect(workOf(seen).slice(over.seconds + 1)).not.toContain(Number.NaN);
  for (let row = 0; row < tasks.count; row++) {
    expect([seen[3 * row], seen[3 * row + 2]]).toEqual([2, 1e6]);
  }
});

test("goes on from its state: windows split between two of them give what one gives", async () => {
  const one = watching(true);
  const before = watching(true);
  const after = watching(true);
  await one.critics.forecast(tasks);
  await before.critics.forecast(tasks);
  after.critics.restore(JSON.parse(JSON.stringify(before.critics.state())));
  expect(await after.critics.forecast(tasks)).toEqual(await one.critics.forecast(tasks));
  expect([...before.events, ...after.events]).toEqual(one.events);
});

test("an algorithm without the setting is logged", () => {
  expect([{}, null, { forecastDrift: "mask" }, { forecastDrift: "off" }].map(forecastDriftOf)).toEqual([
    "log",
    "log",
    "mask",
    "off",
  ]);
});
