/** Reads a file's rows, and says where the first one is that cannot be used. Node only. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { nearestName } from "../../core/did-you-mean.ts";
import { EdgeflockError } from "../../core/errors.ts";
import { columnCount, listsAllColumns, placeIn, type RowLayout, rejectsLimit } from "./read-rows.ts";
import { cannotRead, type TraceFile } from "./trace-file.ts";
import { labelOf, missingColumns } from "./trace-format.ts";

/** @throws EdgeflockError("trace") when the file has names and lacks one that it has to have */
export function refuseMissingColumns(file: TraceFile, layout: RowLayout): void {
  const { header, columns, expected } = layout;
  if (file.kind === "csv" && listsAllColumns(layout)) return;
  const missing = missingColumns(columns, file.names).filter(
    (column) => header || column.required || column.refuse !== undefined,
  );
  if (missing.length === 0) return;
  const names = missing.map((column) =>
    column.place === undefined ? `"${labelOf(column)}"` : String(column.place + 1),
  );
  const nearest = missing.flatMap((column) => nearestName(labelOf(column), file.names) ?? []);
  const hint = nearest.length === 0 ? "" : ` Did you mean ${nearest.map((name) => `"${name}"`).join(", ")}?`;
  throw new EdgeflockError(
    "trace",
    `${file.path}: has no column ${names.join(", ")}; its columns are ${shown(file.names)}`,
    `${expected}${hint}`,
  );
}

/** Names as a list for people, not longer than can be read. */
export function shown(names: readonly string[]): string {
  const most = 40;
  const listed = names.slice(0, most).map((name) => clipped(name));
  return listed.join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const kindNames = { csv: "CSV", json: "JSON", parquet: "Parquet" } as const;

/** Runs what reads a file; a failure is the file's. */
async function reading<T>(file: TraceFile, layout: RowLayout, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw cannotRead(file.path, kindNames[file.kind], error, layout.expected);
  }
}

/**
 * Runs what keeps rows of a file that has been checked. It may read columns that the check did not need, in which the CSV
 * reader then finds more to refuse.
 */
export async function keepRows(
  connection: DuckDBConnection,
  file: TraceFile,
  layout: RowLayout,
  sql: string,
): Promise<void> {
  await forgetRejects(connection);
  await reading(file, layout, () => connection.run(sql));
  await refuseWrongRows(connection, file, layout, { "wrong rows": 0, "first wrong": null, wrong: null });
}

/** Forgets the rows that the CSV reader refused. */
export async function forgetRejects(connection: DuckDBConnection): Promise<void> {
  await connection.run("drop table if exists reject_errors; drop table if exists reject_scans;");
}

/**
 * Counts the rows of a file.
 *
 * @param sql rows with their "row number" and what is `wrong` with them
 * @param counts SQL aggregates of them by names of their own
 * @throws EdgeflockError("trace") at the first row that cannot be used, or when there is none
 */
export async function checkRows(
  connection: DuckDBConnection,
  file: TraceFile,
  layout: RowLayout,
  sql: string,
  counts: Readonly<Record<string, string>> = {},
): Promise<Record<string, number>> {
  await forgetRejects(connection);
  const aggregates = Object.entries(counts).map(([name, count]) => `, (${count})::double as "${name}"`);
  const counted = await reading(file, layout, async () => {
    const found = await connection.runAndReadAll(
      `select count(*)::double as rows, count(wrong)::double as "wrong rows", arg_min(wrong, "row number") as wrong,
         (min("row number") filter (wrong is not null))::double as "first wrong"${aggregates.join("")} from (${sql})`,
    );
    return found.getRowObjectsJS()[0] as Record<string, number> & Wrong;
  });
  await refuseWrongRows(connection, file, layout, counted);
  if (!(counted["rows"]! > 0)) {
    throw new EdgeflockError("trace", `${file.path}: the file has no rows`, layout.expected);
  }
  return counted;
}

interface Wrong {
  readonly "wrong rows": number;
  readonly "first wrong": number | null;
  readonly wrong: readonly [place: string, text: string] | null;
}

interface Rejected {
  readonly line: number;
  readonly type: string;
  readonly text: string | null;
  readonly total: number;
}

async function refuseWrongRows(
  connection: DuckDBConnection,
  file: TraceFile,
  layout: RowLayout,
  counted: Wrong,
): Promise<void> {
  const rejected = file.kind === "csv" ? await firstRejected(connection) : undefined;
  const all = counted["wrong rows"] + (rejected?.total ?? 0);
  if (all === 0) return;
  const least = (rejected?.total ?? 0) >= rejectsLimit ? "at least " : "";
  const more = all > 1 ? ` (and ${least}${all - 1} more rows are wrong)` : "";
  const fail = (where: string, what: string): never => {
    throw new EdgeflockError("trace", `${file.path}, ${where}: ${what}${more}`, layout.expected);
  };
  const row = counted["first wrong"];
  const headerLines = layout.header ? 1 : 0;
  if (rejected !== undefined && (row === null || rejected.line - headerLines <= row)) {
    const what = rejected.type.includes("COLUMNS")
      ? `has ${(rejected.text ?? "").split(layout.delimiter ?? ",").length} columns instead of ${columnCount(file, layout)}`
      : `cannot be parsed (${rejected.type.toLowerCase()})`;
    fail(layout.header ? `line ${rejected.line}` : `row ${rejected.line}`, what);
  }
  const [place, text] = counted.wrong ?? ["", ""];
  const what = text === "" ? "is empty" : `"${clipped(text)}" is not a valid value`;
  fail(`row ${row}`, `${columnText(file, layout, Number(place))}: ${what}`);
}

/** Rows that the CSV reader refused: of a wrong number of columns, or of no text at all. */
async function firstRejected(connection: DuckDBConnection): Promise<Rejected | undefined> {
  const rejected = await connection.runAndReadAll(
    `select line::double as line, error_type as type, csv_line as text,
       (select count(distinct line) from reject_errors)::double as total
     from reject_errors order by line, error_type not like '%COLUMNS%' limit 1`,
  );
  return (rejected.getRowObjectsJS() as unknown as Rejected[])[0];
}

function columnText(file: TraceFile, layout: RowLayout, index: number): string {
  const column = layout.columns[index];
  if (column === undefined) {
    const computed = layout.computed?.[index - layout.columns.length];
    return computed === undefined ? "a column" : labelOf(computed);
  }
  if (file.kind !== "csv") return labelOf(column);
  return `column ${placeIn(file, layout, column) + 1} (${labelOf(column)})`;
}
