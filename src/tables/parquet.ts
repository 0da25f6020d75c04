/**
 * Tables as Parquet files, written and read with DuckDB. The same columns give the same bytes: one thread, rows in
 * order, nothing in the file but the data and DuckDB's version.
 */
import {
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from "@duckdb/node-api";
import { replaceFileAtomic } from "../core/atomic-file.ts";
import { cannotWrite, quoted, withDuckDb } from "../core/duckdb.ts";
import { EdgeflockError } from "../core/errors.ts";

/** One column; null where a row has no value. All columns of a table have the same length. */
export type Column =
  | { readonly type: "integer" | "double"; readonly values: ArrayLike<number | null> }
  | { readonly type: "varchar"; readonly values: ArrayLike<string | null> }
  | { readonly type: "boolean"; readonly values: ArrayLike<boolean | null> }
  | { readonly type: "integer[]"; readonly values: ArrayLike<readonly number[] | null> };

export type Table = Readonly<Record<string, Column>>;

/** A row as read: integers, doubles, strings, booleans, arrays of integers, or null. */
export type TableRow = Readonly<Record<string, string | number | boolean | null | readonly number[]>>;

const types: Readonly<Record<Column["type"], DuckDBType>> = {
  integer: INTEGER,
  double: DOUBLE,
  varchar: VARCHAR,
  boolean: BOOLEAN,
  "integer[]": LIST(INTEGER),
};
/** DuckDB's own; a data chunk holds no more. */
const chunkRows = 2048;

/** Replaces `path` atomically. Throws EdgeflockError("output") when it cannot be written. */
export async function writeParquet(path: string, table: Table): Promise<void> {
  const names = Object.keys(table);
  const columns = Object.values(table);
  const rowCount = columns[0]?.values.length ?? 0;
  if (names.length === 0 || columns.some((column) => column.values.length !== rowCount)) {
    throw new Error(`a table of ${names.length} columns that differ in length: ${names.join(", ")}`);
  }
  const columnTypes = columns.map((column) => types[column.type]);
  await withDuckDb(async (connection) => {
    const declarations = names.map((name, k) => `${quoted(name, '"')} ${columnTypes[k]}`);
    await connection.run(`CREATE TABLE rows (${declarations.join(", ")})`);
    const appender = await connection.createAppender("rows");
    for (let first = 0; first < rowCount; first += chunkRows) {
      const count = Math.min(chunkRows, rowCount - first);
      const chunk = DuckDBDataChunk.create(columnTypes, count);
      chunk.setColumns(
        columns.map((column) => Array.from({ length: count }, (_, k) => cell(column, first + k))),
      );
      appender.appendDataChunk(chunk);
      appender.flushSync();
    }
    appender.closeSync();
    await replaceFileAtomic(path, async (beside) => {
      try {
        await connection.run(`COPY rows TO ${quoted(beside, "'")} (FORMAT parquet, COMPRESSION zstd)`);
      } catch (error) {
        throw cannotWrite(path, error);
      }
    });
  });
}

/** All rows, in order. Throws EdgeflockError("run") when the file cannot be read. */
export async function readParquet(path: string): Promise<TableRow[]> {
  return withDuckDb(async (connection) => {
    try {
      const reader = await connection.runAndReadAll(`FROM read_parquet(${quoted(path, "'")})`);
      return reader.getRowObjectsJS() as TableRow[];
    } catch (error) {
      throw new EdgeflockError(
        "run",
        `${path} cannot be read: ${(error as Error).message.split("\n")[0]}`,
        "Restore the file, or train or evaluate the run again.",
        { cause: error },
      );
    }
  });
}

function cell(column: Column, row: number): DuckDBValue {
  const value = column.values[row] ?? null;
  return typeof value === "object" && value !== null ? listValue([...value]) : value;
}
