/** What the stand-in for the Google trace can be told, and what is wrong with it. */
import { EdgeflockError } from "../../core/errors.ts";
import { type BurstStatistics, googleStatistics, meanExcessOf } from "./google-statistics.ts";

/** Statistics that are not given are those of the Google trace. */
type GivenStatistics = { readonly [K in keyof BurstStatistics]?: BurstStatistics[K] | undefined };

export interface SyntheticGoogleOptions extends GivenStatistics {
  /** Length of the generated trace [s], before `timeScale`. */
  readonly durationSeconds: number;
  readonly seed: number;
  /** Mean gap between bursts [s], before `timeScale`. */
  readonly burstGapSeconds: number;
  /** Highest over lowest rate of tasks as the sizes of bursts drift, before `perJobLimit`; 1 for no drift. */
  readonly driftFactor: number;
}

export type CompleteGoogleOptions = SyntheticGoogleOptions & BurstStatistics;

/** @throws EdgeflockError("value") when an option is out of its domain */
export function checkedGoogleOptions(given: SyntheticGoogleOptions): CompleteGoogleOptions {
  const options = { ...googleStatistics, ...defined(given) };
  const [wrong] = wrongGoogleOptions(options);
  if (wrong === undefined) return options;
  const [name, fix] = wrong;
  const value = options[name];
  const shown = typeof value === "object" ? JSON.stringify(value).slice(0, 60) : String(value);
  throw new EdgeflockError("value", `synthetic workload: ${name} is ${shown}`, `It ${fix}.`);
}

/** Each option that is out of its domain, and what it has to be. */
export function wrongGoogleOptions(
  given: SyntheticGoogleOptions,
): (readonly [keyof CompleteGoogleOptions, string])[] {
  const options = { ...googleStatistics, ...defined(given) };
  const above0 = (value: number) => value > 0 && value < Number.POSITIVE_INFINITY;
  const rules: readonly (readonly [keyof CompleteGoogleOptions, boolean, string])[] = [
    ["durationSeconds", above0(options.durationSeconds), "must be above 0 s"],
    ["burstGapSeconds", above0(options.burstGapSeconds), "must be above 0 s"],
    ["seed", Number.isSafeInteger(options.seed), "must be a whole number"],
    [
      "gapVariation",
      options.gapVariation > 0 && options.gapVariation <= 1000,
      "must be above 0, at most 1000",
    ],
    ["gapCorrelation", Math.abs(options.gapCorrelation) < 1, "must be between -1 and 1"],
    ["gapDriftFactor", options.gapDriftFactor >= 1 && options.gapDriftFactor <= 1000, "must be 1 to 1000"],
    ["driftPeriodSeconds", above0(options.driftPeriodSeconds), "must be above 0 s"],
    [
      "innerGapSeconds",
      options.innerGapSeconds === 0 || above0(options.innerGapSeconds),
      "must not be below 0 s",
    ],
    ["resolutionSeconds", above0(options.resolutionSeconds), "must be above 0 s"],
    ["stickiness", options.stickiness >= 0 && options.stickiness <= 1, "must be 0 to 1"],
    ["coupling", Math.abs(options.coupling) <= 1, "must be -1 to 1"],
    ["cpuRequests", isTable(options.cpuRequests), "must have shares that add up to more than 0"],
    ["memoryRequests", isTable(options.memoryRequests), "must have shares that add up to more than 0"],
    ["classes", isTable(options.classes), "must have shares that add up to more than 0"],
  ];
  const wrong = rules.flatMap(([name, holds, fix]) => (holds ? [] : [[name, fix] as const]));
  if (!areSizes(options.burstSizes)) {
    const fix = "must begin with [0, 1] and [1, ...], with sizes that go up and shares that do not";
    return [...wrong, ["burstSizes", fix]];
  }
  const most = Math.min(15, 1 + 2 * meanExcessOf(options.burstSizes));
  if (options.driftFactor >= 1 && options.driftFactor <= most) return wrong;
  const why = most < 15 ? ", which is 1 + 2·(mean burst size - 1)" : "";
  return [...wrong, ["driftFactor", `must be 1 to ${Number(most.toPrecision(4))}${why}`]];
}

function isTable(entries: readonly (readonly [number, number])[]): boolean {
  const sum = entries.reduce((all, [, share]) => all + share, 0);
  return (
    sum > 0 &&
    sum < Number.POSITIVE_INFINITY &&
    entries.every(([value, share]) => Number.isFinite(value) && share >= 0)
  );
}

function areSizes(sizes: readonly (readonly [number, number])[]): boolean {
  return (
    sizes.length > 1 &&
    sizes.every(([size, survival], knot) => {
      if (knot === 0) return size === 0 && survival === 1;
      const [before, higher] = sizes[knot - 1]!;
      if (knot === 1 && size !== 1) return false;
      return Number.isSafeInteger(size) && size > before && survival <= higher && survival >= 0;
    })
  );
}

/** Without the fields that are there and undefined, which would hide the defaults. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
