/** Scores of forecasters as the report shows them. */
import type { Forecasts } from "../forecast/forecasts.ts";
import { outcomesOf } from "../forecast/outcomes.ts";
import type { Ceiling, Estimate, LargestJob, ScoreSummary, Skill } from "../forecast/score/index.ts";
import { serverHistories } from "../forecast/server-history.ts";
import { type ForecastTarget, forecastTargets, type Quantity } from "../forecast/targets.ts";
import type { WindowTasks } from "../scenario/index.ts";
import type {
  FanPoint,
  ForecastEstimate,
  ForecasterFacts,
  ForecastReport,
  ForecastSample,
  ForecastSkill,
} from "./report/index.ts";

/** Units in reports, and how many of the forecasters' units make one of them. */
const units: Readonly<Record<Quantity, { readonly unit: string; readonly scale: number }>> = {
  gap: { unit: "s", scale: 1 },
  work: { unit: "Gcycle", scale: 1e9 },
  input: { unit: "Mbit", scale: 1e6 },
  arrivals: { unit: "tasks", scale: 1 },
};

/** Of the sample: the target over time, and the most that is kept. */
const fanTarget = "5s.work";
const fanPoints = 300;
const pairsOfTarget = 500;

export function titleOf({ of, quantity, horizonSeconds }: ForecastTarget): string {
  if (of === "horizon") return `${quantity} in the next ${horizonSeconds} s`;
  const first = of === "task" ? "next task" : "next burst";
  return quantity === "gap" ? `time to ${first}` : `${quantity} of ${first}`;
}

export interface ForecastReportInputs {
  readonly window: string;
  readonly draws: number;
  readonly forecasters: readonly ForecasterFacts[];
  readonly summaries: readonly ScoreSummary[];
  readonly ceilings: readonly Ceiling[];
  readonly largestJob: LargestJob | null;
  readonly sample: ForecastSample;
}

export function forecastReport(inputs: ForecastReportInputs): ForecastReport {
  const { window, draws, forecasters, summaries, ceilings, largestJob, sample } = inputs;
  const scaleOf = (target: string) =>
    units[forecastTargets.find(({ name }) => name === target)!.quantity].scale;
  return {
    window,
    draws,
    forecasters,
    targets: forecastTargets.map((target) => ({
      name: target.name,
      title: titleOf(target),
      unit: units[target.quantity].unit,
    })),
    scores: summaries.map(({ forecaster, target, per, count, metrics, below, skill }) => ({
      forecaster,
      target,
      per,
      count,
      r2Raw: estimate(metrics.r2Raw),
      r2Log: estimate(metrics.r2Log),
      mae: estimate(metrics.mae, scaleOf(target)),
      pinball: estimate(metrics.pinball, scaleOf(target)),
      coverage: estimate(metrics.coverage),
      width: estimate(metrics.width, scaleOf(target)),
      largestJobShare: estimate(metrics.largestJobShare),
      below: { p10: defined(below.p10), p50: defined(below.p50), p90: defined(below.p90) },
      skill: {
        r2Raw: skillOf(skill.r2Raw),
        r2Log: skillOf(skill.r2Log),
        mae: skillOf(skill.mae),
        pinball: skillOf(skill.pinball),
      },
    })),
    ceilings: ceilings.map(({ knows, target, r2Raw, r2Log }) => ({
      knows,
      target,
      r2Raw: defined(r2Raw),
      r2Log: defined(r2Log),
    })),
    largestJob:
      largestJob === null
        ? null
        : {
            tasks: largestJob.tasks,
            workShare: largestJob.workShare,
            fromSeconds: largestJob.fromSeconds,
          },
    sample,
  };
}

const defined = (value: number) => (Number.isFinite(value) ? value : null);

function estimate({ mean, interval }: Estimate, scale = 1): ForecastEstimate {
  const bound = (value: number | undefined) => (value === undefined ? null : defined(value / scale));
  return { mean: defined(mean / scale), low: bound(interval?.low), high: bound(interval?.high) };
}

function skillOf(skill: Skill | null): ForecastSkill | null {
  if (skill === null || !Number.isFinite(skill.fraction)) return null;
  const { against, fraction, interval } = skill;
  return { against, fraction, low: interval?.low ?? null, high: interval?.high ?? null };
}

/** @param serverName of the server whose forecasts are drawn over time: the one with the most tasks */
export function forecastSample(
  forecaster: string,
  tasks: WindowTasks,
  forecasts: Forecasts,
  serverName: (server: number) => string,
): ForecastSample {
  const width = forecastTargets.length;
  const outcomes = outcomesOf(tasks);
  const step = Math.max(1, Math.ceil(tasks.count / pairsOfTarget));
  const rows = Array.from({ length: Math.ceil(tasks.count / step) }, (_, k) => k * step);
  const histories = serverHistories(tasks);
  const busiest = histories.reduce<(typeof histories)[number] | null>(
    (most, one) => (most === null || one.rows.length > most.rows.length ? one : most),
    null,
  );
  return {
    forecaster,
    pairs: forecastTargets.map(({ quantity }, target) =>
      rows
        .map((row) => ({
          truth: outcomes[row * width + target]! / units[quantity].scale,
          forecast: forecasts.at(row, target, "typical") / units[quantity].scale,
        }))
        // The figure is logarithmic: tasks that arrive at the very same time have no place on it.
        .filter(({ truth, forecast }) => truth > 0 && forecast > 0),
    ),
    fan: {
      target: fanTarget,
      server: serverName(busiest?.server ?? 0),
      points: fanOf(tasks, busiest?.rows ?? new Int32Array(0), outcomes, forecasts),
    },
  };
}

/** The last forecast before each of equally distant times: a burst of a thousand tasks is one point. */
function fanOf(
  tasks: WindowTasks,
  rows: Int32Array,
  outcomes: Float64Array,
  forecasts: Forecasts,
): FanPoint[] {
  const target = forecastTargets.findIndex(({ name }) => name === fanTarget);
  const known = rows.filter((row) => !Number.isNaN(outcomes[row * forecastTargets.length + target]!));
  if (known.length === 0) return [];
  const timeOf = (row: number) => tasks.arrivalSeconds[row]!;
  const from = timeOf(known[0]!);
  const step = (timeOf(known[known.length - 1]!) - from) / fanPoints;
  const chosen = known.filter((row, k) => {
    const next = known[k + 1];
    return (
      next === undefined || Math.floor((timeOf(next) - from) / step) > Math.floor((timeOf(row) - from) / step)
    );
  });
  const { scale } = units.work;
  return Array.from(chosen, (row) => ({
    timeSeconds: timeOf(row),
    truth: outcomes[row * forecastTargets.length + target]! / scale,
    p10: forecasts.at(row, target, "p10") / scale,
    p50: forecasts.at(row, target, "p50") / scale,
    p90: forecasts.at(row, target, "p90") / scale,
  }));
}
