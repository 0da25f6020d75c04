/**
 * What a trace is like: time range, rate, burstiness, requests, jobs, users, classes. All of it is aggregated by DuckDB, which
 * spills to its temporary folder where memory is short; nothing grows with the rows here.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  type ArrivalRate,
  arrivalRate,
  type Burstiness,
  burstiness,
  type TimeRange,
} from "./arrival-statistics.ts";
import { type Distribution, distributionOf } from "./distribution.ts";
import { queryNumbers, queryRows } from "./query-row.ts";

export interface TraceStatistics {
  readonly tasks: number;
  readonly range: TimeRange;
  readonly rate: ArrivalRate;
  readonly burstiness: Burstiness | null;
  readonly work: Distribution;
  readonly input: Distribution;
  readonly jobs: number;
  readonly tasksPerJob: Distribution;
  readonly users: number;
  /** Fraction of the tasks that the user with the most has. */
  readonly topUserShare: number;
  readonly classes: number;
  /** The classes with most tasks, those first; null for tasks without one. */
  readonly topClasses: readonly { readonly class: string | null; readonly share: number }[];
}

/** Bins of the rate over time: as many as a line of text has room for. */
const rateBins = 72;
const mostClasses = 6;

/**
 * @param relation SQL name of a table or view with one row a task and the columns `time` [s], `work`, `input`, `job`, `user`, `class`
 */
export async function traceStatistics(
  connection: DuckDBConnection,
  relation: string,
): Promise<TraceStatistics> {
  const { tasks, from, to } = await queryNumbers<"tasks" | "from" | "to">(
    connection,
    `select count(*)::double as tasks, min(time)::double as "from", max(time)::double as "to" from ${relation}`,
  );
  if (tasks === null || from === null || to === null) throw new Error("statistics of a trace without tasks");
  const range = { fromSeconds: from, toSeconds: to };
  const perJob = `(select count(*) as tasks from ${relation} group by job)`;
  const tasksPerJob = await distributionOf(connection, perJob, "tasks");
  const users = await queryNumbers<"users" | "top">(
    connection,
    `select count(*)::double as users, max(n)::double as top from (select count(*) as n from ${relation} group by "user")`,
  );
  const classes = await queryRows<{ class: string | null; n: number; all: number }>(
    connection,
    `select class::varchar as class, count(*)::double as n, (count(*) over ())::double as "all"
     from ${relation} group by 1 order by n desc, class limit ${mostClasses}`,
  );
  return {
    tasks,
    range,
    rate: await arrivalRate(connection, relation, range, rateBins),
    burstiness: await burstiness(connection, relation, range),
    work: await distributionOf(connection, relation, "work"),
    input: await distributionOf(connection, relation, "input"),
    jobs: tasksPerJob.count,
    tasksPerJob,
    users: users.users ?? 0,
    topUserShare: (users.top ?? 0) / tasks,
    classes: classes[0]?.all ?? 0,
    topClasses: classes.map(({ class: name, n }) => ({ class: name, share: n / tasks })),
  };
}
