/**
 * What the transformer sees of each task of a server, and what it is to forecast. Everything is computed from the
 * server's own tasks up to the one in question, in one pass.
 */
import type { WindowTasks } from "../workload/workload.ts";
import { forecastTargets } from "./forecaster.ts";
import { toLog } from "./log-scale.ts";
import { followingRows, outcomeAt, type ServerHistory, serverHistories } from "./server-history.ts";

/** Continuous features; they are standardised by the training windows' statistics. */
const measureNames = [
  "log gap to the task before",
  "log pause before this burst",
  "log work",
  "log input",
  "log size of the burst before",
  "log size of the same user's burst before",
  "running mean of the log pauses between bursts",
  "running mean of the log work of bursts",
  "running mean of the log input of bursts",
  "training mean of the server's log pauses between bursts",
] as const;
const measures = measureNames.length;

const schedulingClasses = 4;
const burstPositions = 8;
const flagNames = [
  "same user as the burst before",
  "first task of the server",
  ...Array.from({ length: schedulingClasses }, (_, c) => `scheduling class ${c}`),
  ...Array.from(
    { length: burstPositions },
    (_, p) => `task ${p + 1}${p + 1 === burstPositions ? " or later" : ""} of its burst`,
  ),
];

/** The features of a task in their order: first the measures, then flags, which are 0 or 1. */
export const featureNames = { measures: measureNames, flags: flagNames } as const;

/** Features of one task. */
export const featureCount = measures + flagNames.length;
/** Targets of one task: the three of its server's next task, then the three of its next burst. */
export const targetCount = 2 * forecastTargets.length;

/** Weight of the newest burst in the running means: about the last thirty bursts count. */
const runningFactor = 1 / 16;
/** Standardised features are clipped to this many standard deviations. */
const featureLimit = 4;

/** Means of the targets, each for the next task, then for the next burst. */
export interface TargetMeans {
  /** Of the logarithms. */
  readonly log: readonly number[];
  /** Of the values [s, cycles, bit, s, cycles, bit]. */
  readonly value: readonly number[];
}

/** Statistics of the training windows. */
export interface Normalisation {
  readonly measureMean: readonly number[];
  readonly measureDeviation: readonly number[];
  /** Standard deviation of the targets' logarithms. */
  readonly targetDeviation: readonly number[];
  /** Means by server, of those that had tasks. The network forecasts how far a server is off its own. */
  readonly serverMeans: readonly (TargetMeans & { readonly server: number })[];
  /** Means over all servers, for a server that is not among them. */
  readonly overallMeans: TargetMeans;
}

export function meansOf(normalisation: Normalisation, server: number): TargetMeans {
  return normalisation.serverMeans.find((one) => one.server === server) ?? normalisation.overallMeans;
}

/** The tasks of one server as numbers for the network, row by row. */
export interface EncodedHistory {
  readonly history: ServerHistory;
  readonly length: number;
  /** `[length, featureCount]`. */
  readonly features: Float32Array;
  /** Standardised logarithms of the targets, `[length, targetCount]`; 0 where there is none. */
  readonly logTargets: Float32Array;
  /** Targets divided by their training means, `[length, targetCount]`; 0 where there is none. */
  readonly scaledTargets: Float32Array;
  /** 1 where the target exists. */
  readonly known: Float32Array;
}

/** Statistics of the training windows; only quantities that exist count. */
export function fitNormalisation(train: readonly WindowTasks[]): Normalisation {
  const overall = new TargetMoments();
  const ofServer = new Map<number, TargetMoments>();
  for (const tasks of train) {
    const following = followingRows(tasks);
    for (const { server, rows } of serverHistories(tasks)) {
      const own = ofServer.get(server) ?? new TargetMoments();
      ofServer.set(server, own);
      for (const row of rows) {
        forEachTarget(tasks, row, following, (k, target, value) => {
          overall.add(k, target, value);
          own.add(k, target, value);
        });
      }
    }
  }
  const overallMeans = overall.means(null);
  const serverMeans = [...ofServer]
    .sort(([a], [b]) => a - b)
    .map(([server, own]) => ({ server, ...own.means(overallMeans) }));
  const targetDeviation = overall.log.map((moments) => moments.deviation);

  const measured = Array.from({ length: measures }, () => new Moments());
  for (const tasks of train) {
    for (const { server, rows } of serverHistories(tasks)) {
      const means = serverMeans.find((one) => one.server === server) ?? overallMeans;
      const values = measureHistory(tasks, rows, means);
      for (let at = 0; at < values.length; at++) measured[at % measures]!.add(values[at]!);
    }
  }
  return {
    measureMean: measured.map((moments) => moments.mean),
    measureDeviation: measured.map((moments) => moments.deviation),
    targetDeviation,
    serverMeans,
    overallMeans,
  };
}

/** Features and targets of every server's tasks. */
export function encodeHistories(tasks: WindowTasks, normalisation: Normalisation): EncodedHistory[] {
  const following = followingRows(tasks);
  return serverHistories(tasks).map((history) => {
    const { server, rows } = history;
    const means = meansOf(normalisation, server);
    const length = rows.length;
    const logTargets = new Float32Array(length * targetCount);
    const scaledTargets = new Float32Array(length * targetCount);
    const known = new Float32Array(length * targetCount);
    for (let i = 0; i < length; i++) {
      forEachTarget(tasks, rows[i]!, following, (k, target, value) => {
        const at = i * targetCount + k;
        known[at] = 1;
        logTargets[at] = (toLog(target, value) - means.log[k]!) / normalisation.targetDeviation[k]!;
        scaledTargets[at] = value / means.value[k]!;
      });
    }
    return {
      history,
      length,
      features: encodeFeatures(tasks, rows, normalisation, means),
      logTargets,
      scaledTargets,
      known,
    };
  });
}

function forEachTarget(
  tasks: WindowTasks,
  row: number,
  following: ReturnType<typeof followingRows>,
  visit: (k: number, target: number, value: number) => void,
): void {
  const nextTask = following.task[row]!;
  const nextBurst = following.burst[row]!;
  for (let target = 0; target < forecastTargets.length; target++) {
    if (nextTask >= 0) visit(target, target, outcomeAt(tasks, row, nextTask, target));
    if (nextBurst >= 0)
      visit(forecastTargets.length + target, target, outcomeAt(tasks, row, nextBurst, target));
  }
}

function encodeFeatures(
  tasks: WindowTasks,
  rows: Int32Array,
  normalisation: Normalisation,
  means: TargetMeans,
): Float32Array {
  const values = measureHistory(tasks, rows, means);
  const features = new Float32Array(rows.length * featureCount);
  let position = 0;
  let userBefore = -1;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const at = i * featureCount;
    for (let k = 0; k < measures; k++) {
      const value = values[i * measures + k]!;
      const standard = (value - normalisation.measureMean[k]!) / normalisation.measureDeviation[k]!;
      features[at + k] = Number.isNaN(value) ? 0 : Math.max(-featureLimit, Math.min(featureLimit, standard));
    }
    const before = i > 0 ? rows[i - 1]! : -1;
    if (before >= 0 && tasks.job[before] === tasks.job[row]) position++;
    else {
      position = 1;
      userBefore = before >= 0 ? tasks.user[before]! : -1;
    }
    let flag = at + measures;
    features[flag++] = userBefore === tasks.user[row] ? 1 : 0;
    features[flag++] = before < 0 ? 1 : 0;
    const schedulingClass = tasks.schedulingClass[row]!;
    if (schedulingClass >= 0 && schedulingClass < schedulingClasses) features[flag + schedulingClass] = 1;
    features[flag + schedulingClasses + Math.min(position, burstPositions) - 1] = 1;
  }
  return features;
}

/** The continuous features of a server's tasks, `[length, measures]`, in their own units; NaN where there is none yet. */
function measureHistory(tasks: WindowTasks, rows: Int32Array, means: TargetMeans): Float64Array {
  const values = new Float64Array(rows.length * measures);
  const burstMeans = means.log.slice(forecastTargets.length);
  const running = [...burstMeans];
  let logPause = Number.NaN;
  let burstSize = 0;
  let logSizeBefore = Number.NaN;
  const logSizeOfUser = new Map<number, number>();
  let logSizeBeforeOfUser = Number.NaN;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const before = i > 0 ? rows[i - 1]! : -1;
    const logGap = before < 0 ? Number.NaN : toLog(0, outcomeAt(tasks, before, row, 0));
    const logWork = toLog(1, tasks.cycles[row]!);
    const logInput = toLog(2, tasks.inputBits[row]!);
    if (before >= 0 && tasks.job[before] === tasks.job[row]) burstSize++;
    else {
      logSizeBefore = before < 0 ? Number.NaN : Math.log(burstSize);
      if (before >= 0) logSizeOfUser.set(tasks.user[before]!, logSizeBefore);
      logSizeBeforeOfUser = logSizeOfUser.get(tasks.user[row]!) ?? Number.NaN;
      burstSize = 1;
      logPause = logGap;
      for (const [target, value] of [logPause, logWork, logInput].entries()) {
        if (!Number.isNaN(value)) running[target]! += runningFactor * (value - running[target]!);
      }
    }
    values.set(
      [logGap, logPause, logWork, logInput, logSizeBefore, logSizeBeforeOfUser, ...running, burstMeans[0]!],
      i * measures,
    );
  }
  return values;
}

/** Moments of all targets, and of their logarithms. */
class TargetMoments {
  readonly log = Array.from({ length: targetCount }, () => new Moments());
  readonly value = Array.from({ length: targetCount }, () => new Moments());

  add(k: number, target: number, value: number): void {
    this.log[k]!.add(toLog(target, value));
    this.value[k]!.add(value);
  }

  /** The means; where nothing was added those of `fallback`, or 0 and 1. Values' means divide: 0 becomes 1. */
  means(fallback: TargetMeans | null): TargetMeans {
    return {
      log: this.log.map((one, k) => (one.count > 0 ? one.mean : (fallback?.log[k] ?? 0))),
      value: this.value.map((one, k) => (one.count > 0 ? one.mean : (fallback?.value[k] ?? 1)) || 1),
    };
  }
}

/** Mean and standard deviation of the numbers added (Welford); NaN does not count. */
class Moments {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#count++;
    const delta = value - this.#mean;
    this.#mean += delta / this.#count;
    this.#squares += delta * (value - this.#mean);
  }

  get count(): number {
    return this.#count;
  }

  get mean(): number {
    return this.#mean;
  }

  /** 1 where nothing varies, so that it may divide. */
  get deviation(): number {
    const deviation = Math.sqrt(this.#squares / Math.max(1, this.#count));
    return deviation > 1e-9 ? deviation : 1;
  }
}
