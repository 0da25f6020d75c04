/** Reads what a second table of a trace says about its tasks into DuckDB's table `side`. Node only. */
import { basename, dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { checkRows, keepRows, refuseMissingColumns } from "./check-rows.ts";
import { rowsSql, wrongSql } from "./read-rows.ts";
import { openTraceFile, type TraceFile } from "./trace-file.ts";
import { kindOf, partsIn } from "./trace-files.ts";
import type { SideTable, TraceLayout } from "./trace-format.ts";

export interface SideFile {
  readonly path: string;
  readonly rows: number;
}

/** Whether a file is one of a side table, by its name or its folder's. */
export function isSideFile(path: string, side: SideTable | undefined): boolean {
  if (side === undefined) return false;
  return basename(dirname(path)) === side.folder || side.files?.test(basename(path)) === true;
}

/** Paths of the side table's files beside a file of tasks. */
export async function sideFilesBeside(path: string, { side, folder }: TraceLayout): Promise<string[]> {
  if (side === undefined) return [];
  const own = dirname(path);
  const around = basename(own) === folder ? dirname(own) : own;
  const inner = join(around, side.folder);
  if ((await kindOf(inner)) === "folder") return (await partsIn(inner)).map((name) => join(inner, name));
  if (side.files === undefined) return [];
  const names = await partsIn(own);
  return names.filter((name) => side.files?.test(name)).map((name) => join(own, name));
}

/**
 * Makes the table `side`: one row a key, with what the first row of that key says.
 *
 * @throws EdgeflockError("trace") as for the tasks' own files
 */
export async function readSideTable(
  connection: DuckDBConnection,
  paths: readonly string[],
  side: SideTable,
): Promise<SideFile[]> {
  await connection.run(
    'create temp table "side rows" (file integer, row bigint, key varchar, "user" varchar, class varchar, job_name varchar)',
  );
  const files: SideFile[] = [];
  for (const [index, path] of paths.entries()) {
    const file = await openTraceFile(connection, path);
    refuseMissingColumns(file, side);
    files.push({ path, rows: await keepSideRows(connection, file, index, side) });
  }
  await connection.run(
    `create temp table side as select key, "user", class, job_name from "side rows"
       qualify row_number() over (partition by key order by file, row) = 1;
     drop table "side rows";`,
  );
  return files;
}

async function keepSideRows(
  connection: DuckDBConnection,
  file: TraceFile,
  index: number,
  side: SideTable,
): Promise<number> {
  const { gives, key, where = "true" } = side;
  const numbered = `select row_number() over () as "row number", * from (${rowsSql(file, side)})`;
  const tested = `select *, ${wrongSql(side)} as wrong from (${numbered})`;
  const counted = await checkRows(connection, file, side, tested);
  const text = (sql: string | undefined) => (sql === undefined ? "null" : `(${sql})::varchar`);
  await keepRows(
    connection,
    file,
    side,
    `insert into "side rows" select ${index}, "row number", ${text(key)}, ${text(gives.user)}, ${text(gives.class)}, ${text(gives.jobName)}
     from (${numbered}) where ${where}`,
  );
  return counted["rows"] ?? 0;
}
