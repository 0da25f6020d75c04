/**
 * What a trace format is: data that tells where a trace's files lie, which columns they have, which rows are left out
 * and why, and how the rest become tasks. The SQL is DuckDB's; `import-trace.ts` runs it. No format has code of its own.
 *
 * To add a format: write a `TraceFormat` in `formats/`, enter it into `formats/index.ts`, tell in docs/traces.md how
 * everything is derived, and give the fuzz test a generator of its rows.
 */

/** A column of the files, by the name that the format's SQL uses for it. */
export interface TraceColumn {
  readonly name: string;
  /** SQL type. A field that it cannot hold is an error that names file, row and column. */
  readonly type: string;
  /** As the trace's own documents, or its header line, call it; `name` when absent. Case and punctuation do not count. */
  readonly label?: string;
  /** Further names that it has in headers, JSON keys ("request.cpus" for a key in an object) and Parquet files. */
  readonly aliases?: readonly string[];
  /** An empty field is an error. */
  readonly required?: boolean;
  /** The column itself may be absent from files with a header: it is then empty throughout. */
  readonly optional?: boolean;
  /** The user has chosen the label: nothing else is this column. */
  readonly chosen?: boolean;
  /** Its place, from 0, in CSV files without a header, when not all columns are listed. */
  readonly place?: number;
  /** SQL that holds for values which parse but cannot be meant; an error. */
  readonly refuse?: string;
}

/** A column that SQL makes of the others, usable as they are. */
export interface ComputedColumn extends Pick<TraceColumn, "name" | "label" | "refuse"> {
  readonly sql: string;
}

/** Rows that become no task. Each row counts under the first test that holds for it. */
export type LeaveOut =
  /** SQL on the columns; a null counts as false. */
  | { readonly reason: string; readonly where: string }
  /** All but the first row, in file order, of those alike in these SQL expressions. At most one such test a format. */
  | { readonly reason: string; readonly repeatOf: readonly string[] };

/** A second table with more about the tasks, read where it lies beside the first, or is named with it. */
export interface SideTable {
  /** The name of its folder, beside the task table's or within the trace's. */
  readonly folder: string;
  /** Names that its files have where they lie in one folder with the task table's. */
  readonly files?: RegExp;
  readonly header: boolean;
  readonly columns: readonly TraceColumn[];
  readonly expected: string;
  /** SQL for the rows that count; all when absent. Of several rows with the same key the first counts. */
  readonly where?: string;
  /** SQL on its columns, compared as text with `matches` on the task table's. */
  readonly key: string;
  readonly matches: string;
  /** SQL on its columns: what is used where the task table itself has none. */
  readonly gives: { readonly [Name in "user" | "class" | "jobName"]?: string };
}

/** How a row becomes a task: SQL on the columns, and on `file_name`, the name of the row's file without its folder. */
export interface TaskColumns {
  /** A number; integers keep every digit until the origin is taken away. */
  readonly time: string;
  /** Units of `time` in a second. */
  readonly timePerSecond: number;
  /** What arrival 0 s is: a value of `time`, or that of the first task. */
  readonly timeOrigin: number | "first task";
  /** Identity of the job, compared as text; null when every row is a job of its own. */
  readonly job: string | null;
  readonly user: string | null;
  /** A whole number (null where unknown), or any text with `classNames: true`, numbered by first appearance. */
  readonly class: string | null;
  readonly classNames?: boolean;
  readonly jobName?: string;
  /** Work, in the units of `TraceUnits.work`: finite, above 0. */
  readonly work: string;
  /** Input and output, in the units of `TraceUnits.input`: finite, not negative. */
  readonly input: string;
  /** Null, or absent: the scenario's `outputRatio`. */
  readonly output?: string;
  /** Seconds from arrival, above 0. Null, or absent: the scenario's `deadline`. */
  readonly deadlineSeconds?: string;
}

/** One way in which the files of a format may look. */
export interface TraceLayout {
  /** The folder of the files within the trace's, where it has one. */
  readonly folder?: string;
  /** Names that files of this layout have, to choose them from a folder that holds others too; all when absent. */
  readonly files?: RegExp;
  /** Whether CSV files begin with a line of names. Without one, columns are known by their places. */
  readonly header: boolean;
  /** Character around CSV fields that hold commas or line breaks; none when absent. */
  readonly quote?: '"';
  readonly delimiter?: string;
  /** Without a header: all columns in order. With one: those used, in any order. */
  readonly columns: readonly TraceColumn[];
  readonly computed?: readonly ComputedColumn[];
  /** What files have to look like: the fix of errors about what they hold. */
  readonly expected: string;
  readonly leaveOut: readonly LeaveOut[];
  readonly task: TaskColumns;
  readonly side?: SideTable;
}

/** What the numbers of a format stand for, and what one unit is worth unless the scenario says otherwise. */
export interface TraceUnits {
  /** As in "CPU request of 1, the largest machine". */
  readonly work: string;
  readonly input: string;
}

export interface TraceDefaults {
  readonly cyclesPerUnit: number;
  readonly bitsPerUnit: number;
  readonly timeScale: number;
  readonly perJobLimit: number;
}

export interface TraceFormat {
  /** As in `workload.kind` of scenarios. */
  readonly name: string;
  readonly title: string;
  /** What tells it from another of the same name. */
  readonly variant?: string;
  /** The name of a format that is meant by a folder with files of both. */
  readonly partOf?: string;
  /** The paper or page to cite. */
  readonly citation: string;
  /** How to get the trace: the fix of "no --trace was given". */
  readonly fetch: string;
  /** The first that fits is taken, for all files of a trace. */
  readonly layouts: readonly [TraceLayout, ...TraceLayout[]];
  readonly units: TraceUnits;
  readonly defaults: TraceDefaults;
  /** What to do when no row is a usable task. */
  readonly whenEmpty: string;
}

/** A column as people know it. */
export function labelOf(column: Pick<TraceColumn, "name" | "label">): string {
  return column.label ?? column.name;
}

/** A name in a header, a JSON key or a Parquet column without what differs from tool to tool. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** Place of a column among the names that a file has; -1 when it is not there. */
export function placeOf(column: TraceColumn, names: readonly string[]): number {
  if (column.place !== undefined) return column.place < names.length ? column.place : -1;
  const label = names.indexOf(labelOf(column));
  if (label >= 0) return label;
  const others = column.chosen ? [] : [column.name, ...(column.aliases ?? [])];
  const wanted = [labelOf(column), ...others].map(plainName);
  return names.findIndex((name) => wanted.includes(plainName(name)));
}

/** Columns of a layout that a file with these names lacks, though it has to have them. */
export function missingColumns(
  columns: readonly TraceColumn[],
  names: readonly string[],
): readonly TraceColumn[] {
  return columns.filter((column) => !column.optional && placeOf(column, names) < 0);
}
