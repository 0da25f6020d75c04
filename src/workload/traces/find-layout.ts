/** Finds the files of a trace and the layout of a format that they have. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../../core/errors.ts";
import { refuseMissingColumns, shown } from "./read-rows.ts";
import { openTraceFile, type TraceFile } from "./trace-file.ts";
import { findTraceFiles } from "./trace-files.ts";
import { missingColumns, type TraceFormat, type TraceLayout } from "./trace-format.ts";

export interface FoundTrace {
  readonly layout: TraceLayout;
  readonly files: readonly TraceFile[];
}

/** @throws EdgeflockError("trace") when there is no file, one is damaged, or they do not look as the format's do */
export async function findTrace(
  connection: DuckDBConnection,
  location: string | readonly string[],
  format: TraceFormat,
): Promise<FoundTrace> {
  const paths = await findTraceFiles(location, format.layouts);
  const files: TraceFile[] = [];
  for (const path of paths) {
    files.push(await openTraceFile(connection, path, format.layouts[0].delimiter));
  }
  const layout = layoutOf(files[0], format);
  for (const file of files) refuseMissingColumns(file, layout);
  return { layout, files };
}

/** The first layout that a file fits; the only one even if it does not, so that what is wrong can be named. */
function layoutOf(file: TraceFile | undefined, { layouts, title }: TraceFormat): TraceLayout {
  const fitting = layouts.find((layout) => file !== undefined && fitsLayout(file, layout));
  if (fitting !== undefined || layouts.length === 1) return fitting ?? layouts[0];
  throw new EdgeflockError(
    "trace",
    `${file?.path}: does not look like a file of the ${title}; its columns are ${shown(file?.names ?? [])}`,
    layouts.map((layout) => layout.expected).join(" "),
  );
}

/** Whether the names, or the number of fields, of a file are those of a layout. */
export function fitsLayout(file: TraceFile, layout: TraceLayout): boolean {
  if (file.kind === "csv" && !layout.header) return file.names.length === layout.columns.length;
  return missingColumns(layout.columns, file.names).length === 0;
}
