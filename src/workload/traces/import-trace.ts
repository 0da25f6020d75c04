/** Imports a trace: its files, by its format, to tasks. Out of core but for the tasks themselves. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../../core/errors.ts";
import { beyondJobLimit, type ImportReport } from "../import-report.ts";
import { type Requests, shapeTasks, type TaskShaping } from "../shape-tasks.ts";
import type { Workload } from "../workload.ts";
import { type CollectedRows, collectRows } from "./collect-rows.ts";
import { type FoundTrace, findTrace } from "./find-layout.ts";
import type { TraceFormat } from "./trace-format.ts";

/**
 * @param location the trace's folder, the folder of its files, a file, a pattern, or several
 * @throws EdgeflockError("trace") naming file, row and column of the first thing that cannot be read
 */
export async function importTrace(
  location: string | readonly string[],
  format: TraceFormat,
  shaping: TaskShaping,
): Promise<Workload> {
  const { withDuckDb } = await import("../../core/duckdb.ts");
  return withDuckDb(async (connection) => {
    const trace = await findTrace(connection, location, format);
    const collected = await collectRows(connection, trace);
    refuseNoTasks(collected, format);
    const requests = await requestsOf(connection, trace, shaping.perJobLimit);
    const report: Omit<ImportReport, "tasks"> = {
      source: format.name,
      files: collected.files,
      ...(collected.sideFiles.length === 0 ? {} : { sideFiles: collected.sideFiles }),
      rows: collected.rows,
      skipped: { ...collected.skipped, [beyondJobLimit]: collected.usable - requests.count },
    };
    return shapeTasks(requests, shaping, report);
  });
}

/** @throws EdgeflockError("trace") when none of the rows is a usable task, with what left them out */
export function refuseNoTasks(
  { files, rows, skipped, usable }: CollectedRows,
  { whenEmpty }: TraceFormat,
): void {
  if (usable > 0) return;
  const counts = Object.entries(skipped).map(([reason, count]) => `${reason}: ${count}`);
  throw new EdgeflockError(
    "trace",
    `${files.map(({ path }) => path).join(", ")}: none of ${rows} rows is a usable task (${counts.join("; ")})`,
    whenEmpty,
  );
}

/** SQL for the usable rows as tasks, without an order. */
export function tasksSql({ layout, sideFiles }: FoundTrace): string {
  const { task, side } = layout;
  const origin =
    task.timeOrigin === "first task" ? "(select min(time) from usable)" : String(task.timeOrigin);
  const job = task.job === null ? "(row_number() over (order by time, file, row))::varchar" : "job";
  const told = side !== undefined && sideFiles.length > 0;
  const own = (name: string) => (told ? `coalesce(usable.${name}, side.${name})` : name);
  return `select file, row, time, (time - ${origin})::double / ${task.timePerSecond} as arrival_seconds, ${job} as job,
    coalesce(${own('"user"')}, '') as "user", ${own("class")} as class, ${own("job_name")} as job_name, work, input, output,
    deadline_seconds from usable ${told ? "left join side on usable.side_key = side.key" : ""}`;
}

/** The first `perJobLimit` tasks of each job, in order of time. */
async function requestsOf(
  connection: DuckDBConnection,
  trace: FoundTrace,
  perJobLimit: number,
): Promise<Requests> {
  const { layout } = trace;
  const limited =
    layout.task.job === null
      ? ""
      : `qualify row_number() over (partition by job order by time, file, row) <= ${perJobLimit}`;
  await connection.run(`create temp table chosen as ${tasksSql(trace)} ${limited}`);
  const counted = await connection.runAndReadAll("select count(*)::double from chosen");
  const count = Number(counted.getRowsJS()[0]?.[0]);
  const columns = {
    timeSeconds: new Float64Array(count),
    work: new Float64Array(count),
    input: new Float64Array(count),
    output: new Float64Array(count),
    deadlineSeconds: new Float64Array(count),
    job: new Int32Array(count),
    user: new Int32Array(count),
    schedulingClass: new Int32Array(count),
    jobName: new Int32Array(count),
  };
  const [jobs, users, classes, names] = [new Numbering(), new Numbering(), new Numbering(), new Numbering()];
  const rows = await connection.stream(
    `select arrival_seconds, work, input, coalesce(output, 'nan'::double), coalesce(deadline_seconds, 'nan'::double), job, "user", class, job_name
     from chosen order by time, file, row`,
  );
  let at = 0;
  for (
    let chunk = await rows.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await rows.fetchChunk()
  ) {
    const [arrival, work, input, output, deadline, job, user, schedulingClass, name] = chunk.getColumns() as [
      number[],
      number[],
      number[],
      number[],
      number[],
      string[],
      string[],
      (string | null)[],
      (string | null)[],
    ];
    columns.timeSeconds.set(arrival, at);
    columns.work.set(work, at);
    columns.input.set(input, at);
    columns.output.set(output, at);
    columns.deadlineSeconds.set(deadline, at);
    for (let k = 0; k < chunk.rowCount; k++) {
      columns.job[at + k] = jobs.of(job[k]!);
      columns.user[at + k] = users.of(user[k]!);
      columns.schedulingClass[at + k] = classOf(schedulingClass[k]!, layout.task.classNames ? classes : null);
      columns.jobName[at + k] = name[k] === null ? -1 : names.of(name[k]!);
    }
    at += chunk.rowCount;
  }
  const { jobName, ...rest } = columns;
  return { count, ...rest, jobIds: jobs.names(), ...(names.names().length === 0 ? {} : { jobName }) };
}

function classOf(text: string | null, names: Numbering | null): number {
  if (text === null) return -1;
  return names === null ? Number(text) : names.of(text);
}

/** Numbers texts by first appearance. */
class Numbering {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const number = this.#known.size;
    this.#known.set(text, number);
    return number;
  }

  names(): string[] {
    return [...this.#known.keys()];
  }
}
