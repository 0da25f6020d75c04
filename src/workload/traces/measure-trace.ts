/** Reads a trace for its bursts: all usable rows, in order of time, one after the other. Out of core. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { BurstMeter } from "../synthetic/fit/burst-meter.ts";
import { queryNumbers } from "../trace-statistics/query-row.ts";
import { type CollectedRows, collectRows } from "./collect-rows.ts";
import { findTrace } from "./find-layout.ts";
import { refuseNoTasks, tasksSql } from "./import-trace.ts";
import type { TraceFormat } from "./trace-format.ts";

export interface MeasuredTrace extends CollectedRows {
  readonly meter: BurstMeter;
  /** Share of the tasks that are among the first so many of their job as the format keeps unless told otherwise. */
  readonly keptShare: number;
}

/**
 * @param burstGapSeconds tasks that come so close after the one before belong to its burst
 * @throws EdgeflockError("trace") naming file, row and column of the first thing that cannot be read
 */
export async function measureTrace(
  connection: DuckDBConnection,
  location: string | readonly string[],
  format: TraceFormat,
  burstGapSeconds: number,
): Promise<MeasuredTrace> {
  const trace = await findTrace(connection, location, format);
  const read = await collectRows(connection, trace);
  refuseNoTasks(read, format);
  await connection.run(`create temp table measured as ${tasksSql(trace)}`);
  const { from, to } = await queryNumbers<"from" | "to">(
    connection,
    'select min(arrival_seconds)::double as "from", max(arrival_seconds)::double as "to" from measured',
  );
  const { kept } = await queryNumbers<"kept">(
    connection,
    `select sum(least(n, ${format.defaults.perJobLimit})) / sum(n) as kept from
       (select count(*)::double as n from measured group by job)`,
  );
  const meter = new BurstMeter({ fromSeconds: from ?? 0, toSeconds: to ?? 0, burstGapSeconds });
  const rows = await connection.stream(
    'select arrival_seconds, work, input, "user", class from measured order by time, file, row',
  );
  for (
    let chunk = await rows.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await rows.fetchChunk()
  ) {
    const [arrival, work, input, user, schedulingClass] = chunk.getColumns() as [
      number[],
      number[],
      number[],
      string[],
      (string | null)[],
    ];
    for (let k = 0; k < chunk.rowCount; k++) {
      meter.add({
        seconds: arrival[k]!,
        work: work[k]!,
        input: input[k]!,
        user: user[k]!,
        schedulingClass: schedulingClass[k]!,
      });
    }
  }
  meter.end();
  return { ...read, meter, keptShare: kept ?? 1 };
}
