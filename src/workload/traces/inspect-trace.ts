/** Reads a trace for what it is like: what its rows come to, and the statistics of its tasks. Out of core. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { type ArrivalRate, arrivalRate } from "../trace-statistics/arrival-statistics.ts";
import { type CurvePoint, distributionCurve } from "../trace-statistics/distribution-curve.ts";
import { type TraceStatistics, traceStatistics } from "../trace-statistics/trace-statistics.ts";
import { collectRows } from "./collect-rows.ts";
import { findTrace } from "./find-layout.ts";
import { refuseNoTasks, tasksSql } from "./import-trace.ts";
import type { TraceFormat } from "./trace-format.ts";

export interface TraceInspection {
  readonly format: TraceFormat;
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  readonly rows: number;
  /** Rows left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Of all usable rows (no limit to the tasks of a job), times in seconds, work and input in the format's units. */
  readonly statistics: TraceStatistics;
  readonly curves: TraceCurves | null;
}

/** What a figure shows. */
export interface TraceCurves {
  readonly rate: ArrivalRate;
  readonly gaps: readonly CurvePoint[];
  readonly work: readonly CurvePoint[];
  readonly input: readonly CurvePoint[];
}

/** Bins of the rate in a figure. */
const curveBins = 240;

/** @throws EdgeflockError("trace") naming file, row and column of the first thing that cannot be read */
export async function inspectTrace(
  connection: DuckDBConnection,
  location: string | readonly string[],
  format: TraceFormat,
  { curves = false }: { readonly curves?: boolean } = {},
): Promise<TraceInspection> {
  const trace = await findTrace(connection, location, format);
  const read = await collectRows(connection, trace);
  refuseNoTasks(read, format);
  await connection.run(
    `create temp view inspected as select arrival_seconds as time, work, input, job, "user", class from (${tasksSql(trace)})`,
  );
  const statistics = await traceStatistics(connection, "inspected");
  return {
    format,
    files: read.files,
    rows: read.rows,
    skipped: read.skipped,
    statistics,
    curves: curves ? await curvesOf(connection, statistics) : null,
  };
}

async function curvesOf(connection: DuckDBConnection, { range }: TraceStatistics): Promise<TraceCurves> {
  const gaps = "(select time - lag(time) over (order by time) as gap from inspected)";
  return {
    rate: await arrivalRate(connection, "inspected", range, curveBins),
    gaps: await distributionCurve(connection, gaps, "gap"),
    work: await distributionCurve(connection, "inspected", "work"),
    input: await distributionCurve(connection, "inspected", "input"),
  };
}
