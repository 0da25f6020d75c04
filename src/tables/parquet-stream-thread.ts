/**
 * The thread of a `ParquetStream`: DuckDB copies a table function to a file, and the function fills DuckDB's own
 * columns from the ring, 2048 rows at a time. No value passes through JavaScript but bigints and lists.
 */
import { parentPort, workerData } from "node:worker_threads";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBDataChunk,
  DuckDBTableFunction,
  type DuckDBType,
  INTEGER,
  LIST,
} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { quoted, withDuckDb } from "../core/duckdb.ts";
import {
  BatchRing,
  type ColumnValues,
  columnArray,
  endings,
  entriesPerRow,
  type RingMemory,
  type StreamColumn,
} from "./batch-ring.ts";

export interface WriterJob {
  readonly memory: RingMemory;
  readonly path: string;
}

export type FromWriter =
  /** A slot is free again. */
  { readonly type: "slot" } | { readonly type: "ended"; readonly error: string | null };

const types: Readonly<Record<StreamColumn["type"], DuckDBType>> = {
  double: DOUBLE,
  bigint: BIGINT,
  integer: INTEGER,
  boolean: BOOLEAN,
  "integer[]": LIST(INTEGER),
};
/**
 * Parquet's newer encodings suit columns of measurements, and DuckDB soon stops looking for repetition where there is
 * none: less work than its defaults, and smaller files.
 */
const options =
  "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 1000, USE_TMP_FILE false";

/** DuckDB's own; a data chunk holds no more. */
const chunkRows = 2048;

const { memory, path } = workerData as WriterJob;
const ring = new BatchRing(memory);
const tell = (message: FromWriter) => parentPort?.postMessage(message);

/** DuckDB copies only from memory that is not shared. */
const staged = memory.columns.map((column) => {
  const length = chunkRows * entriesPerRow(column);
  return columnArray(column.type, new ArrayBuffer(8 * length), 0, length);
});
const words = new Uint32Array(2 * chunkRows);
/** DuckDB's lists: where each starts among all entries, and its length, as 64-bit integers. */
const lists = new Uint32Array(4 * chunkRows);

let slot: readonly ColumnValues[] | null = null;
let slotRows = 0;
let next = 0;

/** Fills `chunk` with the next rows; with none when the stream is complete. */
function fill(chunk: DuckDBDataChunk): void {
  if (slot !== null && next === slotRows) {
    slot = null;
    ring.giveBack();
    tell({ type: "slot" });
  }
  if (slot === null) {
    const taken = ring.takeSlot();
    if (taken.ending === endings.aborted) throw new Error("aborted");
    slot = ring.slots[taken.slot] ?? null;
    slotRows = taken.rows;
    next = 0;
  }
  const count = Math.min(chunkRows, slotRows - next);
  chunk.rowCount = count;
  if (slot === null || count === 0) return;
  for (const [k, column] of memory.columns.entries()) {
    const width = entriesPerRow(column);
    const values = staged[k]!;
    values.set(slot[k]!.subarray(next * width, (next + count) * width));
    write(duckdb.data_chunk_get_vector(chunk.chunk, k), column, values, count);
  }
  next += count;
}

function write(vector: duckdb.Vector, column: StreamColumn, values: ColumnValues, count: number): void {
  if (column.type === "bigint") copy(vector, wholeNumbers(values, count), 2 * count);
  else if (column.type === "integer[]") writeLists(vector, column.mostEntries, values, count);
  else copy(vector, values, count);
}

function writeLists(vector: duckdb.Vector, mostEntries: number, values: ColumnValues, count: number): void {
  let length = 0;
  for (let row = 0; row < count; row++) {
    const start = length;
    for (let k = row * mostEntries; k < (row + 1) * mostEntries; k++) {
      // Closes the gaps in place: never writes past what is still to be read.
      if (values[k]! >= 0) values[length++] = values[k]!;
    }
    lists[4 * row] = start;
    lists[4 * row + 2] = length - start;
  }
  duckdb.list_vector_reserve(vector, length);
  duckdb.list_vector_set_size(vector, length);
  copy(duckdb.list_vector_get_child(vector), values, length);
  copy(vector, lists, 4 * count);
}

/** As 64-bit integers, low word first. */
function wholeNumbers(values: ColumnValues, count: number): Uint32Array {
  for (let row = 0; row < count; row++) {
    const high = Math.floor(values[row]! / 2 ** 32);
    words[2 * row] = values[row]! - high * 2 ** 32;
    words[2 * row + 1] = high;
  }
  return words;
}

function copy(vector: duckdb.Vector, values: ColumnValues | Uint32Array, length: number): void {
  const buffer = values.buffer as ArrayBuffer;
  duckdb.copy_data_to_vector(vector, 0, buffer, values.byteOffset, length * values.BYTES_PER_ELEMENT);
}

try {
  await withDuckDb(async (connection) => {
    const source = DuckDBTableFunction.create({
      name: "rows",
      bindFunction(info) {
        for (const { name, type } of memory.columns) info.addResultColumn(name, types[type]);
      },
      initFunction(info) {
        info.setMaxThreads(1);
      },
      mainFunction(info, chunk) {
        try {
          fill(chunk);
        } catch (error) {
          info.setError((error as Error).message);
        }
      },
    });
    connection.registerTableFunction(source);
    await connection.run(`COPY (FROM rows()) TO ${quoted(path, "'")} (${options})`);
  });
  tell({ type: "ended", error: null });
} catch (error) {
  tell({ type: "ended", error: (error as Error).message });
}
