/** What the report says about each policy: means and intervals from its seed × salt rows. */
import { Rng } from "../../core/rng.ts";
import {
  bootstrapInterval,
  crossedBootstrapInterval,
  type Interval,
  interquartileMean,
  mean,
  studentInterval,
} from "../../stats/index.ts";
import type { EvaluationRow, PolicyReport } from "./report-data.ts";

/** Below this many seeds the interval over seeds is Student's, from here on a percentile bootstrap. */
export const fewSeeds = 10;

interface MetricDefinition<Row> {
  /** Column name in the tables written as CSV. */
  readonly key: string;
  readonly label: string;
  /** Unit, empty for a plain number. */
  readonly unit: string;
  readonly of: (row: Row) => number;
}

/** What the simulator says of any window. */
export const simulationMetrics = [
  { key: "objective", label: "Objective", unit: "", of: (row) => row.objective },
  { key: "meanLatencySeconds", label: "Mean latency", unit: "s", of: (row) => row.meanLatencySeconds },
  { key: "p50LatencySeconds", label: "p50 latency", unit: "s", of: (row) => row.p50LatencySeconds },
  { key: "p95LatencySeconds", label: "p95 latency", unit: "s", of: (row) => row.p95LatencySeconds },
  { key: "p99LatencySeconds", label: "p99 latency", unit: "s", of: (row) => row.p99LatencySeconds },
  { key: "meanEnergyJoules", label: "Mean task energy", unit: "J", of: (row) => row.meanEnergyJoules },
  { key: "droppedPercent", label: "Dropped", unit: "%", of: (row) => percent(row.dropped, row.tasks) },
  {
    key: "deadlineMissPercent",
    label: "Deadline missed",
    unit: "%",
    of: (row) => percent(row.deadlineMisses, row.tasks),
  },
] as const satisfies readonly MetricDefinition<Omit<EvaluationRow, "helpers">>[];

/** Every metric of the tables, in their order. */
export const metricDefinitions = [
  ...simulationMetrics,
  {
    key: "sharedHelperPercent",
    label: "Helpers picked by several servers at once",
    unit: "% of picks",
    of: ({ helpers }) => percent(helpers.shared, helpers.picks),
  },
  {
    key: "cascadingOverloadPercent",
    label: "Cascading overload",
    unit: "% of picks",
    of: ({ helpers }) => percent(helpers.cascading, helpers.picks),
  },
] as const satisfies readonly MetricDefinition<EvaluationRow>[];

/** 0 of nothing. */
function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

export type MetricKey = (typeof metricDefinitions)[number]["key"];

export interface MetricSummary {
  /** Mean over seeds and salts. */
  readonly mean: number;
  /** 95 % interval over training seeds, the salts held fixed; null with one seed. */
  readonly overSeeds: Interval | null;
  /** 95 % interval over seeds and salts; null for a learned policy with one seed, or with one row. */
  readonly overSeedsAndDraws: Interval | null;
  /** Mean over seeds for each salt. */
  readonly byDraw: readonly number[];
  /** Mean over salts for each seed. */
  readonly bySeed: readonly number[];
  /** Interquartile mean of these, with its 95 % bootstrap interval; null with one seed. */
  readonly iqm: number;
  readonly iqmOverSeeds: Interval | null;
  /** `table[seed][salt]`. */
  readonly table: readonly (readonly number[])[];
}

export interface PolicySummary {
  readonly policy: PolicyReport;
  readonly seeds: readonly number[];
  readonly salts: readonly string[];
  readonly metrics: Readonly<Record<MetricKey, MetricSummary>>;
}

/** Summary of one metric; `name` seeds the bootstrap, so that adding a policy changes no other's numbers. */
export function summariseTable(
  table: readonly (readonly number[])[],
  learned: boolean,
  name: string,
): MetricSummary {
  const rng = Rng.stream(0, `report/${name}`);
  const bySeed = table.map((row) => mean(row));
  return {
    mean: mean(bySeed),
    overSeeds: bySeed.length < fewSeeds ? studentInterval(bySeed) : bootstrapInterval(bySeed, mean, rng),
    overSeedsAndDraws: learned && table.length < 2 ? null : crossedBootstrapInterval(table, rng),
    bySeed,
    iqm: interquartileMean(bySeed),
    iqmOverSeeds: bootstrapInterval(bySeed, interquartileMean, Rng.stream(0, `report/${name}/iqm`)),
    byDraw: (table[0] ?? []).map((_, draw) => mean(table.map((row) => row[draw]!))),
    table,
  };
}

/** @param salts the order of the columns of every table; the rows must be complete (`checkReportData`) */
export function summarisePolicy(policy: PolicyReport, salts: readonly string[]): PolicySummary {
  const seeds = [...new Set(policy.rows.map((row) => row.seed))].sort((p, q) => p - q);
  const cells = new Map(policy.rows.map((row) => [JSON.stringify([row.seed, row.salt]), row]));
  const table = (of: (row: EvaluationRow) => number) =>
    seeds.map((seed) => salts.map((salt) => of(cells.get(JSON.stringify([seed, salt]))!)));
  const metrics = Object.fromEntries(
    metricDefinitions.map(({ key, of }) => [
      key,
      summariseTable(table(of), policy.kind === "learned", `${policy.name}/${key}`),
    ]),
  ) as Record<MetricKey, MetricSummary>;
  return { policy, seeds, salts, metrics };
}
