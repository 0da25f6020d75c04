/** One score of all forecasters for all targets, as a table: what the page, the command line and the documents print. */
import type { ForecastEstimate, ForecastLevel, ForecastReport, ForecastScoreRow } from "./forecast-data.ts";

export const shownMetrics = [
  "r2Raw",
  "r2Log",
  "mae",
  "pinball",
  "coverage",
  "width",
  "largestJobShare",
] as const;
export type ShownMetric = (typeof shownMetrics)[number];

/** What a metric is called, what is good in it, and its decimals; losses and widths have significant digits instead. */
export const metricFacts: Readonly<
  Record<
    ShownMetric,
    {
      readonly title: string;
      readonly best: "high" | "low" | null;
      readonly decimals: number | null;
      readonly hasUnit: boolean;
    }
  >
> = {
  r2Raw: { title: "R² of values", best: "high", decimals: 2, hasUnit: false },
  r2Log: { title: "R² of logarithms", best: "high", decimals: 2, hasUnit: false },
  mae: { title: "Mean absolute error", best: "low", decimals: null, hasUnit: true },
  pinball: { title: "Pinball loss", best: "low", decimals: null, hasUnit: true },
  coverage: { title: "Share within p10 to p90 (0.80 is asked for)", best: null, decimals: 2, hasUnit: false },
  width: { title: "Mean width from p10 to p90", best: null, decimals: null, hasUnit: true },
  largestJobShare: {
    title: "Part of the pinball loss on the largest job",
    best: null,
    decimals: 2,
    hasUnit: false,
  },
};

export const forecastLevels: Readonly<
  Record<ForecastLevel, { readonly title: string; readonly short: string }>
> = {
  task: { title: "at every task", short: "per task" },
  burst: { title: "at the last task of every burst", short: "per burst" },
  rest: { title: "at every task, without the largest job", short: "without the largest job" },
};

/** Which levels a metric is shown for. */
export function levelsOf(metric: ShownMetric): readonly ForecastLevel[] {
  return metric === "largestJobShare" ? ["task", "burst"] : ["task", "burst", "rest"];
}

/** "2,000 tasks from 8,341.9 s on, 22 % of the work": which job the largest is. */
export function largestJobText({ largestJob }: ForecastReport): string {
  if (largestJob === null) return "";
  const { tasks, workShare, fromSeconds } = largestJob;
  const number = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  return `${number(tasks)} ${tasks === 1 ? "task" : "tasks"} from ${number(fromSeconds)} s on, ${number(100 * workShare)} % of the work`;
}

export interface MatrixCell {
  readonly estimate: ForecastEstimate;
  /** The best of its row. */
  readonly best: boolean;
  /** Ready to print: "0.61", with half the width of its interval where there is one: "0.61 ±0.02"; "–" where undefined. */
  readonly text: string;
}

export interface MatrixRow {
  readonly target: string;
  readonly title: string;
  readonly unit: string;
  readonly count: number;
  readonly cells: readonly MatrixCell[];
}

/** Rows are targets, columns forecasters, both in the report's order. */
export function forecastMatrix(report: ForecastReport, metric: ShownMetric, per: ForecastLevel): MatrixRow[] {
  const { best, decimals } = metricFacts[metric];
  return report.targets.map(({ name, title, unit }) => {
    const rows = report.forecasters.map((forecaster) => scoreOf(report, forecaster.name, name, per));
    const values = rows.flatMap((row) => row?.[metric].mean ?? []);
    const extreme = best === "high" ? Math.max(...values) : best === "low" ? Math.min(...values) : null;
    return {
      target: name,
      title,
      unit,
      count: rows[0]?.count ?? 0,
      cells: rows.map((row) => {
        const estimate = row?.[metric] ?? { mean: null, low: null, high: null };
        return {
          estimate,
          best: extreme !== null && estimate.mean === extreme,
          text: estimateText(estimate, decimals),
        };
      }),
    };
  });
}

export function scoreOf(
  report: ForecastReport,
  forecaster: string,
  target: string,
  per: ForecastLevel,
): ForecastScoreRow | undefined {
  return report.scores.find(
    (row) => row.forecaster === forecaster && row.target === target && row.per === per,
  );
}

/** Far below zero it only matters that it is useless. */
const leastShown = -99;

function estimateText({ mean, low, high }: ForecastEstimate, decimals: number | null): string {
  if (mean === null) return "\u2013";
  if (decimals !== null && mean < leastShown) return "< \u221299";
  const text = (value: number) => signed(decimals === null ? significant(value) : value.toFixed(decimals));
  if (low === null || high === null) return text(mean);
  const half = (high - low) / 2;
  return `${text(mean)} \u00b1${decimals === null ? significant(half, 2) : half.toFixed(decimals)}`;
}

/** One R² by itself. */
export function r2Text(value: number | null): string {
  return estimateText({ mean: value, low: null, high: null }, metricFacts.r2Raw.decimals);
}

/** With a proper minus sign, and none before zero. */
function signed(text: string): string {
  return /[1-9]/.test(text) ? text.replace(/^-/, "\u2212") : text.replace(/^-/, "");
}

/** Three digits, without an exponent where people can do without. */
function significant(value: number, digits = 3): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(digits - 1);
  return value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** "+23 % [18, 27] ewma": part of the best naive forecaster's pinball loss that is saved; "–" where there is none. */
export function skillText(row: ForecastScoreRow | undefined): string {
  const skill = row?.skill.pinball ?? null;
  if (skill === null) return "\u2013";
  const percent = (fraction: number) => `${Math.round(100 * fraction)}`.replace("-", "\u2212");
  const sign = Math.round(100 * skill.fraction) > 0 ? "+" : "";
  const interval =
    skill.low === null || skill.high === null ? "" : ` [${percent(skill.low)}, ${percent(skill.high)}]`;
  return `${sign}${percent(skill.fraction)} %${interval} ${skill.against}`;
}
