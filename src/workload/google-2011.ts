/**
 * Reads the task events of the Google cluster trace of 2011 (clusterdata-2011-2; format: Reiss, Wilkes, Hellerstein,
 * "Google cluster-usage traces: format + schema") straight from csv.gz with DuckDB. Node only.
 *
 * Each row meets these tests in this order, and is counted under the first that leaves it out:
 * before the window, after the window, not a SUBMIT, a resubmit of the same (job, task index), unusable request,
 * beyond `perJobLimit` of its job (in order of time).
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../core/errors.ts";
import { checkCompression } from "./check-gzip.ts";
import { type ImportReport, nothingSkipped } from "./import-report.ts";
import { type Requests, shapeTasks, type TaskShaping } from "./shape-tasks.ts";
import { findTraceFiles } from "./trace-files.ts";
import type { Workload } from "./workload.ts";

/** Columns of task_events in order: SQL name, SQL type, and the format's name. Types refuse what cannot be meant. */
const columns = [
  ["time", "UBIGINT", "time"],
  ["missing", "VARCHAR", "missing info"],
  ["job", "UBIGINT", "job ID"],
  ["task", "UINTEGER", "task index"],
  ["machine", "VARCHAR", "machine ID"],
  ["type", "UTINYINT", "event type"],
  ["user", "VARCHAR", "user"],
  ["class", "UTINYINT", "scheduling class"],
  ["priority", "VARCHAR", "priority"],
  ["cpu", "DOUBLE", "CPU request"],
  ["memory", "DOUBLE", "memory request"],
  ["disk", "VARCHAR", "disk request"],
  ["different", "VARCHAR", "different-machine restriction"],
] as const;

/** The trace window begins at 600 s; time 2^63−1 stands for "after the trace" (both in µs). */
const windowStart = "600000000";
const afterTrace = "9223372036854775807";

const expected =
  "A part of task_events of clusterdata-2011-2 has 13 comma-separated columns (time, missing info, job ID, task index, " +
  "machine ID, event type, user, scheduling class, priority, CPU, memory and disk request, different-machine) and no header line.";

/**
 * @param location the trace's folder (holding `task_events/`), the folder of the parts, a file, a pattern, or several
 * @throws EdgeflockError("trace") naming file, row and column of the first thing that cannot be read
 */
export async function importGoogle2011(
  location: string | readonly string[],
  shaping: TaskShaping,
): Promise<Workload> {
  const paths = await findTraceFiles(location, "task_events");
  const { withDuckDb } = await import("../core/duckdb.ts");
  return withDuckDb(async (connection) => {
    await connection.run(
      `create table submits (file integer, row bigint, time ubigint, job ubigint, task uinteger, "user" varchar,
       class utinyint, cpu double, memory double)`,
    );
    const files: { path: string; rows: number }[] = [];
    const skipped = nothingSkipped();
    for (const [index, path] of paths.entries()) {
      const counts = await readPart(connection, path, index);
      files.push({ path, rows: counts.rows });
      skipped.beforeWindow += counts.beforeWindow;
      skipped.afterWindow += counts.afterWindow;
      skipped.notSubmit += counts.notSubmit;
    }
    const { requests, firstSubmits, submits } = await usableFirstSubmits(connection);
    skipped.resubmit = submits - firstSubmits;
    skipped.unusableRequest = firstSubmits - requests.count;
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    const readReport: Omit<ImportReport, "tasks"> = { source: "google-2011", files, rows, skipped };
    const workload = shapeTasks(requests, shaping, readReport);
    if (workload.count === 0) {
      const counts = Object.entries(workload.report.skipped).map(([reason, count]) => `${reason} ${count}`);
      throw new EdgeflockError(
        "trace",
        `${paths.join(", ")}: none of ${rows} rows is a usable task (${counts.join(", ")})`,
        "Use parts of task_events that reach beyond the first 600 s of the trace.",
      );
    }
    return workload;
  });
}

/** Adds the SUBMIT events of one part to `submits`. Counts by the first three tests. */
async function readPart(connection: DuckDBConnection, path: string, index: number) {
  const compression = await checkCompression(path);
  const types = columns.map(([name, type]) => `'${name}': '${type}'`).join(", ");
  const file = `'${path.replaceAll("'", "''")}'`;
  await connection.run("drop table if exists reject_errors; drop table if exists reject_scans;");
  try {
    await connection.run(
      `create or replace temp table part as
       select row_number() over () as row, time, job, task, type, "user", class, cpu, memory
       from read_csv(${file}, columns = {${types}}, compression = '${compression}', auto_detect = false,
         header = false, delim = ',', quote = '', escape = '', store_rejects = true)`,
    );
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0];
    throw new EdgeflockError("trace", `${path}: cannot be read as CSV (${reason})`, expected, {
      cause: error,
    });
  }
  await refuseRejectedRows(connection, path);
  await refuseAbsurdValues(connection, path);
  const counts = await connection.runAndReadAll(
    `select count(*)::double as rows,
       count(*) filter (time < ${windowStart})::double as "beforeWindow",
       count(*) filter (time >= ${afterTrace})::double as "afterWindow",
       count(*) filter (time >= ${windowStart} and time < ${afterTrace} and type <> 0)::double as "notSubmit"
     from part`,
  );
  const [row] = counts.getRowObjectsJS() as Record<
    "rows" | "beforeWindow" | "afterWindow" | "notSubmit",
    number
  >[];
  if (row === undefined || row.rows === 0) {
    throw new EdgeflockError("trace", `${path}: the file has no rows`, expected);
  }
  await connection.run(
    `insert into submits select ${index}, row, time, job, task, "user", class, cpu, memory from part
     where time >= ${windowStart} and time < ${afterTrace} and type = 0 order by row`,
  );
  return row;
}

/** Rows the parser refused: a wrong number of columns, or a value its column's type cannot hold. */
async function refuseRejectedRows(connection: DuckDBConnection, path: string): Promise<void> {
  const rejected = await connection.runAndReadAll(
    `select line::double as line, column_name as "column", error_type as type, csv_line as text,
       (select count(distinct line) from reject_errors)::double as total
     from reject_errors order by line, error_type not like '%COLUMNS%', column_idx limit 1`,
  );
  const [first] = rejected.getRowObjectsJS() as {
    line: number;
    column: string | null;
    type: string;
    text: string | null;
    total: number;
  }[];
  if (first === undefined) return;
  const fields = (first.text ?? "").replace(/\r?\n$/, "").split(",");
  const more = first.total > 1 ? ` (and ${first.total - 1} more rows are wrong)` : "";
  const index = columns.findIndex(([name]) => name === first.column);
  let what = `cannot be parsed (${first.type.toLowerCase()})`;
  if (first.type === "CAST" && index >= 0) {
    what = `column ${index + 1} (${columns[index]?.[2]}): "${fields[index] ?? ""}" is not a valid value`;
  } else if (first.type.includes("COLUMNS")) {
    what = `has ${fields.length} columns instead of ${columns.length}`;
  }
  throw new EdgeflockError("trace", `${path}, row ${first.line}: ${what}${more}`, expected);
}

/** Values that parse but cannot be meant: an event without time, job, task or type, a negative or infinite request. */
async function refuseAbsurdValues(connection: DuckDBConnection, path: string): Promise<void> {
  const absurd = await connection.runAndReadAll(
    `select row::double as row, bad[1]::integer as "column", bad[2] as value from (
       select row, case
         when time is null then ['1', ''] when job is null then ['3', ''] when task is null then ['4', '']
         when type is null then ['6', ''] when type > 8 then ['6', type::varchar]
         when class > 3 then ['8', class::varchar]
         when cpu < 0 or not isfinite(cpu) then ['10', cpu::varchar]
         when memory < 0 or not isfinite(memory) then ['11', memory::varchar] end as bad
       from part) where bad is not null order by row limit 1`,
  );
  const [first] = absurd.getRowObjectsJS() as { row: number; column: number; value: string }[];
  if (first === undefined) return;
  throw new EdgeflockError(
    "trace",
    `${path}, row ${first.row}: column ${first.column} (${columns[first.column - 1]?.[2]}): ` +
      (first.value === "" ? "is empty" : `"${first.value}" is not a valid value`),
    expected,
  );
}

/** Rule 1 on the SUBMIT events: the first of each (job, task index), of those the usable ones, ordered by time. */
async function usableFirstSubmits(connection: DuckDBConnection) {
  await connection.run(
    `create temp table firsts as select * from submits
     qualify row_number() over (partition by job, task order by file, row) = 1`,
  );
  const counted = await connection.runAndReadAll(
    `select (select count(*) from submits)::double, (select count(*) from firsts)::double`,
  );
  const [submits, firstSubmits] = counted.getRowsJS()[0] as [number, number];
  const read = await connection.runAndReadAll(
    `select (time - ${windowStart})::double, job::varchar, coalesce("user", ''), coalesce(class, 255)::integer, cpu, memory
     from firsts where cpu > 0 and memory is not null order by time, file, row`,
  );
  const [time = [], job = [], user = [], schedulingClass = [], cpu = [], memory = []] =
    read.getColumnsJS() as [number[]?, string[]?, string[]?, number[]?, number[]?, number[]?];
  const jobs = numbered(job);
  const requests: Requests = {
    count: time.length,
    timeSeconds: Float64Array.from(time, (microseconds) => microseconds / 1e6),
    cpu: Float64Array.from(cpu),
    memory: Float64Array.from(memory),
    job: jobs.indices,
    jobIds: jobs.names,
    user: numbered(user).indices,
    schedulingClass: Int8Array.from(schedulingClass, (value) => (value === 255 ? -1 : value)),
  };
  return { requests, submits, firstSubmits };
}

/** Names numbered by first appearance. */
function numbered(names: readonly string[]): { indices: Int32Array; names: string[] } {
  const known = new Map<string, number>();
  const indices = Int32Array.from(names, (name) => {
    const index = known.get(name) ?? known.size;
    if (index === known.size) known.set(name, index);
    return index;
  });
  return { indices, names: [...known.keys()] };
}
