/** The SQL that reads the rows of one file with the columns of a format, and what it refuses. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { quoted } from "../../core/duckdb.ts";
import { EdgeflockError } from "../../core/errors.ts";
import type { TraceFile } from "./trace-file.ts";
import { labelOf, missingColumns, placeOf, type TraceColumn, type TraceLayout } from "./trace-format.ts";

/** What reading rows needs to know of a layout; side tables are read with it too. */
export type RowLayout = Pick<TraceLayout, "header" | "columns" | "expected" | "quote" | "delimiter">;

/** DuckDB remembers so many wrong rows of a file. */
const rejectsLimit = 10_000;

/** A `select` of the columns by their names, each of its type; beside it `… as text` where the reader does not check. */
export function rowsSql(file: TraceFile, layout: RowLayout): string {
  return file.kind === "csv" ? csvSql(file, layout) : objectsSql(file, layout.columns);
}

function csvSql({ path, compression, names }: TraceFile, layout: RowLayout): string {
  const { header, columns, delimiter = ",", quote = "" } = layout;
  const listed = header
    ? names.map((_, place) => {
        const column = columns.find((one) => placeOf(one, names) === place);
        return [column?.name ?? `other ${place}`, column?.type ?? "VARCHAR"] as const;
      })
    : columns.map(({ name, type }) => [name, type] as const);
  const types = listed.map(([name, type]) => `${quoted(name, "'")}: '${type}'`).join(", ");
  const absent = header ? columns.filter((column) => placeOf(column, names) < 0) : [];
  const nulls = absent.map(({ name, type }) => `, null::${type} as ${quoted(name, '"')}`).join("");
  return (
    `select *${nulls} from read_csv(${quoted(path, "'")}, columns = {${types}}, compression = '${compression}', ` +
    `auto_detect = false, header = ${header}, delim = ${quoted(delimiter, "'")}, quote = '${quote}', escape = '${quote}', ` +
    `store_rejects = true, rejects_limit = ${rejectsLimit})`
  );
}

function objectsSql({ path, kind, compression, names }: TraceFile, columns: readonly TraceColumn[]): string {
  const json = kind === "json";
  const source = json
    ? `read_json_objects(${quoted(path, "'")}, compression = '${compression}')`
    : `read_parquet(${quoted(path, "'")})`;
  const selected = columns.flatMap((column) => {
    const name = names[placeOf(column, names)];
    const own = quoted(column.name, '"');
    const text = quoted(textOf(column), '"');
    if (name === undefined) return [`null::${column.type} as ${own}`, `null::varchar as ${text}`];
    const parts = name.split(".");
    const path = json
      ? quoted(["$", ...parts.map((part) => quoted(part, '"'))].join("."), "'")
      : parts.map((part) => quoted(part, '"')).join(".");
    const found = json ? `nullif(json_extract_string(json, ${path}), '')` : path;
    return [`try_cast(${found} as ${column.type}) as ${own}`, `${found}::varchar as ${text}`];
  });
  return `select ${selected.join(", ")} from ${source}`;
}

function textOf(column: TraceColumn): string {
  return `${column.name} as text`;
}

/** SQL for what is wrong with a row: place of the column and its value, as texts; null for a row that is right. */
export function wrongSql(file: TraceFile, columns: readonly TraceColumn[]): string {
  const tests = columns.flatMap((column, place) => {
    const name = quoted(column.name, '"');
    const text = quoted(textOf(column), '"');
    const unread = `when ${name} is null and ${text} is not null then ['${place}', ${text}]`;
    return [
      ...(file.kind === "csv" ? [] : [unread]),
      ...(column.required ? [`when ${name} is null then ['${place}', '']`] : []),
      ...(column.refuse === undefined
        ? []
        : [`when ${column.refuse} then ['${place}', coalesce(${name}::varchar, '')]`]),
    ];
  });
  return tests.length === 0 ? "null::varchar[]" : `case ${tests.join(" ")} end`;
}

/** @throws EdgeflockError("trace") when the file has names and lacks one that it has to have */
export function refuseMissingColumns(file: TraceFile, layout: RowLayout): void {
  if (file.kind === "csv" && !layout.header) return;
  const missing = missingColumns(layout.columns, file.names).filter(
    (column) => layout.header || column.required || column.refuse !== undefined,
  );
  if (missing.length === 0) return;
  const names = missing.map((column) => `"${labelOf(column)}"`).join(", ");
  throw new EdgeflockError(
    "trace",
    `${file.path}: has no column ${names}; its columns are ${shown(file.names)}`,
    layout.expected,
  );
}

/** Names as a list for people, not longer than can be read. */
export function shown(names: readonly string[]): string {
  const most = 40;
  const listed = names.slice(0, most).map((name) => (name.length > 60 ? `${name.slice(0, 57)}...` : name));
  return listed.join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
}

/** The error for the first row for which `wrongSql` is not null. */
export function wrongRow(
  file: TraceFile,
  layout: RowLayout,
  row: number,
  wrong: readonly [place: string, value: string],
): EdgeflockError {
  const [place, value] = wrong;
  const what = value === "" ? "is empty" : `"${value}" is not a valid value`;
  return new EdgeflockError(
    "trace",
    `${file.path}, row ${row}: ${columnText(file, layout, Number(place))}: ${what}`,
    layout.expected,
  );
}

function columnText(file: TraceFile, layout: RowLayout, index: number): string {
  const column = layout.columns[index];
  if (column === undefined) return "a column";
  const place = file.kind === "csv" && layout.header ? placeOf(column, file.names) : index;
  return file.kind === "csv" ? `column ${place + 1} (${labelOf(column)})` : labelOf(column);
}

/** Forgets the rows that the CSV reader refused. */
export async function forgetRejects(connection: DuckDBConnection): Promise<void> {
  await connection.run("drop table if exists reject_errors; drop table if exists reject_scans;");
}

/** Rows that the CSV reader refused: a wrong number of columns, or a value that its column's type cannot hold. */
export async function refuseRejectedRows(
  connection: DuckDBConnection,
  file: TraceFile,
  layout: RowLayout,
): Promise<void> {
  if (file.kind !== "csv") return;
  const rejected = await connection.runAndReadAll(
    `select line::double as line, column_name as "column", error_type as type, csv_line as text,
       (select count(distinct line) from reject_errors)::double as total
     from reject_errors order by line, error_type not like '%COLUMNS%', column_idx limit 1`,
  );
  const [first] = rejected.getRowObjectsJS() as {
    line: number;
    column: string | null;
    type: string;
    text: string | null;
    total: number;
  }[];
  if (first === undefined) return;
  const { delimiter = ",", header, columns, expected } = layout;
  const fields = (first.text ?? "").replace(/\r?\n$/, "").split(delimiter);
  const least = first.total >= rejectsLimit ? "at least " : "";
  const more = first.total > 1 ? ` (and ${least}${first.total - 1} more rows are wrong)` : "";
  const index = columns.findIndex(({ name }) => name === first.column);
  const column = columns[index];
  let what = `cannot be parsed (${first.type.toLowerCase()})`;
  if (first.type === "CAST" && column !== undefined) {
    const place = header ? placeOf(column, file.names) : index;
    what = `${columnText(file, layout, index)}: "${fields[place] ?? ""}" is not a valid value`;
  } else if (first.type.includes("COLUMNS")) {
    what = `has ${fields.length} columns instead of ${header ? file.names.length : columns.length}`;
  }
  const where = header ? `line ${first.line}` : `row ${first.line}`;
  throw new EdgeflockError("trace", `${file.path}, ${where}: ${what}${more}`, expected);
}
