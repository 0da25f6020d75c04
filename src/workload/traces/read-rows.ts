/**
 * The SQL that reads the rows of one file with the columns of a format. Every field is read as text and then taken for
 * what its column's type says, so that what cannot be taken is known by row, column and text. Node only.
 */
import { quoted } from "../../core/duckdb.ts";
import { jsonCompression, type TraceFile } from "./trace-file.ts";
import { type ComputedColumn, placeOf, type TraceColumn, type TraceLayout } from "./trace-format.ts";

/** What reading rows needs to know of a layout; side tables are read with it too. */
export type RowLayout = Pick<
  TraceLayout,
  "header" | "columns" | "computed" | "expected" | "quote" | "delimiter"
>;

/** DuckDB remembers so many wrong rows of a file. */
export const rejectsLimit = 10_000;

/** Whether the places of columns in a CSV file are those in the format. */
export function listsAllColumns({ header, columns }: RowLayout): boolean {
  return !header && columns.every(({ place }) => place === undefined);
}

/** Place of a column in a file; -1 when it is not there. */
export function placeIn(file: TraceFile, layout: RowLayout, column: TraceColumn): number {
  if (file.kind === "csv" && listsAllColumns(layout)) return layout.columns.indexOf(column);
  return placeOf(column, file.names);
}

/** Columns that every row of a CSV file has to have. */
export function columnCount(file: TraceFile, layout: RowLayout): number {
  return listsAllColumns(layout) ? layout.columns.length : file.names.length;
}

/** A `select` of the columns by their names, each of its type, and of the texts that they were made of. */
export function rowsSql(file: TraceFile, layout: RowLayout): string {
  const selected = layout.columns.flatMap((column) => {
    const field = fieldSql(file, placeIn(file, layout, column));
    const name = quoted(column.name, '"');
    const value = isText(column) && file.kind === "csv" ? field : `try_cast(${field} as ${column.type})`;
    return [`${value} as ${name}`, `${field}::varchar as ${textOf(column)}`];
  });
  const rows = `select ${selected.join(", ")} from ${sourceSql(file, layout)}`;
  if (layout.computed === undefined) return rows;
  const computed = layout.computed.map(({ name, sql }) => `, ${sql} as ${quoted(name, '"')}`);
  return `select *${computed.join("")} from (${rows})`;
}

function sourceSql(file: TraceFile, layout: RowLayout): string {
  const path = quoted(file.path, "'");
  if (file.kind === "parquet") return `read_parquet(${path})`;
  if (file.kind === "json") {
    return `read_json_objects(${path}, compression = '${jsonCompression[file.compression]}')`;
  }
  const { header, delimiter = ",", quote = "" } = layout;
  const types = Array.from({ length: columnCount(file, layout) }, (_, place) => `'c${place}': 'VARCHAR'`);
  return (
    `read_csv(${path}, columns = {${types.join(", ")}}, compression = '${file.compression}', ` +
    `auto_detect = false, header = ${header}, delim = ${quoted(delimiter, "'")}, quote = '${quote}', escape = '${quote}', ` +
    `store_rejects = true, rejects_limit = ${rejectsLimit})`
  );
}

/** SQL for the field at a place of a row; null when it is empty. */
function fieldSql({ kind, paths = [] }: TraceFile, place: number): string {
  if (place < 0) return "null::varchar";
  if (kind === "csv") return `c${place}`;
  const path = paths[place] ?? [];
  if (kind === "parquet") return path.map((part) => quoted(part, '"')).join(".");
  const pointer = path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return `nullif(json_extract_string(json, ${quoted(pointer, "'")}), '')`;
}

function isText({ type }: TraceColumn): boolean {
  return type === "VARCHAR";
}

function textOf({ name }: TraceColumn): string {
  return quoted(`${name} as text`, '"');
}

/** SQL for what is wrong with a row: place of the column and its text; null for a row that is right. */
export function wrongSql({ columns, computed = [] }: RowLayout): string {
  const read = columns.flatMap((column, place) => {
    const name = quoted(column.name, '"');
    const text = textOf(column);
    const found = (test: string) => `when ${test} then ['${place}', coalesce(${text}, '')]`;
    return [
      ...(isText(column) ? [] : [found(`${name} is null and ${text} is not null`)]),
      // DuckDB rounds fractions where whole numbers are asked for.
      ...(/INT/.test(column.type)
        ? [found(`contains(${text}, '.') and try_cast(${text} as double) % 1 <> 0`)]
        : []),
      ...(column.required ? [found(`${name} is null`)] : []),
      ...(column.refuse === undefined ? [] : [found(column.refuse)]),
    ];
  });
  const made = computed.flatMap(({ name, refuse }: ComputedColumn, k) =>
    refuse === undefined
      ? []
      : [`when ${refuse} then ['${columns.length + k}', coalesce(${quoted(name, '"')}::varchar, '')]`],
  );
  const tests = [...read, ...made];
  return tests.length === 0 ? "null::varchar[]" : `case ${tests.join(" ")} end`;
}
