/** Says what files are by what they hold, never by their names: files of a trace format, another table, or unknown. Node only. */
import { basename, dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeflockError } from "../../core/errors.ts";
import { forgetRejects } from "./check-rows.ts";
import { fitsLayout } from "./find-layout.ts";
import { formatMadeFrom, traceFormats } from "./formats/index.ts";
import { normalisedLayout, normalisedMetadata } from "./normalised-trace.ts";
import { type OtherTable, otherTables } from "./other-tables.ts";
import { rowsSql, wrongSql } from "./read-rows.ts";
import { openTraceFile, type TraceFile } from "./trace-file.ts";
import { kindOf, matchingFiles, namesIn } from "./trace-files.ts";
import { labelOf, missingColumns, plainName, type TraceFormat, type TraceLayout } from "./trace-format.ts";

export interface RecognisedFiles {
  /** Files that look alike by name and lie side by side; the first was looked into. */
  readonly paths: readonly string[];
  /** Formats that they fit; more than one when their columns leave it open. */
  readonly fits: readonly { readonly format: TraceFormat; readonly layout: TraceLayout }[];
  /** What they are when they fit none; null when that is unknown too. */
  readonly other: OtherTable | null;
  /** As the first file gives them: column names, or the fields of its first row. */
  readonly names: readonly string[];
}

const formats: readonly TraceFormat[] = traceFormats;
const dataName = /\.(csv|json|ndjson|jsonl|txt)(\.gz)?$|\.parquet$/i;
/** Rows of a file without header that are tried, and lines within which the reader may refuse some. */
const triedRows = 200;

/**
 * @param location a file, a pattern, or a folder, which is searched with the folders in it
 * @throws EdgeflockError("trace") when there is nothing, or a file is damaged
 */
export async function recognise(connection: DuckDBConnection, location: string): Promise<RecognisedFiles[]> {
  const groups = new Map<string, string[]>();
  for (const path of await dataFilesAt(location)) {
    const alike = join(dirname(path), basename(path).replaceAll(/\d+/g, "#"));
    const group = groups.get(alike);
    if (group === undefined) groups.set(alike, [path]);
    else group.push(path);
  }
  const recognised: RecognisedFiles[] = [];
  for (const paths of groups.values()) recognised.push(await recogniseGroup(connection, paths));
  return recognised;
}

async function dataFilesAt(location: string): Promise<string[]> {
  const kind = await kindOf(location);
  if (kind === "file") return [location];
  if (kind === "missing" && location.includes("*"))
    return matchingFiles(location, "task_events/part-*.csv.gz");
  if (kind === "missing") {
    throw new EdgeflockError(
      "trace",
      `${location}: no such file or folder`,
      "Name a trace's folder, one of its files, or a pattern with * for several.",
    );
  }
  const files = await dataFilesIn(location);
  if (files.length > 0) return files;
  throw new EdgeflockError(
    "trace",
    `${location}: no .csv, .json, .txt or .parquet file in this folder or those in it`,
    "Name the folder that holds the trace's files, or a file.",
  );
}

/** Of a folder, and of the folders in it. */
async function dataFilesIn(folder: string, depth = 1): Promise<string[]> {
  const files: string[] = [];
  for (const name of (await namesIn(folder)).sort()) {
    if (name.startsWith(".")) continue;
    const path = join(folder, name);
    const kind = await kindOf(path);
    if (kind === "file" && dataName.test(name)) files.push(path);
    if (kind === "folder" && depth > 0) files.push(...(await dataFilesIn(path, depth - 1)));
  }
  return files;
}

async function recogniseGroup(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<RecognisedFiles> {
  const [path = ""] = paths;
  const plain = await openTraceFile(connection, path);
  const made = await normalisedMetadata(connection, plain);
  const source = made === null ? null : formatMadeFrom(made);
  if (source !== null) {
    const layout = normalisedLayout(source);
    return { paths, fits: [{ format: source, layout }], other: null, names: plain.names };
  }
  const fits: { format: TraceFormat; layout: TraceLayout }[] = [];
  for (const format of formats) {
    for (const layout of format.layouts) {
      const { delimiter } = layout;
      const file = delimiter === undefined ? plain : await openTraceFile(connection, path, delimiter);
      if (!(await fitsRows(connection, file, layout))) continue;
      fits.push({ format, layout });
      break;
    }
  }
  const other = fits.length > 0 ? null : (otherTables.find((table) => isOther(plain.names, table)) ?? null);
  // Of a table that holds another one's columns too, the fuller format is meant.
  const whole = fits.filter(({ format }) => !fits.some((fit) => fit.format.name === format.partOf));
  return { paths, fits: whole, other, names: plain.names };
}

/** Whether the names fit or, where a file has none, most of its first rows. */
async function fitsRows(
  connection: DuckDBConnection,
  file: TraceFile,
  layout: TraceLayout,
): Promise<boolean> {
  if (!fitsLayout(file, layout)) return false;
  if (file.kind !== "csv" || layout.header) return true;
  await forgetRejects(connection);
  const rows = `select ${wrongSql(layout)} as wrong from (${rowsSql(file, layout)}) limit ${triedRows}`;
  try {
    const tried = await connection.runAndReadAll(
      `select count(*) filter (wrong is null)::double, count(*) filter (wrong is not null)::double from (${rows})`,
    );
    const [right = 0, wrong = 0] = (tried.getRowsJS()[0] ?? []) as number[];
    const rejected = await connection.runAndReadAll(
      `select count(distinct line)::double from reject_errors where line <= ${triedRows}`,
    );
    return right > wrong + Number(rejected.getRowsJS()[0]?.[0]);
  } catch {
    return false; // what DuckDB cannot read at all is no file of this layout
  } finally {
    await forgetRejects(connection);
  }
}

function isOther(found: readonly string[], { names, firstRow }: OtherTable): boolean {
  if (names !== undefined) {
    const known = found.map(plainName);
    return names.every((name) => known.includes(plainName(name)));
  }
  return (
    firstRow !== undefined &&
    firstRow.length === found.length &&
    firstRow.every((pattern, k) => pattern.test(found[k]!))
  );
}

/** The format whose columns a file has most of, and those that it lacks; null when it has none of any format's. */
export function nearestFormat(
  names: readonly string[],
): { readonly format: TraceFormat; readonly missing: readonly string[] } | null {
  let best: { format: TraceFormat; missing: readonly string[]; share: number } | null = null;
  for (const format of formats) {
    for (const { columns } of format.layouts) {
      const needed = columns.filter((column) => !column.optional);
      const missing = missingColumns(columns, names);
      const share = 1 - missing.length / needed.length;
      if (share > (best?.share ?? 0)) best = { format, missing: missing.map(labelOf), share };
    }
  }
  return best;
}
