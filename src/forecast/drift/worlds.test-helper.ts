/**
 * Made-up servers whose law is known, for measuring how often the monitor is wrong and how fast it is right. Bursts of
 * geometric size, log-normal pauses between them, log-normal work that a burst's tasks share. The forecaster knows the
 * law before the shift, the best that can be; the naive one is a moving average with quantiles.
 */
import { Rng } from "../../core/rng.ts";
import type { WindowTasks } from "../../workload/workload.ts";
import { Forecasts } from "../forecasts.ts";
import { outcomesOf } from "../outcomes.ts";
import { defaultGapOffsetSeconds, fromLog, type TargetScales, toLog } from "../target-scales.ts";
import { forecastTargets } from "../targets.ts";
import { type DriftEvent, DriftMonitor } from "./drift-monitor.ts";
import type { DriftSettings } from "./drift-settings.ts";

export const scales: TargetScales = { gapOffsetSeconds: defaultGapOffsetSeconds, workOffsetCycles: 1e9 };

/** Of one server. */
export interface Law {
  /** Median pause between bursts [s]. */
  readonly pauseSeconds: number;
  /** Chance that a burst goes on after a task. */
  readonly goesOn: number;
  /** Median work [cycles]. */
  readonly cycles: number;
}

export const usual: Law = { pauseSeconds: 2, goesOn: 0.6, cycles: 1e9 };
const pauseDeviation = 0.7;
const cyclesDeviation = 1;
const insideSeconds = 5e-6;
const bits = 1e6;

/** What may happen to the law, in the course of time. */
export const shifts: Readonly<Record<string, (law: Law, secondsAfter: number) => Law>> = {
  none: (law) => law,
  "rate x 3": (law) => ({ ...law, pauseSeconds: law.pauseSeconds / 3 }),
  "rate / 3": (law) => ({ ...law, pauseSeconds: law.pauseSeconds * 3 }),
  "other jobs: work x 4, bursts of 1.25": (law) => ({ ...law, goesOn: 0.2, cycles: law.cycles * 4 }),
  "flash crowd: rate x 10 for 60 s": (law, seconds) =>
    seconds < 60 ? { ...law, pauseSeconds: law.pauseSeconds / 10 } : law,
};

export interface World {
  readonly tasks: WindowTasks;
  /** The first task after the shift. */
  readonly shiftRow: number;
}

/** @param shares of the arrivals, by server */
export function world(
  seed: number,
  count: number,
  shares: readonly number[],
  shift: (law: Law, secondsAfter: number) => Law,
  shiftSeconds: number,
): World {
  const rng = Rng.stream(seed, "world");
  const next = shares.map(() => ({ seconds: 0, cycles: usual.cycles, job: -1 }));
  const rows: { home: number; seconds: number; cycles: number; job: number }[] = [];
  let jobs = 0;
  const draw = (home: number) => {
    const at = next[home]!;
    const law = at.seconds < shiftSeconds ? usual : shift(usual, at.seconds - shiftSeconds);
    if (at.job >= 0 && rng.uniform() < law.goesOn) {
      at.seconds += insideSeconds;
      return;
    }
    at.seconds += (law.pauseSeconds / shares[home]!) * Math.exp(pauseDeviation * rng.normal());
    at.cycles = law.cycles * Math.exp(cyclesDeviation * rng.normal());
    at.job = jobs++;
  };
  for (const home of next.keys()) draw(home);
  while (rows.length < count) {
    let home = 0;
    for (const m of next.keys()) if (next[m]!.seconds < next[home]!.seconds) home = m;
    rows.push({ home, ...next[home]! });
    draw(home);
  }
  const column = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of);
  const tasks: WindowTasks = {
    count,
    home: Int32Array.from(rows, ({ home }) => home),
    arrivalSeconds: column(({ seconds }) => seconds),
    inputBits: column(() => bits),
    cycles: column(({ cycles }) => cycles),
    deadlineSeconds: column(() => Number.POSITIVE_INFINITY),
    outputRatio: column(() => 0),
    uploadSeconds: column(() => 0),
    uploadJoules: column(() => 0),
    job: Int32Array.from(rows, ({ job }) => job),
    user: new Int32Array(count),
    schedulingClass: new Int32Array(count),
  };
  const row = rows.findIndex(({ seconds }) => seconds >= shiftSeconds);
  return { tasks, shiftRow: row < 0 ? count : row };
}

const watchedTargets = [
  "task.interArrival",
  "task.work",
  "burst.interArrival",
  "burst.work",
  "5s.arrivals",
] as const;
type Watched = (typeof watchedTargets)[number];
const targetOf = (name: Watched) => forecastTargets.findIndex((target) => target.name === name);
const levels = { p10: 0.1, p50: 0.5, p90: 0.9 };
const quantiles = Object.entries(levels) as [keyof typeof levels, number][];

const normals = (() => {
  const rng = Rng.stream(1, "law");
  return Array.from({ length: 4001 }, () => rng.normal()).sort((p, q) => p - q);
})();
const normalQuantile = (level: number) => normals[Math.round(level * 4000)]!;
function normalBelow(value: number): number {
  const index = normals.findIndex((normal) => normal > value);
  return (index < 0 ? normals.length : index) / normals.length;
}

/** Quantiles by the usual law; of the horizon, those that came in a run of it. */
export function knowing(tasks: WindowTasks, shares: readonly number[]): Forecasts {
  const { goesOn, cycles, pauseSeconds } = usual;
  const fresh = 1 - goesOn;
  const arrivals = usualArrivals(shares);
  const forecasts = new Forecasts(tasks.count);
  for (let row = 0; row < tasks.count; row++) {
    const home = tasks.home[row]!;
    const pause = (level: number) =>
      (pauseSeconds / shares[home]!) * Math.exp(pauseDeviation * normalQuantile(level));
    const work = (normal: number) => cycles * Math.exp(cyclesDeviation * normal);
    const last = Math.log(tasks.cycles[row]! / cycles) / cyclesDeviation;
    const below = fresh * normalBelow(last);
    for (const [name, level] of quantiles) {
      const set = (target: Watched, value: number) => forecasts.set(row, targetOf(target), name, value);
      set("task.interArrival", level <= goesOn ? insideSeconds : pause((level - goesOn) / fresh));
      set("burst.interArrival", pause(level));
      set("burst.work", work(normalQuantile(level)));
      if (level < below) set("task.work", work(normalQuantile(level / fresh)));
      else if (level < below + goesOn) set("task.work", tasks.cycles[row]!);
      else set("task.work", work(normalQuantile((level - goesOn) / fresh)));
      set("5s.arrivals", arrivals[home]![Math.floor(level * arrivals[home]!.length)]!);
    }
  }
  return forecasts;
}

/** Sorted, by server. */
function usualArrivals(shares: readonly number[]): number[][] {
  const { tasks } = world(0, 20_000, shares, (law) => law, 0);
  const outcomes = outcomesOf(tasks);
  const column = targetOf("5s.arrivals");
  return shares.map((_, server) =>
    Array.from({ length: tasks.count }, (_row, row) => row)
      .filter((row) => tasks.home[row] === server)
      .map((row) => outcomes[row * forecastTargets.length + column]!)
      .filter((value) => !Number.isNaN(value))
      .sort((p, q) => p - q),
  );
}

/** A server's tasks so far, as far as `averaging` remembers them. */
interface Past {
  seconds: number;
  job: number;
  recent: number[];
  readonly levels: Map<Watched, number[]>;
}

/** Quantiles of each target's past values, on the logarithmic scale, that go up and down by steps as values come. */
export function averaging(tasks: WindowTasks, step = 0.3): Forecasts {
  const forecasts = new Forecasts(tasks.count);
  const pasts = new Map<number, Past>();
  for (let row = 0; row < tasks.count; row++) {
    const [home, seconds, cycles, job] = [
      tasks.home[row]!,
      tasks.arrivalSeconds[row]!,
      tasks.cycles[row]!,
      tasks.job[row]!,
    ];
    const past = pasts.get(home) ?? { seconds, job: -1, recent: [], levels: new Map() };
    pasts.set(home, past);
    const learn = (target: Watched, value: number) => {
      const logarithm = toLog(scales, targetOf(target), value);
      const own = past.levels.get(target) ?? quantiles.map(() => logarithm);
      past.levels.set(target, own);
      for (const [k, [, level]] of quantiles.entries()) {
        own[k]! += step * (logarithm > own[k]! ? level : level - 1);
      }
    };
    if (past.job !== job) {
      learn("burst.interArrival", seconds - past.seconds);
      learn("burst.work", cycles);
    }
    learn("task.interArrival", seconds - past.seconds);
    learn("task.work", cycles);
    past.recent = past.recent.filter((time) => time > seconds - 5);
    learn("5s.arrivals", past.recent.length);
    past.recent.push(seconds);
    Object.assign(past, { seconds, job });
    for (const target of watchedTargets) {
      for (const [k, [name]] of quantiles.entries()) {
        const place = targetOf(target);
        forecasts.set(row, place, name, fromLog(scales, place, past.levels.get(target)![k]!));
      }
    }
  }
  return forecasts;
}

/** Each task's forecasts times exp(deviation · a normal draw): as good as another with noise of its own. */
export function noisy(forecasts: Forecasts, deviation: number, seed: number): Forecasts {
  const rng = Rng.stream(seed, "noise");
  const changed = new Forecasts(forecasts.count);
  for (let row = 0; row < forecasts.count; row++) {
    for (const target of watchedTargets.map(targetOf)) {
      const factor = Math.exp(deviation * rng.normal());
      for (const [name] of quantiles)
        changed.set(row, target, name, forecasts.at(row, target, name) * factor);
    }
  }
  return changed;
}

/** What the monitor says of a window, from its beginning to its end. */
export function watched(
  tasks: WindowTasks,
  servers: number,
  forecasts: Forecasts,
  naive: Forecasts,
  settings: Partial<DriftSettings> = {},
): { readonly monitor: DriftMonitor; readonly events: readonly (DriftEvent & { readonly row: number })[] } {
  const monitor = new DriftMonitor(servers, scales, {
    targets: watchedTargets,
    ...settings,
  });
  const events: (DriftEvent & { row: number })[] = [];
  for (let row = 0; row < tasks.count; row++) {
    for (const event of monitor.observe(tasks, row, forecasts, naive)) events.push({ row, ...event });
  }
  return { monitor, events };
}

/**
 * The rule that the monitor is compared with: a rolling error above the naive one's by the margin for `tasks` tasks on end
 * is an alarm, below it for as long ends it. Returns the rows of the alarms.
 */
export function thresholdAlarms(
  tasks: WindowTasks,
  servers: number,
  forecasts: Forecasts,
  naive: Forecasts,
  settings: { readonly margin: number; readonly tasks: number },
): number[] {
  const monitor = new DriftMonitor(servers, scales, { targets: watchedTargets });
  const runs = new Map<string, { worse: boolean; length: number; alarm: boolean }>();
  const alarms: number[] = [];
  for (let row = 0; row < tasks.count; row++) {
    monitor.observe(tasks, row, forecasts, naive);
    for (const target of watchedTargets) {
      for (const server of [null, tasks.home[row]!]) {
        const errors = monitor.rollingErrors(target, server);
        if (errors === null || row < 200) continue;
        const worse = errors.forecaster > (1 + settings.margin) * errors.naive;
        const run = runs.get(`${server} ${target}`) ?? { worse, length: 0, alarm: false };
        runs.set(`${server} ${target}`, run);
        run.length = run.worse === worse ? run.length + 1 : 1;
        run.worse = worse;
        if (run.length < settings.tasks || run.alarm === worse) continue;
        run.alarm = worse;
        if (worse) alarms.push(row);
      }
    }
  }
  return alarms;
}
