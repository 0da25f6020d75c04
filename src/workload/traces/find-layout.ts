/** Finds the files of a trace and the layout of a format that they have. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../../core/errors.ts";
import { refuseMissingColumns, shown } from "./check-rows.ts";
import { normalisedLayout, normalisedMetadata, refuseOtherSource } from "./normalised-trace.ts";
import { isSideFile, sideFilesBeside } from "./read-side-table.ts";
import { openTraceFile, type TraceFile } from "./trace-file.ts";
import { findTraceFiles } from "./trace-files.ts";
import { missingColumns, type TraceFormat, type TraceLayout } from "./trace-format.ts";

export interface FoundTrace {
  readonly layout: TraceLayout;
  readonly files: readonly TraceFile[];
  /** Paths of the files of the layout's side table; empty where there are none. */
  readonly sideFiles: readonly string[];
}

/** @throws EdgeflockError("trace") when there is no file, one is damaged, or they do not look as the format's do */
export async function findTrace(
  connection: DuckDBConnection,
  location: string | readonly string[],
  format: TraceFormat,
): Promise<FoundTrace> {
  const paths = await findTraceFiles(location, format.layouts);
  const named = paths.filter((path) => format.layouts.some(({ side }) => isSideFile(path, side)));
  const files: TraceFile[] = [];
  for (const path of named.length === paths.length ? paths : paths.filter((one) => !named.includes(one))) {
    files.push(await openTraceFile(connection, path, format.layouts[0].delimiter));
  }
  const layout = (await layoutOfNormalised(connection, files, format)) ?? layoutOf(files[0], format);
  for (const file of files) refuseMissingColumns(file, layout);
  const sideFiles = named.length > 0 ? named : await sideFilesBeside(paths[0] ?? "", layout);
  return { layout, files, sideFiles };
}

/** The layout of files that `trace convert` wrote; null when the first is none. */
async function layoutOfNormalised(
  connection: DuckDBConnection,
  files: readonly TraceFile[],
  format: TraceFormat,
): Promise<TraceLayout | null> {
  for (const [index, file] of files.entries()) {
    const made = await normalisedMetadata(connection, file);
    if (made !== null) refuseOtherSource(file, made, format);
    else if (index === 0) return null;
  }
  return normalisedLayout(format);
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

/**
 * Whether the names of a file are those of a layout; of a CSV file without a header, whether its first row has as many
 * fields, and numbers where there should be numbers.
 */
export function fitsLayout(file: TraceFile, layout: TraceLayout): boolean {
  const { header, columns } = layout;
  if (file.kind !== "csv" || header) return missingColumns(columns, file.names).length === 0;
  if (file.names.length !== columns.length) return false;
  return columns.every(({ type, required }, place) => {
    const field = file.names[place] ?? "";
    if (field === "") return required !== true;
    return /^VARCHAR/i.test(type) || /^(DATE|TIME)/i.test(type) || Number.isFinite(Number(field));
  });
}
