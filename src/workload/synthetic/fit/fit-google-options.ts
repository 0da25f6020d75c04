/**
 * The options of the burst generator (`synthetic-google`) that make tasks like those of a measured trace: by moments where there
 * are closed forms, by likelihood for the users, by trial where bursts that come close together are taken for one.
 */
import { EdgeflockError } from "../../../core/errors.ts";
import { type CompleteGoogleOptions, checkedGoogleOptions } from "../google-options.ts";
import { meanExcessOf } from "../google-statistics.ts";
import type { BurstMeter } from "./burst-meter.ts";
import { fitDrift } from "./fit-drift.ts";
import { meterGenerated } from "./meter-generated.ts";
import { coupledCorrelation, requestTable } from "./request-table.ts";
import { sizeTable } from "./size-table.ts";
import { zipfExponent } from "./zipf-exponent.ts";

/** Of fewer bursts nothing can be fitted. */
const leastBursts = 20;
const mostUsers = 1_000_000;
/** Scheduling classes that generators take; others are numbered. */
const mostClass = 127;
const mostDrift = 15;
const mostVariation = 1000;

/** @throws EdgeflockError("trace") when there are too few bursts to fit anything to */
export function fitGoogleOptions(meter: BurstMeter): CompleteGoogleOptions {
  const { options, gapMoments, bursts, tasks } = meter;
  const { fromSeconds, toSeconds, burstGapSeconds } = options;
  if (bursts < leastBursts) {
    throw new EdgeflockError(
      "trace",
      `${tasks} ${tasks === 1 ? "task" : "tasks"} in ${bursts} ${bursts === 1 ? "burst" : "bursts"} are too few to fit a generator to`,
      `It takes ${leastBursts} bursts, more than ${burstGapSeconds} s apart; give a longer trace, or a smaller --burst-gap.`,
    );
  }
  const seen = Math.sqrt(gapMoments.varianceX) / gapMoments.meanX;
  const drift = fitDrift(meter, dispersionOf(seen, meter));
  const sizes = sizeTable(meter.sizes);
  const excess = meanExcessOf(sizes);
  const cpuRequests = requestTable(meter.work);
  const memoryRequests = requestTable(meter.input);
  const counts = meter.burstsOfUsers().slice(0, mostUsers);
  const fitted = checkedGoogleOptions({
    durationSeconds: short(toSeconds - fromSeconds, 7),
    seed: 1,
    burstGapSeconds: short(gapMoments.meanX),
    gapVariation: short(variationOf(seen, drift.rateAmplitude)),
    gapCorrelation: short(gapCorrelationOf(meter, drift.rateAmplitude), 2),
    gapDriftFactor: short(highestOverLowest(drift.rateAmplitude)),
    driftFactor: shortBelow(
      Math.min(mostDrift, 1 + 2 * excess, highestOverLowest(drift.sizeAmplitude, 1, excess)),
    ),
    driftPeriodSeconds: short(drift.periodSeconds),
    innerGapSeconds: short(meter.innerGaps.meanX),
    resolutionSeconds: meter.resolutionSeconds,
    burstSizes: sizes,
    cpuRequests,
    memoryRequests,
    coupling: short(couplingOf(meter, cpuRequests, memoryRequests), 2),
    stickiness: short(within(meter.nextWork.correlation ?? meter.nextInput.correlation ?? 0, 0, 1), 3),
    users: { count: counts.length, zipf: short(zipfExponent(counts), 3) },
    classes: classTable(meter),
  });
  return closerGaps(fitted, meter);
}

/** What the counts of bursts vary by, as the gaps do, and as one gap is like the next. */
function dispersionOf(variation: number, { gapLogs }: BurstMeter): number {
  const correlation = within(gapLogs.correlation ?? 0, 0, 0.9);
  return variation * Math.sqrt((1 + correlation) / (1 - correlation));
}

/** Of gaps without a swing of their rate by 1 + a·sin, which has the mean square of 1/(1 + a·sin) at a burst: 1/√(1 − a²). */
function variationOf(seen: number, amplitude: number): number {
  const square = (seen ** 2 + 1) * Math.sqrt(1 - amplitude ** 2) - 1;
  return within(Math.sqrt(Math.max(0, square)), 0.01, mostVariation);
}

/** Without what the swing of the rate adds to both the variance and the covariance of the logarithms. */
function gapCorrelationOf({ gapLogs }: BurstMeter, amplitude: number): number {
  const steps = 360;
  let [mean, square] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const rate = 1 + amplitude * Math.sin((2 * Math.PI * step) / steps);
    mean += (rate * Math.log(rate)) / steps;
    square += (rate * Math.log(rate) ** 2) / steps;
  }
  const swing = square - mean ** 2;
  const left = gapLogs.varianceX - swing;
  return left > 0 ? within((gapLogs.covariance - swing) / left, -0.95, 0.95) : 0;
}

/** Of a rate that is `steady` plus `swinging`·(1 + a·sin). */
function highestOverLowest(amplitude: number, steady = 0, swinging = 1): number {
  return (steady + swinging * (1 + amplitude)) / (steady + swinging * (1 - amplitude));
}

function couplingOf(
  { workAndInput }: BurstMeter,
  work: CompleteGoogleOptions["cpuRequests"],
  input: CompleteGoogleOptions["memoryRequests"],
): number {
  const seen = workAndInput.correlation;
  if (seen === null) return 0;
  const coupled = coupledCorrelation(work, input, seen < 0);
  // Both of one sign: |coupled| is what a coupling of 1 would be seen as.
  return coupled === null || coupled === 0 ? 0 : Math.sign(seen) * within(seen / coupled, 0, 1);
}

/** Numbers stay as they are; names are numbered, the most frequent first, and say nothing then. */
function classTable({ classes, tasks }: BurstMeter): [number, number][] {
  const ordered = [...classes].sort(([, a], [, b]) => b - a);
  const isClass = (name: string | number) => {
    const number = Number(name);
    return name !== "" && Number.isInteger(number) && number >= -1 && number <= mostClass;
  };
  const asTheyAre = ordered.every(([name]) => name === null || isClass(name));
  const shares = new Map<number, number>();
  let names = 0;
  for (const [name, count] of ordered) {
    const number = name === null ? -1 : asTheyAre ? Number(name) : Math.min(mostClass, names++);
    shares.set(number, (shares.get(number) ?? 0) + count / tasks);
  }
  return [...shares]
    .map(([number, share]): [number, number] => [number, short(share)])
    .sort(([a], [b]) => a - b);
}

/** How often the gaps are tried, and how near is near enough. */
const trials = 6;
const nearEnough = 0.01;

/**
 * Gaps that the generator draws shorter than `burstGapSeconds`, or than the resolution of its times, join bursts: the gaps that
 * are seen then are not those that are drawn. Changes the drawn ones until the seen ones are the trace's.
 */
function closerGaps(fitted: CompleteGoogleOptions, meter: BurstMeter): CompleteGoogleOptions {
  const shortest = Math.max(meter.options.burstGapSeconds, fitted.resolutionSeconds / 2);
  const variance = Math.log(1 + fitted.gapVariation ** 2);
  const deviations = (Math.log(shortest / fitted.burstGapSeconds) + variance / 2) / Math.sqrt(variance);
  // Hardly any below: a normal draw is below -3 once in 740 times.
  if (deviations < -3) return fitted;
  const wanted = { mean: meter.gapMoments.meanX, variation: variationSeen(meter) };
  let options = fitted;
  for (let trial = 0; trial < trials; trial++) {
    const made = meterGenerated(options, meter.options.burstGapSeconds, trial);
    if (made.bursts < leastBursts) return options;
    const mean = wanted.mean / made.gapMoments.meanX;
    const variation = wanted.variation / variationSeen(made);
    if (Math.abs(mean - 1) < nearEnough && Math.abs(variation - 1) < nearEnough) return options;
    options = {
      ...options,
      burstGapSeconds: short(options.burstGapSeconds * within(mean, 0.5, 2)),
      gapVariation: short(within(options.gapVariation * within(variation, 0.5, 2), 0.01, mostVariation)),
    };
  }
  return options;
}

function variationSeen({ gapMoments }: BurstMeter): number {
  return Math.sqrt(gapMoments.varianceX) / gapMoments.meanX;
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function short(value: number, digits = 4): number {
  return Number(value.toPrecision(digits));
}

/** Rounded down, so that it stays within a bound. */
function shortBelow(value: number): number {
  return Math.max(1, Math.floor(value * 1e6) / 1e6);
}
