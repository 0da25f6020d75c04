/** One row of numbers out of DuckDB. */
import type { DuckDBConnection } from "@duckdb/node-api";

/** The first row of a query whose columns are numbers (not BIGINT) or NULL. */
export async function queryNumbers<Column extends string>(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<Column, number | null>> {
  const [row] = await queryRows<Record<Column, number | null>>(connection, sql);
  if (row === undefined) throw new Error(`no row came back of: ${sql}`);
  return row;
}

/** The rows of a query; the type says what its columns are. */
export async function queryRows<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const result = await connection.runAndReadAll(sql);
  return result.getRowObjectsJS() as Row[];
}
