/**
 * Reads the files of a trace into DuckDB's table `usable`: the rows that are left by a format's tests, with what tasks
 * are made of. Each file is read twice, once to count and to check, once to keep; nothing else is held. Node only.
 */
import { basename } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoted } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { checkRows, keepRows } from "./check-rows.ts";
import type { FoundTrace } from "./find-layout.ts";
import { rowsSql, wrongSql } from "./read-rows.ts";
import { readSideTable } from "./read-side-table.ts";
import type { TraceFile } from "./trace-file.ts";
import type { LeaveOut, TraceLayout } from "./trace-format.ts";

export interface CollectedRows {
  readonly files: readonly { readonly path: string; readonly rows: number }[];
  /** Of the side table. */
  readonly sideFiles: readonly { readonly path: string; readonly rows: number }[];
  readonly rows: number;
  /** Rows left out, by reason, in the order of the tests. */
  readonly skipped: Record<string, number>;
  readonly usable: number;
}

/** Numbers beyond these cannot be meant: times in 30,000 years, work and input in units. */
const most = { seconds: 1e12, units: 1e15 };

/** @param onFile is told how many files have been read, after each */
export async function collectRows(
  connection: DuckDBConnection,
  { files, layout, sideFiles }: FoundTrace,
  onFile: (done: number) => void = () => {},
): Promise<CollectedRows> {
  const { leaveOut, side } = layout;
  const repeat = leaveOut.findIndex((test) => "repeatOf" in test);
  const counts = new Float64Array(leaveOut.length);
  const read: { path: string; rows: number }[] = [];
  for (const [index, file] of files.entries()) {
    const rows = await readFile(connection, file, index, layout, counts);
    read.push({ path: file.path, rows });
    onFile(index + 1);
  }
  const rows = read.reduce((sum, file) => sum + file.rows, 0);
  await refuseChanged(
    connection,
    files,
    counts.reduce((left, count) => left - count, rows),
  );
  if (repeat >= 0) counts[repeat] = await leaveOutRepeats(connection, leaveOut[repeat]);
  for (const [test, count] of await countLate(connection)) counts[test] = count;
  await refuseUnusable(connection, files, layout);
  const beside =
    side === undefined || sideFiles.length === 0 ? [] : await readSideTable(connection, sideFiles, side);
  return {
    files: read,
    sideFiles: beside,
    rows,
    skipped: Object.fromEntries(leaveOut.map(({ reason }, k) => [reason, counts[k] ?? 0])),
    usable: rows - counts.reduce((sum, count) => sum + count, 0),
  };
}

/** Adds the rows of a file that the tests before `repeatOf` leave to `kept`; later ones are noted in its column `late`. */
async function readFile(
  connection: DuckDBConnection,
  file: TraceFile,
  index: number,
  layout: TraceLayout,
  counts: Float64Array,
): Promise<number> {
  const { leaveOut } = layout;
  const repeat = leaveOut.findIndex((test) => "repeatOf" in test);
  const early = leaveOut.slice(0, repeat < 0 ? leaveOut.length : repeat);
  const name = quoted(basename(file.path), "'");
  const numbered = `select row_number() over () as "row number", ${name} as file_name, * from (${rowsSql(file, layout)})`;
  const tested = `select *, ${wrongSql(layout)} as wrong from (${numbered})`;
  const judged = `select *, case when wrong is null then ${firstTest(early, 0)} end as "left out" from (${tested})`;
  const perTest = early.map((_, k) => [String(k), `count(*) filter ("left out" = ${k})`]);
  const counted = await checkRows(connection, file, layout, judged, Object.fromEntries(perTest));
  for (const k of early.keys()) counts[k]! += counted[k] ?? 0;
  const kept =
    `select ${index} as file, "row number" as row, ${lateTest(leaveOut, repeat)} as late, ${taskSql(layout)} ` +
    `from (${judged}) where "left out" is null`;
  const how = index === 0 ? "create temp table kept as" : "insert into kept";
  await keepRows(connection, file, layout, `${how} ${kept}`);
  return counted["rows"]!;
}

/** Files are read twice: what was counted has to be what was kept. */
async function refuseChanged(
  connection: DuckDBConnection,
  files: readonly TraceFile[],
  expected: number,
): Promise<void> {
  const counted = await connection.runAndReadAll("select count(*)::double from kept");
  if (counted.getRowsJS()[0]?.[0] === expected) return;
  throw new EdgeflockError(
    "trace",
    `${files.map(({ path }) => path).join(", ")}: changed while it was read`,
    "Read the trace when nothing writes to it any more.",
  );
}

/** SQL for the number of the first test that holds; null when none does. */
function firstTest(tests: readonly LeaveOut[], first: number): string {
  const cases = tests.map((test, k) => ("where" in test ? `when ${test.where} then ${first + k}` : ""));
  return cases.length === 0 ? "null::integer" : `case ${cases.join(" ")} end`;
}

function lateTest(tests: readonly LeaveOut[], repeat: number): string {
  return repeat < 0 ? "null::integer" : firstTest(tests.slice(repeat + 1), repeat + 1);
}

/** SQL for what a task is made of, and for what tells repeats and side tables. */
function taskSql({ task, leaveOut, side }: TraceLayout): string {
  const repeat = leaveOut.find((test) => "repeatOf" in test);
  const keys = repeat !== undefined && "repeatOf" in repeat ? repeat.repeatOf : [];
  const text = (sql: string | null | undefined) => (sql == null ? "null::varchar" : `(${sql})::varchar`);
  const number = (sql: string | undefined) => (sql === undefined ? "null::double" : `(${sql})::double`);
  return [
    `${task.time} as time`,
    `${task.job === null ? "null::varchar" : text(task.job)} as job`,
    `${text(task.user)} as "user"`,
    `${text(task.class)} as class`,
    `${text(task.jobName)} as job_name`,
    `${number(task.work)} as work`,
    `${number(task.input)} as input`,
    `${number(task.output)} as output`,
    `${number(task.deadlineSeconds)} as deadline_seconds`,
    `${text(side?.matches)} as side_key`,
    ...keys.map((key, k) => `${key} as key${k}`),
  ].join(", ");
}

/** Makes `usable` of `kept`: the first row of each key. Returns how many others there were. */
async function leaveOutRepeats(connection: DuckDBConnection, test: LeaveOut | undefined): Promise<number> {
  const keys = test !== undefined && "repeatOf" in test ? test.repeatOf.map((_, k) => `key${k}`) : [];
  await connection.run(
    `create temp table firsts as select * exclude (${keys.join(", ")}) from kept
     qualify row_number() over (partition by ${keys.join(", ")} order by file, row) = 1`,
  );
  const counted = await connection.runAndReadAll(
    "select ((select count(*) from kept) - (select count(*) from firsts))::double",
  );
  await connection.run("drop table kept; alter table firsts rename to kept;");
  return Number(counted.getRowsJS()[0]?.[0]);
}

/** Rows by the test after `repeatOf` that leaves them out; they are then gone. */
async function countLate(connection: DuckDBConnection): Promise<[test: number, rows: number][]> {
  const counted = await connection.runAndReadAll(
    "select late::double, count(*)::double from kept where late is not null group by late",
  );
  await connection.run("create temp view usable as select * exclude (late) from kept where late is null");
  return counted.getRowsJS() as [number, number][];
}

/** What a format's tests should have left out or refused: tasks of such rows could not be simulated. */
async function refuseUnusable(
  connection: DuckDBConnection,
  files: readonly TraceFile[],
  layout: TraceLayout,
): Promise<void> {
  const outside = (name: string, least: string, limit: number) =>
    `when not coalesce(${name} ${least} and ${name} <= ${limit}, false) then ['${name}', coalesce(${name}::varchar, '')]`;
  const found = await connection.runAndReadAll(
    `select file::double, row::double, bad[1], bad[2] from (select file, row, case
       ${outside("time", `>= ${-most.seconds * layout.task.timePerSecond}`, most.seconds * layout.task.timePerSecond)}
       ${outside("work", "> 0", most.units)} ${outside("input", ">= 0", most.units)}
       when output is not null and not (output >= 0 and output <= ${most.units}) then ['output', output::varchar]
       when deadline_seconds is not null and not (deadline_seconds > 0) then ['deadline', deadline_seconds::varchar]
       end as bad from usable) where bad is not null order by file, row limit 1`,
  );
  const [first] = found.getRowsJS() as [number, number, string, string][];
  if (first === undefined) return;
  const [file, row, name, value] = first;
  throw new EdgeflockError(
    "trace",
    `${files[file]?.path}, row ${row}: the task's ${name} ${value === "" ? "is missing" : `would be ${value}`}`,
    layout.expected,
  );
}
