/**
 * Tables as Parquet files (layer 1; Node only), all by DuckDB.
 *
 * - `writeParquet(path, table)` and `readParquet(path)`: a table that fits into memory, any column nullable.
 * - `ParquetStream`: batches of columns of numbers, written as they come; memory does not grow with the rows.
 */

export type { StreamColumn } from "./batch-ring.ts";
export { type Column, readParquet, type Table, writeParquet } from "./parquet.ts";
export { ParquetStream } from "./parquet-stream.ts";
