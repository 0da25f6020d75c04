/**
 * DuckDB as everything is written and read with it: in memory, one thread, rows in the order they have in the file. What
 * memory does not hold goes to a folder of its own, which is removed at the end. Node only.
 */
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { EdgeflockError } from "./errors.ts";

type Connection = Awaited<ReturnType<DuckDBInstance["connect"]>>;

/** Enough for any file but traces of many gigabytes, and for those too, with the folder. */
const memoryLimit = "1GB";

/** @param limit of DuckDB's own memory, as DuckDB writes it */
export async function withDuckDb<T>(
  use: (connection: Connection) => Promise<T>,
  limit = memoryLimit,
): Promise<T> {
  const overflow = join(tmpdir(), `edgeflock-${randomUUID()}`);
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "1",
    memory_limit: limit,
    temp_directory: overflow,
    preserve_insertion_order: "true",
    autoinstall_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(overflow, { recursive: true, force: true });
  }
}

/** A name or string as SQL. */
export function quoted(text: string, mark: '"' | "'"): string {
  return mark + text.replaceAll(mark, mark + mark) + mark;
}

/** DuckDB's own failures in writing carry no code of the file system. */
export function cannotWrite(path: string, error: unknown): EdgeflockError {
  return new EdgeflockError(
    "output",
    `${path} cannot be written: ${(error as Error).message.split("\n")[0]}`,
    "Choose another output folder, or make this one writable.",
    { cause: error },
  );
}
