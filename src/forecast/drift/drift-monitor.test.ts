import { describe, expect, test } from "vitest";
import { windowOf } from "../../testing/window-of.ts";
import { Forecasts } from "../forecasts.ts";
import { forecastTargets } from "../targets.ts";
import { DriftMonitor, type DriftMonitorState } from "./drift-monitor.ts";
import {
  averaging,
  knowing,
  noisy,
  scales,
  shifts,
  thresholdAlarms,
  watched,
  world,
} from "./worlds.test-helper.ts";

const shares = [0.6, 0.3, 0.1];
const seeds = [1, 2, 3, 4, 5];

/** All statistics of all targets the same number. */
function constant(count: number, value: number | ((row: number) => number)): Forecasts {
  const forecasts = new Forecasts(count);
  for (let row = 0; row < count; row++) {
    for (const target of forecastTargets.keys()) {
      for (const name of ["mean", "typical", "p10", "p50", "p90"] as const) {
        forecasts.set(row, target, name, typeof value === "number" ? value : value(row));
      }
    }
  }
  return forecasts;
}

/** One server, one task of 1e9 cycles a second, each a job of its own. */
const steady = (count: number) => windowOf(Array.from({ length: count }, (_, k) => ({ arrival: k, job: k })));

describe("while nothing changes", () => {
  test("no alarm in 100,000 tasks, neither of a good forecaster nor of one that is just as good as the naive one", () => {
    for (const seed of seeds) {
      const { tasks } = world(seed, 20_000, shares, (law) => law, 0);
      const naive = averaging(tasks);
      expect(watched(tasks, 3, knowing(tasks, shares), naive).events).toEqual([]);
      expect(watched(tasks, 3, noisy(naive, 0.3, seed), noisy(naive, 0.3, seed + 100)).events).toEqual([]);
    }
  });
});

test("where two are equally good, a plain threshold on rolling errors cries wolf, and the monitor does not", () => {
  const { tasks } = world(1, 20_000, shares, (law) => law, 0);
  const pair = [noisy(knowing(tasks, shares), 0.5, 1), noisy(knowing(tasks, shares), 0.5, 2)] as const;
  expect(thresholdAlarms(tasks, 3, ...pair, { margin: 0.05, tasks: 50 }).length).toBeGreaterThan(10);
  expect(watched(tasks, 3, ...pair).events).toEqual([]);
});

describe("when the workload changes", () => {
  const within: Readonly<Record<string, number>> = {
    "rate x 3": 600,
    "rate / 3": 600,
    "other jobs: work x 4, bursts of 1.25": 200,
    "flash crowd: rate x 10 for 60 s": 200,
  };
  test.each(Object.entries(within))("%s is found within %d tasks", (name, most) => {
    for (const seed of seeds) {
      const { tasks, shiftRow } = world(seed, 4000, shares, shifts[name]!, 900);
      const { events } = watched(tasks, 3, knowing(tasks, shares), averaging(tasks));
      expect(events[0]).toMatchObject({ to: "drifted" });
      expect(events[0]!.row).toBeGreaterThan(shiftRow);
      expect(events[0]!.row - shiftRow).toBeLessThan(most);
      expect(events[0]!.errors.forecaster).toBeGreaterThan(events[0]!.errors.naive);
    }
  });

  test("a crowd that goes away is followed by a recovery on every target that drifted, and not before", () => {
    const { tasks } = world(1, 12_000, shares, shifts["flash crowd: rate x 10 for 60 s"]!, 900);
    const { events, monitor } = watched(tasks, 3, knowing(tasks, shares), averaging(tasks));
    const drifted = new Set<string>();
    for (const { server, target, to, seconds } of events) {
      const key = `${server} ${target}`;
      expect(drifted.has(key)).toBe(to === "recovered");
      if (to === "drifted") drifted.add(key);
      else {
        expect(seconds).toBeGreaterThan(960);
        drifted.delete(key);
      }
    }
    expect(events.some(({ to }) => to === "recovered")).toBe(true);
    for (const target of monitor.settings.targets) {
      expect(monitor.isDrifted(0, target)).toBe(drifted.has(`0 ${target}`) || drifted.has(`null ${target}`));
    }
  });

  test("a change at one server alone is told of that server", () => {
    const before = world(3, 3000, [1], (law) => law, 0).tasks;
    const after = world(3, 3000, [1], shifts["other jobs: work x 4, bursts of 1.25"]!, 900).tasks;
    const rows = [before, after].flatMap((tasks, home) =>
      Array.from({ length: tasks.count }, (_, row) => ({
        arrival: tasks.arrivalSeconds[row]!,
        home,
        job: 2 * tasks.job[row]! + home,
        cycles: tasks.cycles[row]!,
      })),
    );
    const tasks = windowOf(rows.sort((p, q) => p.arrival - q.arrival));
    const { events, monitor } = watched(tasks, 2, knowing(tasks, [1, 1]), averaging(tasks));
    const servers = new Set(events.map(({ server }) => server));
    expect(servers.has(1)).toBe(true);
    expect(servers.has(0)).toBe(false);
    expect(monitor.isDrifted(1, "burst.work")).toBe(true);
  });
});

describe("the rules of an alarm", () => {
  const wrong = { targets: ["task.work"], leastTasks: 1, leastSeconds: 0 };
  const run = (settings: object, count = 400) => {
    const tasks = steady(count);
    return watched(tasks, 1, constant(count, 3e9), constant(count, 1e9), settings).events[0];
  };

  test("a forecaster that is always wrong is found in some thirty tasks after the warm-up", () => {
    const event = run(wrong);
    expect(event).toMatchObject({ to: "drifted", server: 0, target: "task.work", seconds: event?.row });
    expect(event!.row).toBeLessThan(60);
    // The pinball losses of a forecast that is log(3) too high at every quantile; the naive one is right.
    expect(event!.errors.forecaster).toBeCloseTo(0.5 * Math.log(3), 12);
    expect(event!.errors.naive).toBe(0);
  });

  test("not before the stretch has the tasks and the seconds that are asked for", () => {
    expect(run({ ...wrong, leastTasks: 200 })).toMatchObject({ forTasks: 200 });
    expect(run({ ...wrong, leastSeconds: 150 })).toMatchObject({ forSeconds: 150 });
    expect(run({ ...wrong, leastTasks: 500 })).toBeUndefined();
  });

  test("rarer false alarms take longer", () => {
    const rare = run({ ...wrong, tasksPerFalseAlarm: 1e9 })!;
    expect(rare.row).toBeGreaterThan(run(wrong)!.row);
  });

  test("worse by less than the margin is no drift", () => {
    const tasks = steady(3000);
    // Each misses by a factor that alternates, the forecaster's is 4 % further off on the logarithmic scale.
    const off = (factor: number) => constant(3000, (row) => 1e9 * 3 ** (row % 2 === 0 ? factor : -factor));
    const worse = (factor: number) => watched(tasks, 1, off(factor), off(1), { ...wrong }).events.length;
    expect(worse(1.04)).toBe(0);
    expect(worse(1.1)).toBeGreaterThan(0);
  });

  test("a forecast that is no number is as wrong as can be", () => {
    const tasks = steady(200);
    const { events } = watched(tasks, 1, constant(200, Number.NaN), constant(200, 2e9), wrong);
    expect(events[0]).toMatchObject({ to: "drifted" });
    expect(Number.isFinite(events[0]!.errors.forecaster)).toBe(true);
  });
});

describe("what is compared with what", () => {
  test("a forecast is judged by what came at its own server, when it came", () => {
    const tasks = windowOf([
      { arrival: 0, home: 0, job: 0, cycles: 1e9 },
      { arrival: 1, home: 1, job: 1, cycles: 8e9 },
      { arrival: 4, home: 0, job: 0, cycles: 2e9 },
      { arrival: 6, home: 0, job: 2, cycles: 4e9 },
    ]);
    const targets = ["task.interArrival", "task.work", "burst.interArrival", "burst.work", "1s.arrivals"];
    const monitor = new DriftMonitor(2, scales, { targets, rollingTasks: 1 });
    const forecasts = constant(4, 1e9);
    const errors: (number | undefined)[][] = [];
    for (let row = 0; row < 4; row++) {
      monitor.observe(tasks, row, forecasts, forecasts);
      errors.push(targets.map((target) => monitor.rollingErrors(target, 0)?.naive));
    }
    const half = (p: number, q: number) => 0.5 * Math.abs(Math.log(p / q));
    expect(errors[1]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    // The second task of the job: the next task is there, the next burst is not.
    expect(errors[2]![0]).toBeCloseTo(half(1e9 + 1e-3, 4 + 1e-3), 12);
    expect(errors[2]![1]).toBeCloseTo(half(1e9, 2e9), 12);
    expect(errors[2]!.slice(2, 4)).toEqual([undefined, undefined]);
    // Nothing came within a second of the first task; the scale of counts is log(1 + n).
    expect(errors[2]![4]).toBeCloseTo(half(1e9 + 1, 1), 12);
    // The burst's pause counts from the last task before it.
    expect(errors[3]![2]).toBeCloseTo(half(1e9 + 1e-3, 2 + 1e-3), 12);
    expect(errors[3]![3]).toBeCloseTo(half(1e9, 4e9), 12);
    expect(monitor.rollingErrors("task.work", 1)).toBeNull();
  });

  test("a window's end closes nothing: its open forecasts are not judged by the next window's tasks", () => {
    const tasks = steady(30);
    const monitor = new DriftMonitor(1, scales, { targets: ["task.work"] });
    const forecasts = constant(30, 1e9);
    monitor.observe(tasks, 0, forecasts, forecasts);
    monitor.beginWindow();
    monitor.observe(tasks, 0, forecasts, forecasts);
    expect(monitor.rollingErrors("task.work")).toBeNull();
    monitor.observe(tasks, 1, forecasts, forecasts);
    expect(monitor.rollingErrors("task.work")).toEqual({ forecaster: 0, naive: 0 });
  });

  test("a target that does not exist is refused", () => {
    expect(() => new DriftMonitor(1, scales, { targets: ["task.colour"] })).toThrow("task.colour");
  });
});

describe("its state", () => {
  const { tasks } = world(2, 3000, shares, shifts["rate x 3"]!, 600);
  const pair = [knowing(tasks, shares), averaging(tasks)] as const;

  test("goes on from JSON at any task, to the very same events and state", () => {
    const whole = new DriftMonitor(3, scales);
    let halves = new DriftMonitor(3, scales);
    const events: unknown[][] = [[], []];
    for (let row = 0; row < tasks.count; row++) {
      if (row % 500 === 250) {
        const written = JSON.stringify(halves.state());
        halves = new DriftMonitor(3, scales);
        halves.restore(JSON.parse(written) as DriftMonitorState);
      }
      events[0]!.push(...whole.observe(tasks, row, ...pair));
      events[1]!.push(...halves.observe(tasks, row, ...pair));
    }
    expect(events[0]!.length).toBeGreaterThan(0);
    expect(events[1]).toEqual(events[0]);
    expect(halves.state()).toEqual(whole.state());
  });

  test("does not grow with the tasks", () => {
    const monitor = new DriftMonitor(3, scales);
    const sizes: number[] = [];
    for (let row = 0; row < tasks.count; row++) {
      monitor.observe(tasks, row, ...pair);
      if (row === 1000 || row === 2999) sizes.push(JSON.stringify(monitor.state()).length);
    }
    expect(sizes[1]).toBeLessThan(1.05 * sizes[0]!);
  });

  test("of another number of servers or targets is refused", () => {
    const state = new DriftMonitor(2, scales).state();
    expect(() => new DriftMonitor(3, scales).restore(state)).toThrow("other servers");
  });
});
